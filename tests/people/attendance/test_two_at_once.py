"""Two people at one day or month at the same moment: one has done it, the other is told."""

import contextlib
import threading
import time
from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction

from people.attendance.closing import close, month_row
from people.attendance.day_sheet import DaySheet
from people.attendance.month_sheet import MonthSheet
from people.attendance.taking import take
from people.models import Absence, Holiday, RollCall, Staff
from people.movements.models import Kind
from people.refusals import ChangedMeanwhile, Refusal
from tests.people.attendance.days import TODAY, call, enrol
from tests.people.pupils_of import move
from tests.school import School
from tests.workflows.test_two_at_once import at_once

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("real_commits")]


def test_one_has_saved_and_the_other_is_told(school: School) -> None:
    pupils = enrol(school.class_3a, school.van, 2)
    for back in (0, 3, 4, 5, 6):
        day = TODAY - timedelta(days=back)
        seen = DaySheet(school.class_3a, day).fingerprint

        def saves(by: Staff, mark: str, seen: str = seen, back: int = back) -> bool:
            on = TODAY - timedelta(days=back)
            try:
                return take(school.class_3a, on, {pupils[0].pk: mark}, by, seen=seen)
            except ChangedMeanwhile:
                return False

        done = at_once(lambda: saves(school.dao, "P"), lambda: saves(school.thu, "K"))
        assert sorted(done) == [False, True]
        winner, is_excused = (school.dao, True) if done[0] else (school.thu, False)
        assert RollCall.objects.get(on=day).by == winner
        assert Absence.objects.get(on=day).is_excused == is_excused


def test_no_month_is_closed_over_somebody_who_is_leaving(school: School) -> None:
    """Who leaves has been recorded, but not kept yet, when the month is closed."""
    october, moved = date(2026, 10, 1), threading.Event()
    Holiday.objects.create(
        year=school.year, name="Lũ", starts_on=date(2026, 10, 2), ends_on=date(2026, 10, 31)
    )
    [child] = enrol(school.class_3a, school.van, 1)
    with time_machine.travel("2026-10-01T08:00:00+07:00"):
        call(school.class_3a, october, {child: "P"}, school.dao)
    seen = MonthSheet(school.class_3a, october).fingerprint

    def leaves() -> None:
        with transaction.atomic():
            gone = {"on": october, "reason": "Theo gia đình"}
            move(child, Kind.WITHDRAWAL, None, by=school.van, **gone)
            moved.set()
            time.sleep(0.3)

    def closes() -> None:
        moved.wait()
        with contextlib.suppress(Refusal):
            close(school.class_3a, october, school.dao, seen=seen)

    at_once(leaves, closes)
    row = month_row(school.class_3a.pk, october)
    assert row.closed_at is None or row.is_stale
