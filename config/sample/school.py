"""Founds the sample school: years, subjects, staff and duties; the pupils come from next door."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from config.sample.accounts import PASSWORD
from config.sample.cast import CAST, OFFICE, SUBJECT_GROUPS
from config.sample.pupils import enrol_pupils
from people.models import Assignment, Duty, SchoolClass, SchoolYear, Staff, Subject, SubjectGroup
from people.years.programme import lay_down_programme

# Since when who leads, and who keeps the books; teaching is handed out anew every August.
IN_OFFICE_SINCE = date(2023, 8, 15)


@dataclass(frozen=True, slots=True)
class School:
    """The founded school, by the names people use; classes belong to the running year."""

    year: SchoolYear
    closed_year: SchoolYear
    groups: dict[str, SubjectGroup]
    subjects: dict[str, Subject]
    staff: dict[str, Staff]
    classes: dict[str, SchoolClass]
    closed_classes: dict[str, SchoolClass]


@transaction.atomic
def found_school() -> School:
    """The whole school, the same at every founding; into empty tables only."""
    year, closed_year = _year(2026), _year(2025)
    school = School(
        year=year,
        closed_year=closed_year,
        groups=_groups(),
        subjects=_subjects(),
        staff={},
        classes=_classes(year),
        closed_classes=_classes(closed_year),
    )
    school.staff.update(_staff(school.groups))
    bulk_create_with_history([*_offices(school), *_teaching(school)], Assignment)
    enrol_pupils(school.classes, school.closed_classes, by=school.staff["van"])
    closed_year.state = SchoolYear.State.LOCKED
    closed_year.save()
    year.state = SchoolYear.State.OPEN
    year.save()
    return school


def _year(starts: int) -> SchoolYear:
    return SchoolYear.objects.create(
        name=f"{starts}–{starts + 1}",
        starts_on=date(starts, 9, 5),
        ends_on=date(starts + 1, 5, 31),
    )


def _groups() -> dict[str, SubjectGroup]:
    rows = SubjectGroup.objects.bulk_create(
        SubjectGroup(name=name, is_office=name == OFFICE) for name in (*SUBJECT_GROUPS, OFFICE)
    )
    return {group.name: group for group in rows}


def _subjects() -> dict[str, Subject]:
    return {subject.code: subject for subject in lay_down_programme()}


def _classes(year: SchoolYear) -> dict[str, SchoolClass]:
    rows = SchoolClass.objects.bulk_create(
        SchoolClass(year=year, grade=grade, name=f"{grade}{letter}")
        for grade in range(1, 6)
        for letter in "ABCDE"
    )
    return {school_class.name: school_class for school_class in rows}


def _staff(groups: dict[str, SubjectGroup]) -> dict[str, Staff]:
    # One password for all, printed on the sign-in page: hashing it once is enough.
    password = make_password(PASSWORD)
    rows = bulk_create_with_history(
        [
            Staff(
                username=member.username,
                full_name=member.full_name,
                address=member.address,
                group=groups.get(member.group),
                password=password,
                password_set_on=timezone.now(),
            )
            for member in CAST
        ],
        Staff,
    )
    return {staff.username: staff for staff in rows}


def _offices(school: School) -> Iterator[Assignment]:
    for member in CAST:
        for duty in member.duties:
            leads = duty in {Duty.GROUP_LEADER, Duty.DEPUTY_LEADER}
            yield Assignment(
                staff=school.staff[member.username],
                duty=duty,
                group=school.groups[member.group] if leads else None,
                starts_on=IN_OFFICE_SINCE,
            )


def _teaching(school: School) -> Iterator[Assignment]:
    """Who teaches what, in both years the same; last year's duties ended when this year's began."""
    for classes, starts_on, ends_on in (
        (school.closed_classes, date(2025, 8, 15), date(2026, 8, 14)),
        (school.classes, date(2026, 8, 15), None),
    ):
        for assignment in _teaching_of(school, classes):
            assignment.starts_on, assignment.ends_on = starts_on, ends_on
            yield assignment


def _teaching_of(school: School, classes: dict[str, SchoolClass]) -> Iterator[Assignment]:
    homeroom = {each.homeroom: school.staff[each.username] for each in CAST if each.homeroom}
    specialists = {
        code: cycle([school.staff[each.username] for each in CAST if each.specialist == code])
        for code in {each.specialist for each in CAST if each.specialist}
    }
    for name, school_class in classes.items():
        yield Assignment(
            staff=homeroom[name], duty=Duty.HOMEROOM_TEACHER, school_class=school_class
        )
        for code, subject in school.subjects.items():
            if school_class.grade in subject.grades:
                yield Assignment(
                    staff=next(specialists[code]) if code in specialists else homeroom[name],
                    duty=Duty.SUBJECT_TEACHER,
                    school_class=school_class,
                    subject=subject,
                )
