"""Class 3A with five pupils."""

import pytest

from people.models import Pupil
from tests.people.attendance.days import enrol
from tests.school import School


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return enrol(school.class_3a, school.van, 5)
