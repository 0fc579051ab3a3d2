"""What a record's page says of its way: this round's acts, the last change, and what waits for whom."""

import pytest

from people.errands import errands_of
from people.models import Staff
from people.powers import Powers
from tests.school import School, take
from tests.workflows.test_strangers import records
from workflows.models import Approval
from workflows.pages import Shell
from workflows.record_page import record_context
from workflows.states import Step

__all__ = ["records"]  # a fixture: something of everything there is
pytestmark = pytest.mark.both_databases


def test_the_desks_tell_of_this_round_and_the_changes_go_from_old_to_new(school: School) -> None:
    minutes = school.minutes(text="Cả tổ thống nhất.")
    take(Step.SUBMIT, minutes.approval, school.dao)
    take(Step.SEND_BACK, minutes.approval, school.minh, note="Ghi rõ hơn.")
    minutes.approval.refresh_from_db()
    minutes.text = "Cả tổ đồng ý."
    minutes.save()
    shown = record_context(Shell(Powers(school.dao)), minutes.approval)
    assert not any(station.events for station in shown["desks"])
    take(Step.SUBMIT, minutes.approval, school.dao)
    shown = record_context(Shell(Powers(school.minh)), minutes.approval)
    author, *others = shown["desks"]
    assert [event.kind for event in author.events] == [Step.SUBMIT]
    assert not any(station.events for station in others)
    assert ["thầy Minh", "cô Ngọc"] in [station.awaited for station in others]
    pieces = [one for change in shown["changes"] for one in change.pieces if one.kind != "same"]
    assert [(one.kind, one.text.strip()) for one in pieces] == [
        ("del", "thống nhất."),
        ("ins", "đồng ý."),
    ]
    assert [remark.text for remark in shown["remarks"]] == ["Ghi rõ hơn."]


def test_the_menu_counts_what_the_inbox_lists(school: School, records: list[Approval]) -> None:
    counted = {}
    for staff in Staff.objects.filter(is_active=True):
        shell = Shell(Powers(staff))
        listed = [*shell.mine, *errands_of(shell.powers)]
        assert shell.mine_count == len(listed), staff
        assert shell.role_count == len(shell.for_my_role), staff
        counted[staff.username] = len(listed)
    assert counted["van"] >= 2
    assert counted["dao"] > 0
