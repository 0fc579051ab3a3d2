"""How a pupil is assessed: a decision of the school that every sheet and book follows."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from documents.assessment.models import AssessmentWay
from documents.assessment.ways import acts
from documents.records.gradebook.models import Gradebook
from documents.records.score_sheet.models import ScoreSheet
from people.models import AssessmentPeriod, Pupil
from tests.documents.records.plans import sign
from tests.documents.records.sheets import (
    open_period,
    pupils_of_3a,
    send_row,
    sheet_of,
    typed,
)
from tests.refused import refused
from tests.school import School
from workflows import steps
from workflows.models import Event, Submission
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = date(2026, 10, 1)


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    return open_period(school, "end_of_year")


def decide(school: School, pupil: Pupil, way: str, *left_out: str, on: date = DAY) -> AssessmentWay:
    row = acts.way_of(pupil, school.year)
    seen = acts.seen_of(row)
    row.way, row.left_out, row.decision, row.decided_on = way, list(left_out), "12/QĐ", on
    acts.set_way(row, school.minh, seen=seen)
    return row


def toan(school: School, period: AssessmentPeriod) -> ScoreSheet:
    return sheet_of(school, period, school.nam, school.toan, group=school.group)


def confirmed(school: School, sheet: ScoreSheet, by: Any) -> ScoreSheet:
    """Filled in wherever something is asked for."""
    for line in ScoreSheet.objects.get(pk=sheet.pk).lines:
        kinds = {"mark": "9", "comment": "Chăm chỉ."}
        cells = {
            column.code: kinds.get(column.kind.value, "T")
            for column in sheet.columns
            if column.code not in line.closed
        }
        if cells:
            typed(sheet, by, {Pupil.objects.get(pk=line.pupil): cells})
    sign(Step.SUBMIT, sheet.approval, by)
    return sheet


def test_who_is_not_assessed_is_asked_for_nowhere(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod
) -> None:
    school = signing_school
    decide(school, pupils[0], "not_assessed")
    decide(school, pupils[1], "by_plan", "TOAN")
    sheet = toan(school, period)
    for child in pupils[:2]:
        answer = typed(sheet, school.nam, {child: {"level": "T"}})[child.pk]
        assert answer.cells["level"].code == "cell_not_asked_for"
    confirmed(school, sheet, school.nam)
    assert sheet.approval.state == State.CONFIRMED
    content = Submission.objects.get(approval=sheet.pk).content
    assert content.count("Không đánh giá") == 1
    assert content.count("theo kế hoạch giáo dục cá nhân") == 1


def test_a_plan_leaves_out_what_it_names_alone(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod
) -> None:
    school = signing_school
    decide(school, pupils[1], "by_plan", "TOAN", "the_chat")
    reading = sheet_of(school, period, school.hoa, school.tieng_viet)
    assert not typed(reading, school.hoa, {pupils[1]: {"level": "T"}})[pupils[1].pk].is_refused
    traits = sheet_of(school, period, school.dao)
    answer = typed(traits, school.dao, {pupils[1]: {"the_chat": "T", "yeu_nuoc": "T"}})
    codes = {name: cell.code for name, cell in answer[pupils[1].pk].cells.items()}
    assert codes == {"the_chat": "cell_not_asked_for", "yeu_nuoc": ""}


def test_before_its_decision_a_way_holds_for_nobody(school: School, pupils: list[Pupil]) -> None:
    decide(school, pupils[0], "not_assessed", on=date(2027, 3, 1))
    sheet = toan(school, open_period(school))
    assert not typed(sheet, school.nam, {pupils[0]: {"level": "T"}})[pupils[0].pk].is_refused


def test_the_book_is_closed_without_them_and_their_result_follows_the_plan(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod
) -> None:
    school = signing_school
    decide(school, pupils[0], "not_assessed")
    decide(school, pupils[1], "by_plan", "TOAN")
    confirmed(school, toan(school, period), school.nam)
    reading = sheet_of(school, period, school.hoa, school.tieng_viet)
    confirmed(school, reading, school.hoa)
    confirmed(school, sheet_of(school, period, school.dao), school.dao)
    book = Gradebook()
    places = {"school_year": school.year, "school_class": school.class_3a, "period": period}
    steps.open_approval(book, by=school.dao, group=school.group, **places)
    notes = {row.pupil: row.note for row in book.summary.rows}
    assert notes[pupils[0].pk] == "Không đánh giá"
    assert notes[pupils[2].pk] == ""
    assert not book.problems()
    sign(Step.SUBMIT, book.approval, school.dao)
    rows = {row.pupil: row.values for row in book.summary.rows}
    assert rows[pupils[0].pk]["result"] == ""
    assert "TOAN.level" not in rows[pupils[1].pk]


def test_a_leader_records_it_and_nobody_writes_over_what_he_has_not_seen(
    school: School, pupils: list[Pupil]
) -> None:
    row = decide(school, pupils[0], "not_assessed")
    with refused("changed_meanwhile"):
        acts.set_way(row, school.thu, seen="")
    for other in (school.dao, school.hoa, school.van, school.nam):
        with refused("not_yours"):
            acts.set_way(row, other, seen=acts.seen_of(row))
    school.year.state = "locked"
    school.year.save()
    with refused("year_not_open"):
        acts.set_way(row, school.thu, seen=acts.seen_of(row))
    assert Event.objects.filter(kind="way_of_assessment").count() == 1


def test_the_pages(school: School, pupils: list[Pupil], at_screen: Any) -> None:
    url = f"/assessment/classes/{school.class_3a.pk}/ways/"
    form = f"{url}{pupils[0].public_id}/"
    minh = at_screen(school.minh)
    for reader, status in ((school.dao, 200), (school.nam, 403), (school.van, 403)):
        assert at_screen(reader).get(url).status_code == status
        assert at_screen(reader).get(form).status_code == 403
    sent = {"way": "by_plan", "decision": "12/QĐ", "decided_on": "01/10/2026", "seen": ""}
    assert minh.post(form, sent).status_code == 422
    assert (
        minh.post(form, {**sent, "demands": "Đọc được.", "decided_on": "1/1/2020"}).status_code
        == 422
    )
    assert minh.post(form, {**sent, "left_out": ["nonsense"]}).status_code == 422
    assert minh.post(form, {**sent, "left_out": ["AN"], "demands": "Đọc được."}).status_code == 302
    row = AssessmentWay.objects.get()
    assert (row.left_out, row.by) == (["AN"], school.minh)
    assert minh.get(f"{url}{uuid4()}/").status_code == 404
    assert "12/QĐ" in at_screen(school.dao).get(url).content.decode()


def test_a_page_sends_cells_that_are_not_asked_for_and_loses_nothing(
    school: School, pupils: list[Pupil], period: AssessmentPeriod, at_screen: Any
) -> None:
    decide(school, pupils[0], "not_assessed")
    sheet = toan(school, period)
    nam = at_screen(school.nam)
    page = nam.get(sheet.get_edit_url()).content.decode()
    assert page.count(" readonly") == len(sheet.columns)
    answer = send_row(nam, sheet, pupils[0], 0, level="T").json()
    assert answer["rows"][str(pupils[0].pk)]["cells"]["level"]["refused"]
    filled = nam.post(
        f"{sheet.get_edit_url().removesuffix('edit/')}fill/", {"column": "level", "value": "T"}
    )
    assert filled.status_code == 302
    lines = {line.pupil: dict(line.values) for line in ScoreSheet.objects.get(pk=sheet.pk).lines}
    assert lines == {pupils[0].pk: {}, pupils[1].pk: {"level": "T"}, pupils[2].pk: {"level": "T"}}
