"""What the circular leaves open: the school answers, sheets and results of the year follow."""

from typing import Any

import pytest

from documents.assessment.answers import acts
from documents.assessment.models import SchoolAnswers
from documents.assessment.rules.open_questions import QUESTIONS, Answers
from documents.assessment.sheets import matrix_of
from documents.records.score_sheet.models import ScoreSheet
from people.models import SchoolYear
from tests.documents.records.sheets import open_period, pupils_of_3a, sheet_of
from tests.refused import refused
from tests.school import School

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
URL = "/assessment/answers/"


def test_until_the_school_answers_the_safe_answers_hold(school: School) -> None:
    assert acts.answers_of(school.year) == Answers()
    assert acts.answers_by_year([school.class_3a]) == {school.year.pk: Answers()}


def test_sheets_and_matrix_follow_and_other_grades_do_not(school: School) -> None:
    pupils_of_3a(school)
    period = open_period(school)
    sheet = sheet_of(school, period, school.dao)
    before = [column.code for column in sheet.columns]
    acts.answer(
        SchoolAnswers(year=school.year, left_out={"3": ["khoa_hoc"], "4": ["tin_hoc"]}),
        school.thu,
        seen="",
    )
    after = [column.code for column in ScoreSheet.objects.get(pk=sheet.pk).columns]
    assert [code for code in before if code not in after] == ["khoa_hoc"]
    matrix = matrix_of([school.class_3a], [period])
    traits = matrix.sheets_of(school.class_3a, period)[-1]
    assert [column.code for column in traits.columns(3, period)] == after


def test_who_answers_and_that_nobody_writes_over_an_answer_unseen(school: School) -> None:
    acts.answer(SchoolAnswers(year=school.year, electives_count=True), school.minh, seen="")
    year = SchoolYear.objects.get(pk=school.year.pk)
    assert acts.answers_of(year).electives_count
    with refused("changed_meanwhile"):
        acts.answer(SchoolAnswers(year=school.year), school.thu, seen="")
    for other in (school.dao, school.hoa, school.van):
        with refused("not_yours"):
            acts.answer(SchoolAnswers(year=school.year), other, seen="")
    year.state = "locked"
    year.save()
    with refused("year_not_open"):
        acts.answer(SchoolAnswers(year=year), school.thu, seen="")


def test_the_page_shows_each_question_with_its_source(school: School, at_screen: Any) -> None:
    thu = at_screen(school.thu)
    page = thu.get(URL).content.decode()
    for question in QUESTIONS:
        assert str(question.safe_answer) in page
    for other in (school.dao, school.hoa, school.van):
        assert at_screen(other).get(URL).status_code == 403
    assert thu.post(URL, {"seen": "", "grade_1": ["nonsense"]}).status_code == 422
    assert thu.post(URL, {"seen": "", "grade_1": ["khoa_hoc"]}).status_code == 302
    assert SchoolAnswers.objects.get().left_out == {"1": ["khoa_hoc"]}
    assert thu.post(URL, {"seen": "", "grade_2": ["khoa_hoc"]}).status_code == 422
