"""What every page shows around its own content: the person, the duties, what is waiting, where to go."""

from functools import cached_property
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from people import errands
from people.compiled import CompiledQueries
from people.duties import Capacity, Roster
from people.models import Assignment, Duty, Staff
from people.offices import ADMINISTRATION, LEADERSHIP, REGISTRARS
from people.pages import powers_of
from people.powers import Powers
from people.pupils.acts import SEE_PUPIL
from people.years.running import school_and_year
from workflows import inbox, opening_ends, registry
from workflows.access import Access, access_of, posts_in_use
from workflows.models import Approval
from workflows.permissions import roster_of


class Frame(NamedTuple):
    """All that the query around every page follows from."""

    powers: Powers
    access: Access
    school: str


def _facts_around(frame: Frame) -> QuerySet[Staff, dict[str, Any]]:
    facts = {
        **inbox.counted(frame.access),
        **errands.counted(frame.powers),
        **school_and_year(frame.powers.on, frame.school),
    }
    return Staff.objects.filter(pk=frame.access.staff).annotate(**facts).values(*facts)


_frame_facts = CompiledQueries(_facts_around)


class Shell:
    """One person's view of the school during one request; each question is asked once."""

    def __init__(self, powers: Powers) -> None:
        self.powers = powers
        self.staff = powers.staff

    @cached_property
    def roster(self) -> Roster:
        return roster_of()

    @cached_property
    def capacities(self) -> set[Capacity]:
        """In which capacities this person acts today, the own one or for whom."""
        return {
            one
            for post in self.roster.posts()
            for one in self.roster.holders(post)
            if one.person == self.staff.pk
        }

    @cached_property
    def held(self) -> set[Duty]:
        return {
            post.duty
            for post in self.roster.posts()
            if any(one.person == self.staff.pk for one in self.roster.holders(post))
        }

    @cached_property
    def duties(self) -> list[Assignment]:
        return [one for one in self.powers.own_duties if one.duty != Duty.SUBJECT_TEACHER]

    @cached_property
    def access(self) -> Access:
        """Asked before any list is read: so what was open until now is shut by then."""
        posts = posts_in_use()
        if posts.is_something_open and opening_ends.close_lapsed():
            posts = posts_in_use()
        return access_of(self.staff, self.roster, posts)

    @cached_property
    def mine(self) -> QuerySet[Approval]:
        return inbox.mine(self.access)

    @cached_property
    def for_my_role(self) -> QuerySet[Approval]:
        return inbox.for_my_role(self.access)

    @property
    def readable(self) -> QuerySet[Approval]:
        return inbox.visible_to(self.staff, self.roster, self.access)

    @cached_property
    def _asked_together(self) -> dict[str, Any]:
        """What every page shows beside its own content, in one query."""
        [facts] = _frame_facts(Frame(self.powers, self.access, settings.SOKY_SCHOOL))
        return dict(facts)

    @property
    def own_records(self) -> int:
        return int(self._asked_together["mine"])

    @property
    def mine_count(self) -> int:
        return self.own_records + int(self._asked_together["errands"])

    @property
    def role_count(self) -> int:
        return int(self._asked_together["role"])

    @property
    def waiting(self) -> int:
        return self.mine_count + self.role_count

    @property
    def is_auditor(self) -> bool:
        return bool(self.held.intersection(LEADERSHIP))

    @property
    def registers_keys(self) -> bool:
        """In person only: whoever stands in for somebody does not vouch for people."""
        return any(one.duty in REGISTRARS for one in self.duties)

    @property
    def keeps_structure(self) -> bool:
        """In person only: whoever stands in for somebody does not build the school."""
        return any(one.duty in ADMINISTRATION for one in self.duties)

    @property
    def sees_pupils(self) -> bool:
        return bool(self.powers.posts(SEE_PUPIL.may))

    def may_begin(self, kind: registry.RecordType) -> bool:
        """A post is filled by substitutes, too; what belongs to a person is begun in person."""
        own = {row.duty for row in self.powers.own_duties}
        duties = self.held if kind.is_drafted_by_post else own
        return not kind.drafted_by or bool(duties.intersection(kind.drafted_by))

    def meets(self, kind: registry.RecordType) -> bool:
        """Does a record of this kind ever lie on a desk of this person?"""
        on_its_way = {desk.duty for desk in kind.desks}
        return self.may_begin(kind) or self.is_auditor or bool(self.held & on_its_way)

    @property
    def school(self) -> str:
        return str(self._asked_together["school"])

    @property
    def year(self) -> str:
        return str(self._asked_together["year"])


def shell_of(request: HttpRequest) -> Shell:
    """The shell of the person who is signed in; the same one during the whole request."""
    shell = getattr(request, "shell", None)
    if shell is None:
        shell = Shell(powers_of(request))
        request.shell = shell  # type: ignore[attr-defined]
    return cast(Shell, shell)
