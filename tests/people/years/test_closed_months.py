"""Who changes the calendar of a month that is closed does not change its sums in silence."""

from datetime import date

import pytest
import time_machine

from people.attendance.closing import Standing, close, month_row, standing
from people.attendance.month_sheet import MonthSheet
from people.models import Holiday, Term
from people.years import acts
from tests.people.attendance.days import call, enrol
from tests.school import School

pytestmark = pytest.mark.both_databases
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def flood(school: School) -> Holiday:
    """After two days of October the water came; Đào has closed the month."""
    flood = Holiday(
        year=school.year, name="Lũ", starts_on=date(2026, 10, 3), ends_on=date(2026, 10, 31)
    )
    acts.save_row(flood, school.van)
    [child] = enrol(school.class_3a, school.van, 1)
    for day in (1, 2):
        with time_machine.travel(f"2026-10-0{day}T08:00:00+07:00"):
            call(school.class_3a, date(2026, 10, day), {child: "P"}, school.dao)
    close(school.class_3a, OCTOBER, school.dao, seen=sheet(school).fingerprint)
    return flood


def sheet(school: School) -> MonthSheet:
    return MonthSheet(school.class_3a, OCTOBER)


def state(school: School) -> Standing:
    row = month_row(school.class_3a.pk, OCTOBER)
    return standing(row, is_over=True, missing=len(sheet(school).missing))


def test_a_holiday_over_a_day_that_was_taken_lets_the_month_be_looked_at_again(
    school: School, flood: Holiday
) -> None:
    assert state(school) is Standing.CLOSED
    flood.starts_on = date(2026, 10, 2)
    acts.save_row(flood, school.van)
    assert state(school) is Standing.CORRECTED
    close(school.class_3a, OCTOBER, school.dao, seen=sheet(school).fingerprint)
    assert state(school) is Standing.CLOSED


def test_so_does_a_holiday_that_is_taken_away(school: School, flood: Holiday) -> None:
    acts.remove_row(flood, school.van)
    assert state(school) is Standing.CORRECTED


def test_so_do_terms_that_begin_later(school: School, flood: Holiday) -> None:
    first = Term(year=school.year, number=1, starts_on=date(2026, 10, 2), ends_on=date(2027, 1, 8))
    second = Term(
        year=school.year, number=2, starts_on=date(2027, 1, 11), ends_on=school.year.ends_on
    )
    acts.change_calendar(school.year, [first, second], school.van)
    assert state(school) is Standing.CORRECTED


def test_another_name_and_another_month_leave_it_closed(school: School, flood: Holiday) -> None:
    flood.name = "Nghỉ lũ"
    acts.save_row(flood, school.van)
    tet = Holiday(
        year=school.year, name="Tết", starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 12)
    )
    acts.save_row(tet, school.van)
    assert state(school) is Standing.CLOSED
