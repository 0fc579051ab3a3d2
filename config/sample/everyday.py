"""What goes on at the sample school besides its records: attendance, a problem, a request, an absence."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from config.sample.school import SEED, School
from people.attendance.closing import close
from people.attendance.day_sheet import DaySheet
from people.attendance.month_sheet import MonthSheet
from people.attendance.taking import take
from people.attendance.teaching_days import TeachingDays, months_of
from people.incidents.acts import report
from people.models import (
    DataRequest,
    Duty,
    Incident,
    Pupil,
    SchoolClass,
    SchoolYear,
    Staff,
    SubstitutionRequest,
)
from people.movements.enrolments import pupils_in
from people.privacy.answering import enter
from people.staffing.acts import ask_for_substitution

# Of a hundred pupils so many are away on a day, mostly with permission.
_AWAY, _WITH_PERMISSION = 0.015, 0.8
# The class in which yesterday and the last month are left to be done.
_LEFT_OPEN = "3A"


def spend_everyday(school: School) -> None:
    """Up to yesterday, by the people whose duty it is."""
    chance, today = Random(SEED), timezone.localdate()  # noqa: S311 the same at every founding
    for school_class in school.classes.values():
        with transaction.atomic():
            _take_attendance(chance, school_class, today)
    _report_a_problem(school)
    _enter_a_request(school, today)
    _ask_for_a_substitute(school, today)


def _take_attendance(chance: Random, school_class: SchoolClass, today: date) -> None:
    year, teacher = school_class.year, _homeroom_teacher(school_class)
    days = TeachingDays(year).between(year.starts_on, today - timedelta(days=1))
    is_left_open = school_class.name == _LEFT_OPEN
    for day in days[:-1] if is_left_open else days:
        _call(chance, school_class, day, teacher)
    for month in list(_months_over(year, today))[: -1 if is_left_open else None]:
        seen = MonthSheet(school_class, month).fingerprint
        close(school_class, month, teacher, seen=seen)


def _homeroom_teacher(school_class: SchoolClass) -> Staff:
    rows = Staff.objects.filter(
        assignments__duty=Duty.HOMEROOM_TEACHER,
        assignments__school_class=school_class,
        assignments__ends_on=None,
    )
    return rows.get()


def _call(chance: Random, school_class: SchoolClass, day: date, by: Staff) -> None:
    sheet = DaySheet(school_class, day)
    away = [pupil.pk for pupil in sheet.pupils if chance.random() < _AWAY]
    marks = {pk: "P" if chance.random() < _WITH_PERMISSION else "K" for pk in away}
    take(school_class, day, marks, by, seen=sheet.fingerprint)


def _months_over(year: SchoolYear, today: date) -> Iterator[date]:
    days = TeachingDays(year)
    for month in months_of(year, today):
        ends_on = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if ends_on < today and days.between(max(month, year.starts_on), ends_on):
            yield month


def _report_a_problem(school: School) -> None:
    report(
        Incident(
            kind=Incident.Kind.HINDERS,
            what="Máy in ở phòng giáo viên không in được kế hoạch bài dạy khổ A4.",
            route="/lesson-plans/",
        ),
        school.staff["dao"],
    )


def _enter_a_request(school: School, today: date) -> None:
    school_class = school.classes["3B"]
    pupil: Pupil = pupils_in(school_class)[0]
    mother = pupil.guardians.filter(relation="mother").get()
    enter(
        DataRequest(
            pupil=pupil,
            kind=DataRequest.Kind.CORRECT,
            category="profile",
            asked_by=mother.full_name,
            relation="mother",
            asked_on=today,
            way=DataRequest.Way.PHONE,
            what="Xin sửa nơi ở hiện nay: gia đình đã chuyển nhà.",
        ),
        school.staff["hoa"],
        school_class.pk,
    )


def _ask_for_a_substitute(school: School, today: date) -> None:
    ask_for_substitution(
        SubstitutionRequest(
            absent=school.staff["hoa"],
            substitute=school.staff["nam"],
            starts_on=today + timedelta(days=2),
            ends_on=today + timedelta(days=4),
            reason="Đi tập huấn",
        ),
        school.staff["hoa"],
    )
