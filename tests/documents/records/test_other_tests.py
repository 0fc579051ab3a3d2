"""Another test: proposed by who teaches, agreed by a leader; the first mark stays, the last one counts."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from documents.assessment.another_tests import acts
from documents.assessment.models import AnotherTest
from documents.records.gradebook import summary
from documents.records.score_sheet.models import ScoreSheet
from people import errands
from people.models import Pupil, Staff
from people.powers import Powers
from tests.documents.records.plans import sign
from tests.documents.records.sheets import (
    fill,
    now,
    open_period,
    open_sheet,
    pupils_of_3a,
    sheet_of,
    typed,
    values_of,
)
from tests.refused import refused
from tests.school import School
from workflows.models import Event, Notice
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def sheet(signing_school: School, pupils: list[Pupil]) -> ScoreSheet:
    school = signing_school
    sheet = sheet_of(school, open_period(school), school.nam, school.toan, group=school.group)
    fill(sheet, school.nam, mark="3", level="T")
    return sheet


def propose(sheet: ScoreSheet, pupil: Pupil, by: Staff, why: str = "Cháu ốm.") -> AnotherTest:
    return acts.propose(sheet.approval, "TOAN", pupil.pk, why, by=by)


def test_without_agreement_there_is_no_second_mark(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    school = signing_school
    assert "another_mark" not in {column.code for column in sheet.columns}
    test = propose(sheet, pupils[0], school.nam)
    with refused("proposed_already"):
        propose(sheet, pupils[0], school.nam)
    for other in (school.dao, school.hoa, school.van, school.nam):
        with refused("not_yours"):
            acts.decide(test, agreed=True, answer="", by=other)
    with refused("say_why"):
        acts.decide(test, agreed=False, answer=" ", by=school.minh)
    acts.decide(test, agreed=False, answer="Không cần.", by=school.minh)
    with refused("changed_meanwhile"):
        acts.decide(test, agreed=True, answer="", by=school.minh)
    codes = {column.code for column in ScoreSheet.objects.get(pk=sheet.pk).columns}
    assert "another_mark" not in codes
    assert propose(sheet, pupils[0], school.nam).is_waiting


def test_the_first_mark_stays_and_the_last_one_counts(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    school = signing_school
    acts.decide(propose(sheet, pupils[0], school.nam), agreed=True, answer="", by=school.minh)
    fresh = ScoreSheet.objects.get(pk=sheet.pk)
    assert [column.code for column in fresh.columns][:3] == ["level", "mark", "another_mark"]
    with refused("cell_empty"):
        sign(Step.SUBMIT, fresh.approval, school.nam)
    refusal = typed(sheet, school.nam, {pupils[1]: {"another_mark": "9"}})[pupils[1].pk]
    assert refusal.cells["another_mark"].code == "cell_not_asked_for"
    typed(sheet, school.nam, {pupils[0]: {"another_mark": "2"}})
    confirmed = ScoreSheet.objects.get(pk=sheet.pk)
    sign(Step.SUBMIT, confirmed.approval, school.nam)
    first = values_of(sheet)[pupils[0].full_name]
    assert (first["mark"], first["another_mark"]) == (3, 2)
    rows = {row.pupil: row for row in summary.of(school.class_3a, confirmed.period).rows}
    assert rows[pupils[0].pk].values["TOAN.mark"] == 2
    assert rows[pupils[1].pk].values["TOAN.mark"] == 3


def test_it_can_be_asked_for_after_the_sheet_was_confirmed(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil]
) -> None:
    """The sheet is opened for that cell first."""
    school = signing_school
    sign(Step.SUBMIT, sheet.approval, school.nam)
    with refused("another_test_impossible"):
        propose(sheet, pupils[0], school.nam)
    open_sheet(sheet, school.nam, school.minh, f"{pupils[0].pk}-another_mark")
    acts.decide(propose(sheet, pupils[0], school.nam), agreed=True, answer="", by=school.minh)
    typed(sheet, school.nam, {pupils[0]: {"another_mark": "8"}})
    opened = ScoreSheet.objects.get(pk=sheet.pk)
    sign(Step.SUBMIT, opened.approval, school.nam)
    assert opened.approval.state == State.CONFIRMED
    assert {line.pupil for line in now(sheet) if line.sits_another} == {pupils[0].pk}


def test_only_where_a_test_ends_a_term_and_has_a_first_mark(
    school: School, pupils: list[Pupil]
) -> None:
    middle = sheet_of(school, open_period(school, "mid_second"), school.nam, school.toan)
    with refused("another_test_impossible"):
        acts.propose(middle.approval, "TOAN", pupils[0].pk, "Cháu ốm.", by=school.nam)
    end = sheet_of(school, open_period(school), school.nam, school.toan)
    with refused("no_first_mark"):
        acts.propose(end.approval, "TOAN", pupils[0].pk, "Cháu ốm.", by=school.nam)
    for stranger in (school.hoa, school.dao, school.minh):
        with refused("not_yours"):
            acts.propose(end.approval, "TOAN", pupils[0].pk, "Cháu ốm.", by=stranger)
    typed(end, school.nam, {pupils[0]: {"mark": "3"}})
    with refused("say_why"):
        acts.propose(end.approval, "TOAN", pupils[0].pk, "  ", by=school.nam)
    test = acts.propose(end.approval, "TOAN", pupils[0].pk, "Cháu ốm.", by=school.nam)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnotherTest.objects.create(
            approval=end.approval, pupil=pupils[0], reason="x", proposed_by=test.proposed_by
        )


def test_the_pages_the_errand_and_the_trail(
    signing_school: School, sheet: ScoreSheet, pupils: list[Pupil], at_screen: Any
) -> None:
    school, nam, minh = (
        signing_school,
        at_screen(signing_school.nam),
        at_screen(signing_school.minh),
    )
    url = f"/score-sheets/{sheet.approval.public_id}/other-test/"
    assert at_screen(school.hoa).get(url).status_code == 404
    assert url in nam.get(sheet.get_edit_url()).content.decode()
    assert nam.post(url, {"pupil": pupils[0].pk, "reason": ""}).status_code == 422
    assert nam.post(url, {"pupil": 999999, "reason": "Ốm."}).status_code == 422
    assert nam.post(url, {"pupil": pupils[0].pk, "reason": "Ốm."}).status_code == 302
    [test] = AnotherTest.objects.all()
    asked = {
        person.pk
        for person in Staff.objects.all()
        if any("other-tests" in each.url for each in errands.errands_of(Powers(person)))
    }
    assert asked == {school.minh.pk, school.ngoc.pk, school.thu.pk}
    decide = f"/score-sheets/other-tests/{test.pk}/"
    for other in (school.nam, school.dao, school.van):
        assert at_screen(other).post(decide, {"agree": "1"}).status_code == 404
    assert minh.post(decide, {"agree": "1"}).status_code == 302
    test.refresh_from_db()
    assert (test.is_agreed, test.decided_by) == (True, school.minh)
    assert pupils[0].full_name in nam.get("/score-sheets/other-tests/").content.decode()
    assert not at_screen(school.dao).get("/score-sheets/other-tests/").context["rows"]
    assert Notice.objects.filter(recipient=school.nam).exists()
    kinds = Event.objects.filter(kind__startswith="another_test").values_list("kind", flat=True)
    assert sorted(kinds) == ["another_test_decided", "another_test_proposed"]
