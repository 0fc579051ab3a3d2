"""What the inbox asks of a homeroom teacher: today's attendance, and months that are to be closed."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.attendance.closing import close
from people.attendance.month_sheet import MonthSheet
from people.errands import Errand, errands_of
from people.models import Assignment, Duty, Holiday, Pupil, SchoolYear, Staff, Term
from people.movements.models import Kind
from people.powers import Powers
from tests.people.attendance.days import TODAY, call, enrol
from tests.people.pupils_of import move, pupil
from tests.school import FIRST_DAY, School

pytestmark = pytest.mark.both_databases
OCTOBER = date(2026, 10, 1)


def asked(staff: Staff) -> list[Errand]:
    """Of one class; what is asked for months that nobody began is another test's."""
    return [one for one in errands_of(Powers(staff)) if one.url.startswith("/classes/")]


def catching_up(staff: Staff) -> list[Errand]:
    return [one for one in errands_of(Powers(staff)) if one.url == "/attendance/"]


def test_months_that_nobody_began_are_asked_for(school: School, pupils: list[Pupil]) -> None:
    """September and October are over; the pupils came in September."""
    assert len(catching_up(school.dao)) == 1
    call(school.class_3a, date(2026, 9, 8), {}, school.dao)
    assert len(catching_up(school.dao)) == 1
    call(school.class_3a, OCTOBER, {}, school.dao)
    assert catching_up(school.dao) == []
    with time_machine.travel("2026-12-01T08:00:00+07:00"):
        assert len(catching_up(school.dao)) == 1


def test_no_month_is_asked_for_before_the_first_pupil_or_the_first_term(school: School) -> None:
    assert catching_up(school.dao) == []
    child = pupil("Lê An")
    move(child, Kind.ADMISSION, school.class_3a, school.van, on=date(2026, 10, 30))
    assert len(catching_up(school.dao)) == 1
    Term.objects.create(
        year=school.year, number=1, starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 31)
    )
    assert catching_up(school.dao) == []


def test_no_month_is_asked_for_after_the_last_pupil_has_left(school: School) -> None:
    child = pupil("Lê An")
    move(child, Kind.ADMISSION, school.class_3a, school.van)
    gone = {"on": date(2026, 9, 21), "reason": "Theo gia đình"}
    move(child, Kind.WITHDRAWAL, None, school.van, **gone)
    assert len(catching_up(school.dao)) == 1
    call(school.class_3a, date(2026, 9, 8), {}, school.dao)
    assert catching_up(school.dao) == []


def test_todays_attendance_is_asked_until_it_is_taken(school: School, pupils: list[Pupil]) -> None:
    [errand] = asked(school.dao)
    assert errand.due_on == TODAY
    assert errand.url == f"/classes/{school.class_3a.pk}/attendance/2026-11-23/"
    call(school.class_3a, TODAY, {}, school.dao)
    assert asked(school.dao) == []


def test_it_stands_in_the_inbox(school: School, pupils: list[Pupil], client: Client) -> None:
    path = f"/classes/{school.class_3a.pk}/attendance/2026-11-23/"
    for person, expected in ((school.dao, True), (school.nam, False), (school.thu, False)):
        client.force_login(person)
        assert (path in client.get("/?tab=mine").content.decode()) == expected, person


def test_it_is_asked_of_the_substitute_too(school: School, pupils: list[Pupil]) -> None:
    assert asked(school.phuc) == []
    school.substitution(school.dao, school.phuc)
    assert len(asked(school.phuc)) == 1


def test_nobody_is_asked_in_a_class_without_pupils(school: School) -> None:
    assert asked(school.dao) == []


@pytest.mark.parametrize("why", ["holiday", "between terms", "weekend", "planned year"])
def test_nobody_is_asked_on_a_free_day(school: School, pupils: list[Pupil], why: str) -> None:
    today = TODAY
    match why:
        case "holiday":
            Holiday.objects.create(year=school.year, name="x", starts_on=TODAY, ends_on=TODAY)
        case "between terms":
            for number, first, last in ((1, 9, 11), (2, 12, 12)):
                days = {"starts_on": date(2026, first, 1), "ends_on": date(2026, last, 20)}
                Term.objects.create(year=school.year, number=number, **days)
        case "weekend":
            today = date(2026, 11, 22)
        case _:
            SchoolYear.objects.update(state=SchoolYear.State.PLANNED)
    with time_machine.travel(f"{today}T08:00:00+07:00"):
        assert asked(school.dao) == []


def test_a_month_is_asked_for_when_it_is_over_and_again_when_it_was_corrected(
    school: School, pupils: list[Pupil]
) -> None:
    Holiday.objects.create(
        year=school.year, name="x", starts_on=date(2026, 10, 2), ends_on=date(2026, 12, 31)
    )
    with time_machine.travel("2026-10-01T08:00:00+07:00"):
        call(school.class_3a, OCTOBER, {}, school.dao)
        assert asked(school.dao) == []
    [errand] = asked(school.dao)
    assert errand.due_on == date(2026, 11, 5)
    assert errand.url == f"/classes/{school.class_3a.pk}/attendance/2026-10/"
    assert errand.detail == ""
    seen = MonthSheet(school.class_3a, OCTOBER).fingerprint
    close(school.class_3a, OCTOBER, school.dao, seen=seen)
    assert asked(school.dao) == []
    call(school.class_3a, OCTOBER, {pupils[0]: "K"}, school.dao, reason="Nhầm")
    [again] = asked(school.dao)
    assert again.detail
    SchoolYear.objects.update(state=SchoolYear.State.LOCKED)
    assert asked(school.dao) == []


def test_each_class_and_month_is_asked_for_once(school: School, pupils: list[Pupil]) -> None:
    """Two months begun, one of them closed; a second class with the same teacher."""
    other = school.year.classes.create(grade=3, name="3B")
    Assignment.objects.create(
        staff=school.dao, duty=Duty.HOMEROOM_TEACHER, school_class=other, starts_on=FIRST_DAY
    )
    enrol(other, school.van, 1)
    Holiday.objects.create(
        year=school.year, name="x", starts_on=date(2026, 10, 2), ends_on=date(2026, 10, 31)
    )
    for day in (date(2026, 9, 8), OCTOBER):
        call(school.class_3a, day, {}, school.dao)
    seen = MonthSheet(school.class_3a, OCTOBER).fingerprint
    close(school.class_3a, OCTOBER, school.dao, seen=seen)
    call(other, OCTOBER, {}, school.dao)
    days, months = f"/classes/{school.class_3a.pk}/attendance/", f"/classes/{other.pk}/attendance/"
    assert sorted(errand.url for errand in asked(school.dao)) == sorted(
        [f"{days}2026-09/", f"{days}2026-11-23/", f"{months}2026-10/", f"{months}2026-11-23/"]
    )


def test_the_database_is_asked_once_whoever_it_is(school: School, pupils: list[Pupil]) -> None:
    for person in (school.dao, school.thu, school.nam, school.van):
        powers = Powers(person)
        with CaptureQueriesContext(connection) as queries:
            errands_of(powers)
        assert len(queries) == 1, person
