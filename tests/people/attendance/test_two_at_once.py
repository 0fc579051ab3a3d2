"""Two people save the same day at the same moment: one of them does, the other is told."""

from datetime import timedelta

import pytest

from people.attendance.day_sheet import DaySheet
from people.attendance.taking import ChangedMeanwhile, take
from people.models import Absence, RollCall, Staff
from tests.people.attendance.days import TODAY, enrol
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
