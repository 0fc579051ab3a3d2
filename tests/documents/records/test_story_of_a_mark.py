"""The story of a mark: pairs are one change, and what deserves a look is pointed out, with why."""

import pytest
import time_machine

from documents.assessment import story
from documents.assessment.models import CellChange
from documents.records.score_sheet.models import ScoreSheet
from people.models import Pupil
from tests.documents.records.plans import sign
from tests.documents.records.sheets import (
    fill,
    open_period,
    open_sheet,
    pupils_of_3a,
    sheet_of,
    typed,
)
from tests.school import School
from workflows import triggers
from workflows.states import Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def sheet(school: School, pupils: list[Pupil]) -> ScoreSheet:
    return sheet_of(school, open_period(school), school.nam, school.toan, group=school.group)


def changes_of(sheet: ScoreSheet) -> list[tuple[object, object, tuple[str, ...]]]:
    """Oldest first."""
    return [(each.before, each.after, each.hints) for each in reversed(story.of(sheet.approval))]


def mark(sheet: ScoreSheet, school: School, pupil: Pupil, text: str, at: str) -> None:
    with time_machine.travel(f"2026-11-24T{at}:00+07:00"):
        typed(sheet, school.nam, {pupil: {"mark": text}})


def test_taken_out_and_entered_anew_is_one_change(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    for text, at in (("7", "09:00"), ("", "09:01"), ("9", "09:05")):
        mark(sheet, school, pupils[0], text, at)
    assert changes_of(sheet) == [(None, 7, ()), (7, 9, ())]


def test_later_it_is_two(school: School, sheet: ScoreSheet, pupils: list[Pupil]) -> None:
    for text, at in (("7", "09:00"), ("", "09:01"), ("9", "15:00")):
        mark(sheet, school, pupils[0], text, at)
    assert changes_of(sheet) == [(None, 7, ()), (7, None, ()), (None, 9, ())]


def test_what_goes_back_and_what_is_changed_at_night_is_pointed_out(
    school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    for text, at in (("7", "04:00"), ("9", "09:00"), ("7", "23:30")):
        mark(sheet, school, pupils[0], text, at)
    assert changes_of(sheet) == [(None, 7, ()), (7, 9, ()), (9, 7, ("both_ways", "at_night"))]
    assert len(story.of(sheet.approval)[0].why) == 2


def test_what_is_changed_after_the_signature_is_pointed_out_and_shown(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen
) -> None:
    school = signing_school
    fill(sheet, school.nam)
    sign(Step.SUBMIT, sheet.approval, school.nam)
    open_sheet(sheet, school.nam, school.minh, f"{pupils[0].pk}-mark")
    typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})
    sign(Step.SUBMIT, sheet.approval, school.nam)
    url = f"/score-sheets/{sheet.approval.public_id}/story/"
    for reader in (school.nam, school.dao, school.hoa, school.minh, school.thu):
        page = at_screen(reader).get(url)
        [row] = page.context["pointed_out"]
        change = row.change
        assert (change.before, change.after, change.hints) == (9, 10, ("after_signature",))
        assert page.context["is_whole"]
        assert "9 → <b>10</b>" in page.content.decode()
    for stranger in (school.van, school.phuc):
        assert at_screen(stranger).get(url).status_code == 404
    triggers.drop()
    CellChange.objects.filter(after=10).update(before=8)
    assert not at_screen(school.thu).get(url).context["is_whole"]


def test_another_record_has_no_such_story(school: School, at_screen) -> None:
    minutes = school.minutes().approval
    assert at_screen(school.dao).get(f"/score-sheets/{minutes.public_id}/story/").status_code == 404
