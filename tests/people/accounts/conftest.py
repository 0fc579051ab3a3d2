"""Where second factors are demanded of those who answer for the school, as in a new installation."""

from datetime import date

import pytest

from people.models import SecondFactorPolicy
from people.offices import DEMANDED_FROM_THE_START
from tests.school import School


@pytest.fixture
def strict(school: School) -> School:
    rows = SecondFactorPolicy.objects.filter(duty__in=DEMANDED_FROM_THE_START)
    rows.update(demanded_since=date(2026, 9, 1))
    return school
