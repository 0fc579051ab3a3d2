"""Is the trail still what was written? The first event that is not is named."""

import pytest
from django.db import transaction

from people.models import Staff
from tests.school import School
from tests.workflows.books import behind_the_door, verified
from workflows import trail
from workflows.models import Event

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("home")]


def test_an_intact_trail_is_counted(some_minutes: None) -> None:
    status, words = verified()
    assert status == 0
    assert "7" in words


def test_an_empty_trail_is_intact(db: None) -> None:
    assert verified()[0] == 0


@pytest.mark.parametrize(
    ("sql", "sequence", "code"),
    [
        (
            "UPDATE workflows_event SET body = replace(body, ',', ' ') WHERE sequence = 3",
            3,
            "changed",
        ),
        ("UPDATE workflows_event SET hash = 'x' WHERE sequence = 3", 3, "changed"),
        ("UPDATE workflows_event SET previous = 'x' WHERE sequence = 3", 3, "out_of_order"),
        ("UPDATE workflows_event SET version = 2 WHERE sequence = 3", 3, "changed"),
        ("DELETE FROM workflows_event WHERE sequence = 4", 4, "missing"),
        ("UPDATE workflows_event SET sequence = 9 WHERE sequence = 7", 7, "missing"),
        ("UPDATE workflows_event SET kind = 'lock' WHERE sequence = 5", 5, "columns"),
        ("UPDATE workflows_event SET acting_for_id = by_id WHERE sequence = 5", 5, "columns"),
        (
            "UPDATE workflows_event SET at = '2026-11-01 00:00Z' WHERE sequence = 2",
            2,
            "columns",
        ),
    ],
)
def test_whatever_is_touched_is_named_by_its_number(
    some_minutes: None, sql: str, sequence: int, code: str
) -> None:
    if "DELETE" in sql:
        behind_the_door("DELETE FROM workflows_remark")
        behind_the_door("UPDATE workflows_notice SET event_id = NULL")
    behind_the_door(sql)
    found = trail.first_break()
    assert found is not None
    assert found.sequence == sequence
    assert found.code == code
    status, words = verified()
    assert status == 1
    assert f"Event {sequence}" in words


def test_who_appends_outside_a_transaction_is_refused(real_commits: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        trail.append([trail.Entry("open", None)])
    assert not Event.objects.exists()


def test_an_act_that_is_rolled_back_leaves_no_event_and_no_gap(school: School) -> None:
    school.minutes()

    class PowerCut(Exception):
        pass

    def half_an_act() -> None:
        with transaction.atomic():
            trail.append([trail.Entry("open", None)])
            raise PowerCut

    with pytest.raises(PowerCut):
        half_an_act()
    school.minutes()
    assert list(Event.objects.values_list("sequence", flat=True)) == [1, 2]


def test_no_event_names_anybody_or_says_why(school: School, some_minutes: None) -> None:
    told = "\n".join(Event.objects.values_list("body", flat=True))
    for person in Staff.objects.all():
        assert person.full_name not in told
        assert person.username not in told
    for words in ("Vy", "Họp", "thiếu", "thống nhất"):
        assert words not in told
    assert told.isascii()


def test_ten_thousand_events_verify(db: None) -> None:
    with transaction.atomic():
        for _time in range(20):
            trail.append([trail.Entry("open", None)] * 500)
    assert trail.first_break() is None
    behind_the_door("UPDATE workflows_event SET by_id = NULL, kind = 'x' WHERE sequence = 9999")
    found = trail.first_break()
    assert found is not None
    assert found.sequence == 9999
