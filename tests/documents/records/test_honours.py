"""Honours of Điều 13: excellent by rule, exemplary by the class, praise on its day; no other title."""

from datetime import date
from typing import Any

import pytest

from documents.assessment.honours import acts
from documents.assessment.models import ClassRecognition, Praise
from documents.assessment.rules.completion import Award
from documents.records.gradebook import summary
from people.models import AssessmentPeriod, Pupil
from tests.documents.records.plans import sign
from tests.documents.records.sheets import fill, open_period, pupils_of_3a, sheet_of
from tests.documents.records.test_supplements import locked, other_subjects
from tests.refused import refused
from tests.school import School
from workflows.models import Event
from workflows.states import Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = date(2026, 11, 20)


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def period(signing_school: School, pupils: list[Pupil]) -> AssessmentPeriod:
    """Everything of the year is confirmed: best levels, marks of 8."""
    school = signing_school
    period = open_period(school, "end_of_year")
    others = [(subject, school.nam) for subject in other_subjects(school)]
    own = ((school.toan, school.nam), (school.tieng_viet, school.hoa), (None, school.dao))
    for subject, by in (*own, *others):
        sheet = sheet_of(school, period, by, subject, group=school.group)
        fill(sheet, by, mark="8")
        sign(Step.SUBMIT, sheet.approval, by)
    return period


def awards(school: School, period: AssessmentPeriod) -> list[str]:
    return [str(row.values["award"]) for row in summary.of(school.class_3a, period).rows]


def test_whom_the_class_recognises_is_exemplary_until_the_book_is_closed(
    signing_school: School, pupils: list[Pupil], period: AssessmentPeriod
) -> None:
    school, an = signing_school, pupils[0]
    assert awards(school, period) == ["", "", ""]
    acts.recognise(school.class_3a, DAY, {an.pk: "TOAN", pupils[1].pk: ""}, school.dao)
    assert awards(school, period) == [Award.EXEMPLARY.value, "", ""]
    assert ClassRecognition.objects.count() == 1
    acts.recognise(school.class_3a, DAY, {an.pk: ""}, school.dao)
    assert awards(school, period) == ["", "", ""]
    acts.recognise(school.class_3a, DAY, {an.pk: "cham_chi"}, school.dao)
    praise = Praise(
        pupil=pupils[1], school_class=school.class_3a, on=DAY, words="Nhặt được của rơi"
    )
    acts.praise(praise, school.dao)
    praised = [row.values["praise"] for row in summary.of(school.class_3a, period).rows]
    assert praised == ["", "X", ""]
    locked(school, period)
    with refused("book_closed"):
        acts.recognise(school.class_3a, DAY, {an.pk: ""}, school.dao)
    with refused("book_closed"):
        acts.praise(Praise(pupil=an, school_class=school.class_3a, on=DAY, words="x"), school.dao)
    assert awards(school, period) == [Award.EXEMPLARY.value, "", ""]


def test_the_homeroom_teacher_records_it_on_a_day_that_was(
    school: School, pupils: list[Pupil]
) -> None:
    for other in (school.nam, school.hoa, school.minh, school.thu, school.van):
        with refused("not_yours"):
            acts.recognise(school.class_3a, DAY, {pupils[0].pk: "TOAN"}, other)
    for day in (date(2026, 12, 24), date(2025, 1, 1)):
        with refused("day_not_in_year_so_far"):
            acts.recognise(school.class_3a, day, {pupils[0].pk: "TOAN"}, school.dao)
    school.year.state = "locked"
    school.year.save()
    with refused("year_not_open"):
        acts.recognise(school.class_3a, DAY, {pupils[0].pk: "TOAN"}, school.dao)


def test_the_page(school: School, pupils: list[Pupil], at_screen: Any) -> None:
    url = f"/assessment/classes/{school.class_3a.pk}/honours/"
    dao = at_screen(school.dao)
    for reader, status in (
        (school.minh, 200),
        (school.thu, 200),
        (school.nam, 403),
        (school.van, 403),
    ):
        assert at_screen(reader).get(url).status_code == status
    sent = {"which": "recognitions", "agreed_on": "20/11/2026"}
    assert dao.post(url, {**sent, f"p{pupils[0].pk}": "nonsense"}).status_code == 422
    assert dao.post(url, {**sent, "agreed_on": ""}).status_code == 422
    assert dao.post(url, {**sent, f"p{pupils[0].pk}": "TOAN"}).status_code == 302
    assert at_screen(school.minh).post(url, {**sent, f"p{pupils[0].pk}": ""}).status_code == 422
    praise = {
        "which": "praise",
        "pupil": pupils[1].pk,
        "on": "19/11/2026",
        "words": "Nhặt được của rơi",
    }
    assert dao.post(url, {**praise, "on": "31/12/2026"}).status_code == 422
    assert dao.post(url, praise).status_code == 302
    row = Praise.objects.get()
    assert row.words in dao.get(url).content.decode()
    assert dao.post(url, {"withdraw": "999999"}).status_code == 404
    assert dao.post(url, {"withdraw": str(row.pk)}).status_code == 302
    assert row.words not in dao.get(url).content.decode()
    assert Event.objects.filter(kind__in=("class_recognition", "praise_recorded")).count() == 3
