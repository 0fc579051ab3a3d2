"""A school with a plan that four people signed, and the files of its way."""

import pytest
from django.utils import translation

from documents import archive
from documents.models import SignedFile
from tests import school as people
from tests.documents.records.plans import PIN, locked_plan, sign
from workflows.states import Step


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def school(school: people.School, settings, school_home) -> people.School:
    settings.SOKY_TRUST = school_home / "trust"
    staff = [getattr(school, name) for name in ("dao", "hoa", "nam", "minh", "ngoc", "thu")]
    people.give_keys(school, staff, PIN)
    return school


@pytest.fixture
def plan(school):
    return locked_plan(school)


@pytest.fixture
def files(plan):
    """The file after each step, oldest first."""
    kept = SignedFile.objects.filter(approval=plan.pk).order_by("event")
    return [archive.read(file.sha256) for file in kept]


@pytest.fixture
def revise(plan, school):
    """After teaching: a second revision, opened and submitted."""

    def revise():
        sign(Step.REVISE, plan.approval, school.dao)
        plan.refresh_from_db()
        plan.adjustments = "Thêm 5 phút luyện tập."
        plan.save()
        sign(Step.SUBMIT, plan.approval, school.dao)

    return revise
