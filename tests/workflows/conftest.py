"""What tests of the trail share: a folder of their own, and a story to look back on."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.school import School, take
from workflows.states import Step


@pytest.fixture
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.SOKY_HOME = tmp_path / "home"
    settings.SOKY_KEYS = tmp_path / "keys"
    return tmp_path


@pytest.fixture
def some_minutes(school: School) -> None:
    """Seven events: two records opened and submitted, one sent back, signed, locked."""
    first, second = school.minutes().approval, school.minutes(by=school.phuc).approval
    take(Step.SUBMIT, first, school.dao)
    take(Step.SUBMIT, second, school.phuc)
    take(Step.SEND_BACK, first, school.minh, note="Cô Đào ghi thiếu em Vy.")
    take(Step.SIGN, second, school.minh)
    take(Step.LOCK, second, school.thu)
