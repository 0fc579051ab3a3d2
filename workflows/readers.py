"""Whom a record type lets read its records, beside those who write them and those at its desks."""

from django.db.models import Q

from people.models import Staff
from workflows.models import Approval
from workflows.states import FINAL


class GroupMembers:
    """The members of a record's group, as soon as it is locked: they plan together."""

    def include(self, approval: Approval, staff: Staff) -> bool:
        is_member = staff.group_id is not None and staff.group_id == approval.group_id
        return is_member and approval.state in FINAL

    def condition(self, staff: Staff) -> Q:
        if staff.group_id is None:
            return Q(pk__in=[])
        return Q(group=staff.group_id, state__in=FINAL)
