"""All classes at a glance, and what the pages of attendance cost."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.attendance.closing import Standing
from people.attendance.overview import Overview, of_the_running_year
from people.attendance.teaching_days import TeachingDays
from people.models import (
    Absence,
    AttendanceMonth,
    Holiday,
    Pupil,
    RollCall,
    SchoolClass,
    SchoolYear,
    Term,
)
from tests.people.attendance.days import FRIDAY, TODAY, address, call, enrol, month_address
from tests.school import School

pytestmark = pytest.mark.both_databases
MOST_QUERIES, MOST_BYTES = 15, 80_000


def test_leaders_see_how_far_each_class_is_today(
    school: School, pupils: list[Pupil], client: Client
) -> None:
    other = school.year.classes.create(grade=3, name="3B")
    empty = school.year.classes.create(grade=3, name="3C")
    enrol(other, school.van, 2)
    call(school.class_3a, FRIDAY, {pupils[2]: "K"}, school.dao)
    call(school.class_3a, TODAY, {pupils[0]: "P", pupils[1]: "Ks"}, school.dao)
    classes = of_the_running_year(SchoolClass.objects.all())
    seen = Overview(classes, TODAY, TeachingDays(school.year))
    found = {one.school_class: one for one in seen.today()}

    a, b, c = found[school.class_3a], found[other], found[empty]
    assert a.roll_call
    assert (a.roll_call.by, a.pupils, a.excused, a.unexcused) == (school.dao, 5, 1, 1)
    assert a.school_class.homeroom == "Lê Thị Đào"  # type: ignore[attr-defined]
    assert (b.roll_call, b.pupils, c.pupils) == (None, 2, 0)
    client.force_login(school.minh)
    page = client.get("/attendance/").content.decode()
    assert address(school.class_3a, TODAY) in page
    assert address(other, TODAY) in page
    client.force_login(school.dao)
    own = client.get("/attendance/").content.decode()
    assert address(school.class_3a, TODAY) in own
    assert address(other, TODAY) not in own


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("2026-11-20", FRIDAY),
        ("2026-11-22", FRIDAY),
        ("2027-01-01", TODAY),
        ("x", TODAY),
        ("2026-99-99", TODAY),
        ("0001-01-01", date(2026, 9, 1)),
    ],
)
def test_another_day_may_be_looked_at(
    school: School, pupils: list[Pupil], client: Client, asked: str, shown: date
) -> None:
    client.force_login(school.thu)
    page = client.get(f"/attendance/?day={asked}").content.decode()
    assert address(school.class_3a, shown) in page


def test_the_class_leads_to_the_last_day_of_teaching(
    school: School, pupils: list[Pupil], client: Client
) -> None:
    client.force_login(school.dao)
    here = f"/classes/{school.class_3a.pk}/attendance/"
    assert here in client.get(f"/classes/{school.class_3a.pk}/").content.decode()
    assert client.get(here).url == address(school.class_3a, TODAY)
    with time_machine.travel("2026-11-22T08:00:00+07:00"):
        client.force_login(school.dao)
        assert client.get(here).url == address(school.class_3a, FRIDAY)


def test_without_an_open_year_the_page_says_so(school: School, client: Client) -> None:
    SchoolYear.objects.update(state=SchoolYear.State.ARCHIVED)
    client.force_login(school.thu)
    assert client.get("/attendance/").status_code == 200


def test_each_month_of_each_class_has_its_state(school: School, pupils: list[Pupil]) -> None:
    """Since 7 September there are pupils; October is one day long here."""
    Holiday.objects.create(
        year=school.year, name="x", starts_on=date(2026, 10, 2), ends_on=date(2026, 10, 31)
    )
    call(school.class_3a, date(2026, 10, 1), {}, school.dao)
    call(school.class_3a, date(2026, 9, 8), {}, school.dao)
    seen = Overview([school.class_3a], TODAY, TeachingDays(school.year))
    [of_3a] = seen.today()
    september, october, november = of_3a.months
    assert (september.standing, september.missing) == (Standing.MISSING, 17)
    assert september.is_late
    assert (october.standing, october.is_late) == (Standing.READY, True)
    # Fifteen days until Friday; today is not over yet.
    assert (november.standing, november.missing, november.is_late) == (Standing.MISSING, 15, False)


def fill_calendar(school: School) -> None:
    for number, first, last in (
        (1, date(2026, 9, 1), date(2027, 1, 15)),
        (2, date(2027, 1, 18), date(2027, 5, 28)),
    ):
        Term.objects.create(year=school.year, number=number, starts_on=first, ends_on=last)
    Holiday.objects.create(
        year=school.year, name="x", starts_on=date(2026, 10, 29), ends_on=date(2026, 10, 31)
    )


def fill_month(school: School, pupils: list[Pupil]) -> None:
    """Every day of October taken, a tenth of the pupils absent."""
    days = TeachingDays(school.year).between(date(2026, 10, 1), date(2026, 10, 31))
    for place, day in enumerate(days):
        gone = dict.fromkeys(pupils[place % 5 :: 5], "Ks")
        call(school.class_3a, day, gone, school.dao)


@pytest.mark.parametrize("which", ["day", "corrected", "month", "overview"])
def test_pages_ask_the_same_few_questions_however_many_pupils_there_are(
    school: School, pupils: list[Pupil], client: Client, which: str
) -> None:
    fill_calendar(school)
    costs = []
    client.force_login(school.dao)
    for number in (0, 40):
        everybody = pupils + enrol(school.class_3a, school.van, number)
        RollCall.objects.all().delete()
        Absence.objects.all().delete()
        AttendanceMonth.objects.all().delete()
        if which == "day":
            call(school.class_3a, TODAY, dict.fromkeys(everybody, "Ks"), school.dao)
            path = address(school.class_3a, TODAY)
        elif which == "month":
            fill_month(school, everybody)
            path = month_address(school.class_3a)
        elif which == "corrected":
            call(school.class_3a, FRIDAY, {}, school.dao)
            path = address(school.class_3a, FRIDAY)
        else:
            fill_month(school, everybody)
            path = "/attendance/"
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        costs.append(len(queries))
        assert answer.status_code == 200
    assert costs[0] == costs[1] <= MOST_QUERIES
    assert len(answer.content) <= MOST_BYTES


def test_the_overview_of_thirty_classes_costs_what_that_of_one_costs(
    school: School, pupils: list[Pupil], client: Client
) -> None:
    fill_calendar(school)
    client.force_login(school.thu)
    costs = []
    for letter in ("", *"BCDEFGHIJKLMNOPQRSTUVWXYZ1234"):
        if letter:
            enrol(school.year.classes.create(grade=3, name=f"3{letter}"), school.van, 1)
        if letter in {"", "4"}:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get("/attendance/")
            costs.append(len(queries))
    assert costs[0] == costs[1] <= MOST_QUERIES
    assert len(answer.content) <= MOST_BYTES
