"""A change that deserves a look is answered: seen, in order; or who made it is asked, and explains."""

from typing import Any

import pytest

from documents.assessment import story
from documents.assessment.models import CellChange, ChangeReview
from documents.assessment.reviews import acts
from documents.records.score_sheet.models import ScoreSheet
from people import errands
from people.models import Pupil, Staff
from people.powers import Powers
from tests.documents.records.plans import sign
from tests.documents.records.sheets import (
    fill,
    open_period,
    open_sheet,
    pupils_of_3a,
    sheet_of,
    typed,
)
from tests.refused import codes_on, refused
from tests.school import School
from workflows.erasure import erase
from workflows.models import Event
from workflows.states import Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def sheet(signing_school: School, pupils: list[Pupil]) -> ScoreSheet:
    """Two marks changed after it was signed."""
    school = signing_school
    sheet = sheet_of(school, open_period(school), school.nam, school.toan, group=school.group)
    fill(sheet, school.nam)
    sign(Step.SUBMIT, sheet.approval, school.nam)
    open_sheet(sheet, school.nam, school.minh, *(f"{each.pk}-mark" for each in pupils[:2]))
    typed(sheet, school.nam, {each: {"mark": "10"} for each in pupils[:2]})
    sign(Step.SUBMIT, sheet.approval, school.nam)
    return sheet


def url_of(sheet: ScoreSheet, part: str = "") -> str:
    return f"/score-sheets/{sheet.approval.public_id}/story/{part}"


def pointed_out(sheet: ScoreSheet) -> list[int]:
    return [each.number for each in story.of(sheet.approval) if each.hints]


def explaining() -> set[int]:
    return {
        person.pk
        for person in Staff.objects.all()
        if any("/story/" in each.url for each in errands.errands_of(Powers(person)))
    }


def test_a_leader_has_seen_it_or_asks_and_who_made_it_explains(
    signing_school: School, sheet: ScoreSheet, at_screen: Any
) -> None:
    school, minh, nam = (
        signing_school,
        at_screen(signing_school.minh),
        at_screen(signing_school.nam),
    )
    first, second = pointed_out(sheet)
    for other in (school.nam, school.dao, school.hoa):
        assert at_screen(other).post(url_of(sheet, "review/"), {"change": first}).status_code == 404
    assert at_screen(school.van).get(url_of(sheet)).status_code == 404
    assert minh.post(url_of(sheet, "review/"), {"change": first}).status_code == 302
    assert minh.post(url_of(sheet, "review/"), {"change": first}).status_code == 404
    assert explaining() == set()
    minh.post(url_of(sheet, "review/"), {"change": second, "ask": "1", "question": " "})
    assert ChangeReview.objects.count() == 1
    question = {"change": second, "ask": "1", "question": "Vì sao sửa điểm này?"}
    assert minh.post(url_of(sheet, "review/"), question).status_code == 302
    assert explaining() == {school.nam.pk}
    review = ChangeReview.objects.get(change=second)
    answer = {"review": review.pk, "explanation": "Cộng sót câu 5."}
    for other in (school.dao, school.minh):
        assert at_screen(other).post(url_of(sheet, "explain/"), answer).status_code == 404
    nam.post(url_of(sheet, "explain/"), {**answer, "explanation": ""})
    assert explaining() == {school.nam.pk}
    assert nam.post(url_of(sheet, "explain/"), answer).status_code == 302
    assert explaining() == set()
    nam.post(url_of(sheet, "explain/"), {**answer, "explanation": "Khác."})
    review.refresh_from_db()
    assert (review.explanation, review.is_open) == ("Cộng sót câu 5.", False)
    page = minh.get(url_of(sheet)).content.decode()
    assert "Cộng sót câu 5." in page
    kinds = Event.objects.filter(kind__in=("change_reviewed", "change_explained"))
    assert kinds.count() == 3


def test_nobody_reviews_an_own_change(
    signing_school: School, sheet: ScoreSheet, at_screen: Any
) -> None:
    school, minh = signing_school, at_screen(signing_school.minh)
    first, _second = pointed_out(sheet)
    change = CellChange.objects.get(pk=first)
    change.change_set.by = school.minh
    with refused("not_yours"):
        acts.seen([change], by=school.minh)
    change.change_set.by = None
    with refused("nobody_to_ask"):
        acts.ask(change, "Vì sao?", by=school.minh)
    assert minh.get(url_of(sheet)).status_code == 200
    assert not codes_on(minh.get(url_of(sheet)))


def test_the_annex_is_a_paper_of_its_own(
    signing_school: School, sheet: ScoreSheet, at_screen: Any
) -> None:
    school = signing_school
    answer = at_screen(school.thu).get(f"/score-sheets/{sheet.approval.public_id}/story.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    for stranger in (school.van, school.phuc):
        url = f"/score-sheets/{sheet.approval.public_id}/story.pdf"
        assert at_screen(stranger).get(url).status_code == 404


def test_many_values_changed_in_one_act_are_pointed_out(
    school: School, pupils: list[Pupil]
) -> None:
    sheet = sheet_of(school, open_period(school), school.dao)
    codes = [column.code for column in sheet.columns][:6]
    typed(sheet, school.dao, {each: dict.fromkeys(codes, "T") for each in pupils})
    typed(sheet, school.dao, {each: dict.fromkeys(codes[:3], "Đ") for each in pupils})
    assert not pointed_out(sheet)
    typed(sheet, school.dao, {each: dict.fromkeys(codes[:4], "C") for each in pupils})
    hints = {each.hints for each in story.of(sheet.approval) if each.hints}
    assert hints == {("many_at_once",)}
    assert len(pointed_out(sheet)) == 12


def test_it_goes_with_its_sheet_when_that_is_erased(
    signing_school: School, sheet: ScoreSheet, at_screen: Any
) -> None:
    school = signing_school
    first, _second = pointed_out(sheet)
    at_screen(school.minh).post(url_of(sheet, "review/"), {"change": first})
    erase(sheet.approval, by=school.minh, reason="Theo quyết định.")
    assert not ChangeReview.objects.exists()
    assert not ChangeReview.history.exists()
