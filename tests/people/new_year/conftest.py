"""The year that ends, the one that comes, and children of both."""

from datetime import date

import pytest

from people.models import Assignment, Duty, Pupil, SchoolClass, SchoolYear, Staff
from people.movements.models import Kind
from people.years.acts import plan_year
from tests.people.new_year.turning import NEXT
from tests.people.pupils_of import move, pupil
from tests.school import School


@pytest.fixture
def children(school: School) -> list[Pupil]:
    """Three in 3A, of whom one will be kept back, and one in 5A."""
    class_5a = SchoolClass.objects.create(year=school.year, grade=5, name="5A")
    SchoolClass.objects.create(year=school.year, grade=4, name="4A")
    found = [pupil(name) for name in ("Lê An", "Lê Bình", "Lê Chi", "Lê Dung")]
    for child in found[:3]:
        move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    move(found[3], Kind.ADMISSION, class_5a, by=school.van)
    for grade, name in ((4, "4A"), (5, "5A")):
        one = SchoolClass.objects.get(name=name)
        for subject in (school.toan, school.tieng_viet):
            assert grade in subject.grades
            _teaches(school, one, subject_id=subject.pk)
        _teaches(school, one, homeroom=school.phuc if grade == 5 else school.hoa)
    return found


def _teaches(
    school: School,
    one: SchoolClass,
    subject_id: int | None = None,
    homeroom: Staff | None = None,
) -> None:
    Assignment.objects.create(
        staff=homeroom or school.phuc,
        duty=Duty.SUBJECT_TEACHER if subject_id else Duty.HOMEROOM_TEACHER,
        school_class=one,
        subject_id=subject_id,
        starts_on=school.year.starts_on,
    )


@pytest.fixture
def coming(school: School) -> SchoolYear:
    year = SchoolYear(name="2027–2028", starts_on=NEXT, ends_on=date(2028, 5, 31))
    return plan_year(year, school.van)
