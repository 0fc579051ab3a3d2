"""Whose row a sheet has: whoever was in the class on the period's last day, whatever happens later."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from documents.assessment.models import PupilResults
from documents.records.gradebook.models import Gradebook
from documents.records.score_sheet.models import ScoreSheet
from people.models import AssessmentPeriod, Movement, Pupil, SchoolClass
from people.movements.models import Kind
from tests.documents.records.plans import sign
from tests.documents.records.sheets import (
    NAMES,
    fill,
    now,
    open_period,
    open_sheet,
    pupils_of_3a,
    sheet_of,
    typed,
)
from tests.documents.records.test_gradebook import book_of
from tests.people.pupils_of import move, pupil
from tests.refused import refused
from tests.school import School
from workflows.models import Approval
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LAST_DAY = date(2026, 11, 27)
AFTERWARDS = "2026-12-02T09:00:00+07:00"


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    """The middle of term I: it runs today and is over afterwards."""
    return open_period(school, "mid_first", closes_on=LAST_DAY)


@pytest.fixture
def sheet(signing_school: School, pupils: list[Pupil], period: AssessmentPeriod) -> ScoreSheet:
    """Toán of 3A, confirmed while the period ran."""
    school = signing_school
    sheet = sheet_of(school, period, school.nam, school.toan, group=school.group)
    fill(sheet, school.nam)
    sign(Step.SUBMIT, sheet.approval, school.nam)
    return sheet


def leave(school: School, child: Pupil, on: date) -> Movement:
    facts: dict[str, Any] = {"reason": "Chuyển nhà", "other_school": "Trường khác"}
    return move(child, Kind.TRANSFER_OUT, None, school.van, on=on, **facts)


def test_who_left_before_the_periods_day_is_asked_for_nowhere(
    school: School, pupils: list[Pupil], period: AssessmentPeriod
) -> None:
    an, binh, cuc = pupils
    sheet = sheet_of(school, period, school.nam, school.toan, group=school.group)
    book = book_of(school, period)
    assert len(sheet.lines) == len(pupils)
    with time_machine.travel(AFTERWARDS):
        leave(school, an, LAST_DAY)  # the last day in the class is the day before
        leave(school, binh, LAST_DAY + timedelta(days=1))
        sheet, book = ScoreSheet.objects.get(pk=sheet.pk), Gradebook.objects.get(pk=book.pk)
        assert [line.pupil for line in sheet.lines] == [binh.pk, cuc.pk]
        assert [row.pupil for row in book.summary.rows] == [binh.pk, cuc.pk]
        assert not any(problem.field.startswith(f"c{an.pk}-") for problem in sheet.problems())


def test_a_sheet_opened_after_a_change_of_class_shows_who_was_there_then(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    school, an = signing_school, pupils[0]
    with time_machine.travel(AFTERWARDS):
        other = SchoolClass.objects.create(year=school.year, grade=3, name="3B")
        move(
            an, Kind.CLASS_CHANGE, other, school.van, on=date(2026, 11, 30), reason="Cân đối sĩ số"
        )
        came = pupil("Phan Văn Dũng")
        move(
            came,
            Kind.TRANSFER_IN,
            school.class_3a,
            school.van,
            on=date(2026, 11, 30),
            other_school="Trường khác",
        )
        open_sheet(sheet, school.nam, school.minh, f"{an.pk}-level")
        assert [line.name for line in now(sheet)] == list(NAMES)
        assert not typed(sheet, school.nam, {an: {"level": "H"}})[an.pk].is_refused
        with refused("pupil_not_on_sheet"):
            typed(sheet, school.nam, {came: {"level": "H"}})
        sign(Step.SUBMIT, sheet.approval, school.nam)
        assert Approval.objects.get(pk=sheet.pk).state == State.CONFIRMED
        assert PupilResults.objects.get(pupil=an).values["level"] == "H"
        assert [
            row["name"] for row in ScoreSheet.objects.get(pk=sheet.pk).content()["rows"]
        ] == list(NAMES)
