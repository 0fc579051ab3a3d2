"""Supplementary assessment: found by rule, entered beside the book, decided by the principal."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from documents.assessment.models import SupplementaryAssessment
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.completion import Completion
from documents.records.gradebook import supplements
from documents.records.gradebook.models import Gradebook
from people import errands
from people.models import AssessmentPeriod, Assignment, Duty, Pupil, Staff, Subject
from people.powers import Powers
from tests.documents.records.plans import sign
from tests.documents.records.sheets import fill, open_period, pupils_of_3a, sheet_of, typed
from tests.refused import codes_on
from tests.school import School
from workflows import consistency, steps
from workflows.models import Approval, Event
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
AUGUST = "2027-08-02T09:00:00+07:00"


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def book(signing_school: School, pupils: list[Pupil]) -> Approval:
    """The year's book of 3A, locked; An has C in Toán and 4 in its test, Cúc needs effort."""
    school = signing_school
    period = open_period(school, "end_of_year", closes_on=date(2027, 6, 30))
    others = [(subject, school.nam) for subject in other_subjects(school)]
    own = ((school.toan, school.nam), (school.tieng_viet, school.hoa), (None, school.dao))
    for subject, by in (*own, *others):
        sheet = sheet_of(school, period, by, subject, group=school.group)
        fill(sheet, by)
        if subject == school.toan:
            typed(sheet, by, {pupils[0]: {"level": "C", "mark": "4"}})
        if subject is None:
            typed(sheet, by, {pupils[2]: {"cham_chi": "C"}})
        sign(Step.SUBMIT, sheet.approval, by)
    return locked(school, period)


def other_subjects(school: School) -> Iterator[Subject]:
    """The rest of the programme of grade 3, taught by Nam."""
    for row in programme.rows_of(3):
        if row.code not in {"TOAN", "TV"}:
            subject = Subject.objects.create(code=row.code, name=row.title, grades=[3])
            place = {"school_class": school.class_3a, "subject": subject}
            day = school.year.starts_on
            Assignment.objects.create(
                staff=school.nam, duty=Duty.SUBJECT_TEACHER, starts_on=day, **place
            )
            yield subject


def locked(school: School, period: AssessmentPeriod) -> Approval:
    book = Gradebook()
    places = {"school_year": school.year, "school_class": school.class_3a, "period": period}
    steps.open_approval(book, by=school.dao, group=school.group, **places)
    for step, by in (
        (Step.SUBMIT, school.dao),
        (Step.REVIEW, school.hoa),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
    ):
        sign(step, book.approval, by)
    return Approval.objects.get(pk=book.pk)


def found(school: School, period: AssessmentPeriod) -> dict[str, Any]:
    return {pupil.row.name: pupil for pupil in supplements.of(school.class_3a, period)}


def send(client: Any, url: str, pupil: Any, **typed_in: str) -> Any:
    cells = {
        f"cell-{key}": text for key, text in typed_in.items() if key not in {"plan", "proposal"}
    }
    words = {key: text for key, text in typed_in.items() if key in {"plan", "proposal"}}
    return client.post(url, {"pupil": pupil.row.pupil, "seen": pupil.seen, **cells, **words})


def test_the_cells_are_found_by_rule_and_new_results_stand_beside_the_old(
    signing_school: School, book: Approval, pupils: list[Pupil], at_screen: Any
) -> None:
    school, period = signing_school, book.period
    url = f"/gradebooks/classes/{school.class_3a.pk}/supplements/"
    there = found(school, period)
    assert {name: [cell.key for cell in each.cells] for name, each in there.items()} == {
        "Nguyễn Thị An": ["TOAN.level", "TOAN.mark"],
        "Lê Thị Cúc": ["cham_chi"],
    }
    an = there["Nguyễn Thị An"]
    assert (an.reached, [cell.before for cell in an.cells]) == (
        Completion.TO_SUPPLEMENT,
        ["C", "4"],
    )
    with time_machine.travel(AUGUST):
        dao = at_screen(school.dao)
        wrong = send(dao, url, an, **{"TOAN.level": "Đạt", "TOAN.mark": "6,5"})
        assert wrong.status_code == 422
        assert codes_on(wrong) >= {"decimal"}
        assert send(dao, url, an, **{"TOAN.level": "H"}, plan="Ôn hè.").status_code == 302
        assert found(school, period)["Nguyễn Thị An"].reached == Completion.TO_SUPPLEMENT
        assert send(dao, url, an, **{"TOAN.level": "H"}).status_code == 422  # an older page
        an = found(school, period)["Nguyễn Thị An"]
        assert send(dao, url, an, **{"TOAN.level": "H", "TOAN.mark": "6"}).status_code == 302
        an = found(school, period)["Nguyễn Thị An"]
        assert an.reached == Completion.COMPLETED_LATER
        assert [cell.before for cell in an.cells] == ["C", "4"]
    assert Approval.objects.get(pk=book.pk).state == State.LOCKED
    assert consistency.all_contradictions() == []


def test_the_principal_decides_upon_a_proposal_and_once(
    signing_school: School, book: Approval, at_screen: Any
) -> None:
    school, period = signing_school, book.period
    url = f"/gradebooks/classes/{school.class_3a.pk}/supplements/"
    dao, thu = at_screen(school.dao), at_screen(school.thu)
    cuc = found(school, period)["Lê Thị Cúc"]
    send(dao, url, cuc, cham_chi="C")
    cuc = found(school, period)["Lê Thị Cúc"]
    assert (cuc.reached, cuc.may_be_decided) == (Completion.TO_DECIDE, False)
    decision = {"pupil": cuc.row.pupil, "seen": cuc.seen, "decide": "up"}
    assert thu.post(url, decision).status_code == 422
    assert awaits() == set()
    send(dao, url, cuc, cham_chi="C", proposal="Em đã cố gắng, đề nghị cho lên lớp.")
    assert awaits() == {school.thu.pk}
    decision["seen"] = found(school, period)["Lê Thị Cúc"].seen
    for other in (school.dao, school.minh):
        assert at_screen(other).post(url, decision).status_code == 422
    assert thu.post(url, decision).status_code == 302
    row = SupplementaryAssessment.objects.get()
    assert (row.moves_up, row.decided_by) == (True, school.thu)
    cuc = found(school, period)["Lê Thị Cúc"]
    assert cuc.reached == Completion.MOVED_UP
    assert thu.post(url, {**decision, "seen": cuc.seen}).status_code == 422
    assert send(dao, url, cuc, cham_chi="T").status_code == 422
    assert awaits() == set()
    assert Event.objects.filter(kind="supplement_decided").count() == 1


def awaits() -> set[int]:
    return {
        person.pk
        for person in Staff.objects.all()
        if any("supplements" in each.url for each in errands.errands_of(Powers(person)))
    }


def test_only_once_the_book_is_locked_and_for_the_own_class_and_the_leaders(
    signing_school: School, pupils: list[Pupil], at_screen: Any, request: Any
) -> None:
    school = signing_school
    url = f"/gradebooks/classes/{school.class_3a.pk}/supplements/"
    assert at_screen(school.dao).get(url).status_code == 404
    request.getfixturevalue("book")
    for reader, status in ((school.dao, 200), (school.minh, 200), (school.thu, 200)):
        assert at_screen(reader).get(url).status_code == status
    for stranger in (school.nam, school.hoa, school.van, school.phuc):
        assert at_screen(stranger).get(url).status_code == 403
    page = at_screen(school.dao).get(url)
    assert [pupil.row.name for pupil in page.context["pupils"]] == ["Nguyễn Thị An", "Lê Thị Cúc"]
    assert at_screen(school.dao).post(url, {"pupil": pupils[1].pk}).status_code == 404
