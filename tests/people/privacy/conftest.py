"""A pupil of whom something of everything is kept."""

from datetime import date

import pytest

from people.models import Guardian, ProtectedFacts, Pupil
from people.movements.models import Kind
from tests.people.pupils_of import move, pupil
from tests.school import School


@pytest.fixture
def an(school: School) -> Pupil:
    child = pupil(
        "Nguyễn Thị Hoài An", ministry_code="7912345678", residence="Ấp 3", born_on=date(2018, 3, 2)
    )
    ProtectedFacts.objects.create(pupil=child, ethnicity="Khmer", health="Hen suyễn")
    Guardian.objects.create(
        pupil=child, relation="mother", full_name="Trần Thị Bích", phone="0907 111 222"
    )
    move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    return child
