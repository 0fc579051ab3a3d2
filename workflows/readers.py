"""Whom a record type lets read its records, beside those who write them and those at its desks."""

from django.db.models import Q

from people.duties import Capacity, Roster
from people.models import Duty, Staff
from workflows.models import Approval
from workflows.states import FINAL


class GroupMembers:
    """The members of a record's group, as soon as it is locked: they plan together."""

    def include(self, approval: Approval, staff: Staff, roster: Roster) -> bool:
        is_member = staff.group_id is not None and staff.group_id == approval.group_id
        return is_member and approval.state in FINAL

    def condition(self, staff: Staff, roster: Roster) -> Q:
        if staff.group_id is None:
            return Q(pk__in=[])
        return Q(group=staff.group_id, state__in=FINAL)


class HoldersOf:
    """Who holds one of these duties today, in person, at the record's own place: once it is finished.

    `place` is "school_class" or "group".
    """

    def __init__(self, place: str, *duties: Duty) -> None:
        self._place, self._duties = place, duties

    def include(self, approval: Approval, staff: Staff, roster: Roster) -> bool:
        place = getattr(approval, f"{self._place}_id")
        return approval.state in FINAL and place in self._places_of(staff, roster)

    def condition(self, staff: Staff, roster: Roster) -> Q:
        places = self._places_of(staff, roster)
        return Q(**{f"{self._place}__in": places, "state__in": FINAL})

    def _places_of(self, staff: Staff, roster: Roster) -> set[int | None]:
        own = Capacity(staff.pk)
        return {
            post.place[0]
            for post in roster.posts()
            if post.duty in self._duties and own in roster.holders(post)
        }
