"""A gradebook: closed when every sheet is confirmed, sent back with sheets, outdated by what is newer."""

import json
from datetime import date

import pytest
import time_machine

from documents import archive
from documents.checking.verdicts import Outcome
from documents.records.gradebook.models import Gradebook
from documents.records.score_sheet.models import ScoreSheet
from documents.stages import shown_file
from people.models import AssessmentPeriod, Assignment, Duty, Pupil, Staff, Subject
from people.movements.models import Kind
from tests.documents.checking.test_verify_page import upload
from tests.documents.pdf_a import faults_of
from tests.documents.records.plans import sign, step_url
from tests.documents.records.sheets import (
    ask_for,
    fill,
    grant,
    open_period,
    open_sheet,
    pupils_of_3a,
    sheet_of,
    typed,
)
from tests.people.pupils_of import move, pupil
from tests.refused import codes_on, refused
from tests.school import School
from workflows import basis, consistency, steps
from workflows.loaded import RemarkOn, StepRequest
from workflows.models import Approval, Basis, Event, Submission
from workflows.perform import perform
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
AFTERWARDS = "2027-01-11T09:00:00+07:00"


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    return open_period(school)


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def sheets(
    signing_school: School, period: AssessmentPeriod, pupils: list[Pupil]
) -> dict[str, ScoreSheet]:
    """Every sheet that 3A must have in a school of two subjects: all confirmed."""
    school = signing_school
    rows = (("TOAN", school.nam, school.toan), ("TV", school.hoa, school.tieng_viet))
    return {
        code: confirmed(school, period, by, subject)
        for code, by, subject in (*rows, ("", school.dao, None))
    }


def confirmed(
    school: School, period: AssessmentPeriod, by: Staff, subject: Subject | None
) -> ScoreSheet:
    sheet = sheet_of(school, period, by, subject, group=school.group)
    fill(sheet, by)
    sign(Step.SUBMIT, sheet.approval, by)
    return sheet


def book_of(school: School, period: AssessmentPeriod, by: Staff | None = None) -> Gradebook:
    book = Gradebook()
    steps.open_approval(
        book,
        by=by or school.dao,
        school_year=school.year,
        school_class=school.class_3a,
        group=school.group,
        period=period,
    )
    return book


@pytest.fixture
def book(school: School, period: AssessmentPeriod, sheets: dict[str, ScoreSheet]) -> Gradebook:
    return book_of(school, period)


def way(book: Gradebook, school: School, upto: Step = Step.LOCK) -> Approval:
    for step, by in (
        (Step.SUBMIT, school.dao),
        (Step.REVIEW, school.hoa),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
    ):
        sign(step, book.approval, by)
        if step == upto:
            break
    return book.approval


def send_back(book: Gradebook, by: Staff, *remarks: RemarkOn, note: str = "") -> Event:
    book.approval.refresh_from_db()
    request = StepRequest(Step.SEND_BACK, by, note=note, remarks=remarks)
    return perform(request, book.approval, seen=book.approval.version)


def state_of(sheet: ScoreSheet) -> tuple[str, int, int]:
    now = Approval.objects.get(pk=sheet.pk)
    return now.state, now.revision, now.round


def test_from_the_sheets_to_the_locked_book(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet], client, pdf_text
) -> None:
    approval = way(book, signing_school)
    assert (approval.state, approval.is_final) == (State.LOCKED, True)
    content = json.loads(Submission.objects.get(approval=approval).content)
    assert [sheet["title"] for sheet in content["sheets"]] == [
        "Tiếng Việt",
        "Toán",
        content["sheets"][2]["title"],
    ]
    assert content["rows"][0]["values"]["TOAN.mark"] == 9
    file = shown_file(book)
    assert file is not None
    pdf = archive.read(file.sha256)
    assert faults_of(pdf) == set()
    said = pdf_text(pdf)
    for sheet in sheets.values():
        signed = shown_file(sheet)
        assert signed is not None
        assert signed.sha256 in said, "the book names each sheet's file"
    assert upload(client, pdf).context["report"].meaning.outcome == Outcome.CURRENT
    assert consistency.all_contradictions() == []


def test_a_sheet_never_begun_counts_as_missing(
    signing_school: School, period: AssessmentPeriod, pupils: list[Pupil]
) -> None:
    school = signing_school
    confirmed(school, period, school.nam, school.toan)
    sheet_of(school, period, school.hoa, school.tieng_viet)
    problems = [(each.code, str(each)) for each in book_of(school, period).problems()]
    assert [code for code, _said in problems] == ["sheet_not_confirmed", "sheet_missing"]
    assert "cô Hoa" in problems[0][1]
    assert "cô Đào" in problems[1][1]


def test_who_came_after_a_sheet_was_confirmed_is_missing_there(
    signing_school: School, book: Gradebook
) -> None:
    move(
        pupil("Phan Văn Dũng"),
        Kind.TRANSFER_IN,
        signing_school.class_3a,
        signing_school.van,
        on=date(2026, 11, 20),
        other_school="Trường khác",
    )
    with refused("cell_empty"):
        sign(Step.SUBMIT, Gradebook.objects.get(pk=book.pk).approval, signing_school.dao)


@pytest.mark.parametrize("upto", [Step.SUBMIT, Step.REVIEW, Step.SIGN])
def test_a_book_goes_back_with_the_sheets_named_and_the_others_stay(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet], upto: Step
) -> None:
    school = signing_school
    way(book, school, upto)
    by = {Step.SUBMIT: school.hoa, Step.REVIEW: school.minh, Step.SIGN: school.thu}[upto]
    named = [sheets["TOAN"], sheets[""]]
    send_back(book, by, *(RemarkOn("Em An xem lại.", "p1", sheet.pk) for sheet in named))
    book.approval.refresh_from_db()
    assert (book.approval.state, book.approval.round) == (State.DRAFT, 2)
    assert [state_of(sheet) for sheet in sheets.values()] == [
        (State.DRAFT, 1, 2),
        (State.CONFIRMED, 1, 1),
        (State.DRAFT, 1, 2),
    ]
    remark = Approval.objects.get(pk=sheets["TOAN"].pk).remarks.get()
    assert (remark.by, remark.part) == (by, "p1")
    for code, teacher in (("TOAN", school.nam), ("", school.dao)):
        fill(sheets[code], teacher, mark="8")
        sign(Step.SUBMIT, sheets[code].approval, teacher)
    again = Gradebook.objects.get(pk=book.pk)
    assert way(again, school).state == State.LOCKED
    assert consistency.all_contradictions() == []


def test_only_what_it_rests_on_goes_back_with_a_book(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet]
) -> None:
    school = signing_school
    way(book, school, Step.SUBMIT)
    other = school.minutes().approval
    with refused("does_not_rest_on_it"):
        send_back(book, school.hoa, RemarkOn("Sai.", "", other.pk))
    with refused("say_why"):
        send_back(book, school.hoa)
    with refused("not_yours"):
        send_back(book, school.phuc, RemarkOn("Sai.", "", sheets["TOAN"].pk))
    assert {state_of(sheet)[0] for sheet in sheets.values()} == {State.CONFIRMED}
    assert Approval.objects.get(pk=book.pk).state == State.SUBMITTED


def test_a_returned_sheet_is_put_right_after_the_window_closed(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet], pupils: list[Pupil]
) -> None:
    school = signing_school
    way(book, school, Step.SUBMIT)
    with time_machine.travel(AFTERWARDS):
        send_back(book, school.hoa, RemarkOn("Em An xem lại.", "", sheets["TOAN"].pk))
        typed(sheets["TOAN"], school.nam, {pupils[0]: {"mark": "10"}})
        sign(Step.SUBMIT, sheets["TOAN"].approval, school.nam)
        with refused("record_closed"):
            typed(sheets["TV"], school.hoa, {pupils[0]: {"mark": "10"}})


def test_the_homeroom_teacher_returns_a_sheet_until_the_book_is_closed(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet], client
) -> None:
    school, sheet = signing_school, sheets["TOAN"]
    for other in (school.nam, school.hoa, school.minh, school.thu, school.van):
        with refused("not_yours"):
            sign(Step.SEND_BACK, sheet.approval, other, note="Em An xem lại.")
    way(book, school, Step.SUBMIT)
    with refused("borne_by_submitted"):
        sign(Step.SEND_BACK, sheet.approval, school.dao, note="Em An xem lại.")
    send_back(book, school.hoa, note="Xem lại môn Toán.")
    pdf = archive.read(shown_file(sheet).sha256)
    assert upload(client, pdf).context["report"].meaning.outcome == Outcome.CURRENT
    sign(Step.SEND_BACK, sheet.approval, school.dao, note="Em An xem lại.")
    assert upload(client, pdf).context["report"].meaning.outcome == Outcome.BEING_CORRECTED
    assert state_of(sheet) == (State.DRAFT, 1, 2)
    assert state_of(sheets["TV"])[0] == State.CONFIRMED


def test_nobody_goes_on_with_a_book_while_a_sheet_of_it_is_open(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet], pupils: list[Pupil]
) -> None:
    school, sheet = signing_school, sheets["TOAN"]
    way(book, school, Step.SUBMIT)
    open_sheet(sheet, school.nam, school.minh, f"{pupils[0].pk}-mark")
    with refused("rests_on_open"):
        sign(Step.REVIEW, book.approval, school.hoa)
    typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})
    sign(Step.SUBMIT, sheet.approval, school.nam)
    with refused("outdated"):
        sign(Step.REVIEW, book.approval, school.hoa)
    send_back(book, school.hoa, note="Phiếu Toán có bản mới.")
    assert way(Gradebook.objects.get(pk=book.pk), school).state == State.LOCKED


def test_a_locked_book_is_outdated_by_a_newer_sheet_and_only_then_revised(
    signing_school: School,
    book: Gradebook,
    sheets: dict[str, ScoreSheet],
    pupils: list[Pupil],
    client,
) -> None:
    school, sheet = signing_school, sheets["TOAN"]
    way(book, school)
    with refused("not_yours"):
        sign(Step.REVISE, book.approval, school.dao)
    opening = ask_for(sheet, school.nam, f"{pupils[0].pk}-mark")
    for other in (school.minh, school.ngoc, school.dao, school.nam):
        with refused("not_yours"):
            grant(opening, other)
    grant(opening, school.thu)
    assert basis.outdated(book.approval) == []
    typed(sheet, school.nam, {pupils[0]: {"mark": "10"}})
    sign(Step.SUBMIT, sheet.approval, school.nam)
    assert basis.outdated(book.approval) == [sheet.approval]
    old = shown_file(book)
    assert old is not None
    pdf = archive.read(old.sha256)
    assert upload(client, pdf).context["report"].meaning.outcome == Outcome.OUTDATED
    sign(Step.REVISE, book.approval, school.dao)
    again = Gradebook.objects.get(pk=book.pk)
    assert (way(again, school).revision, again.approval.state) == (2, State.LOCKED)
    assert basis.outdated(again.approval) == []
    assert upload(client, pdf).context["report"].meaning.outcome == Outcome.SUPERSEDED


def test_what_a_book_rests_on_is_written_once(signing_school: School, book: Gradebook) -> None:
    assert book.frozen_form() is not None
    way(book, signing_school, Step.SUBMIT)
    assert Basis.objects.count() == 3
    assert all(len(row.sha256) == 64 for row in Basis.objects.all())


def test_a_leader_of_the_class_does_not_judge_it(
    signing_school: School, sheets: dict[str, ScoreSheet], period: AssessmentPeriod
) -> None:
    """Whoever leads the group and the class has it reviewed by the deputy."""
    school = signing_school
    homeroom = Assignment.objects.filter(duty=Duty.HOMEROOM_TEACHER)
    homeroom.update(ends_on=date(2026, 11, 22))
    Assignment.objects.create(
        staff=school.hoa,
        duty=Duty.HOMEROOM_TEACHER,
        school_class=school.class_3a,
        starts_on=date(2026, 11, 23),
    )
    book = book_of(school, period, school.hoa)
    sign(Step.SUBMIT, book.approval, school.hoa)
    with refused("not_yours"):
        sign(Step.REVIEW, book.approval, school.hoa)
    sign(Step.REVIEW, book.approval, school.nam)


def test_who_may_read_a_confirmed_sheet(
    signing_school: School, sheets: dict[str, ScoreSheet], at_screen
) -> None:
    """Its teacher, the homeroom teacher, the leaders of the group and of the school; nobody else."""
    school, url = signing_school, sheets["TOAN"].approval.get_absolute_url()
    for person in (school.nam, school.dao, school.hoa, school.minh, school.thu):
        assert at_screen(person).get(url).status_code == 200
        assert sheets["TOAN"].approval in at_screen(person).get("/score-sheets/").context[
            "page"
        ] or (person == school.nam)
    for person in (school.van, school.phuc, school.yen):
        assert at_screen(person).get(url).status_code == 404


def test_from_the_list_to_the_closed_book_and_back_with_a_sheet(
    signing_school: School,
    sheets: dict[str, ScoreSheet],
    period: AssessmentPeriod,
    pupils: list[Pupil],
    at_screen,
) -> None:
    school = signing_school
    dao, hoa = at_screen(school.dao), at_screen(school.hoa)
    [place] = dao.get("/gradebooks/").context["own"]
    assert place.open_sheets == []
    sent = {"school_class": school.class_3a.pk, "period": period.pk}
    begun = dao.post("/gradebooks/new/", sent)
    book = Gradebook.objects.get()
    assert begun.headers["Location"] == book.get_edit_url()
    assert dao.get(book.get_edit_url()).context["problems"] == []
    assert at_screen(school.hoa).get(book.get_edit_url()).status_code == 404
    sign(Step.SUBMIT, book.approval, school.dao)
    page = hoa.get(book.approval.get_absolute_url())
    assert len(page.context["rests_on"]) == 3
    form = {"seen": page.context["approval"].version, "key": "k1"}
    nothing = hoa.post(step_url(book.approval, Step.SEND_BACK), form)
    assert codes_on(nothing) == {"say_why"}
    line = {
        "below-1": sheets["TOAN"].pk,
        "below-part-1": f"p{pupils[0].pk}",
        "below-text-1": "Điểm 9 hay 6?",
    }
    answer = hoa.post(step_url(book.approval, Step.SEND_BACK), {**form, **line, "key": "k2"})
    assert answer.status_code == 302
    assert state_of(sheets["TOAN"]) == (State.DRAFT, 1, 2)
    nam = at_screen(school.nam).get(sheets["TOAN"].get_edit_url())
    assert "Điểm 9 hay 6?" in nam.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("thu", 200), ("minh", 200), ("dao", 403), ("hoa", 403)]
)
def test_the_leaders_see_how_far_all_classes_are(
    signing_school: School, sheets: dict[str, ScoreSheet], at_screen, who: str, status: int
) -> None:
    page = at_screen(getattr(signing_school, who)).get("/gradebooks/progress/")
    assert page.status_code == status
    if status == 200:
        [place] = page.context["places"]
        assert (place.confirmed, len(place.sheets)) == (3, 3)


def test_the_result_of_the_year_is_computed_and_what_misses_is_not(
    signing_school: School, pupils: list[Pupil]
) -> None:
    school = signing_school
    period = open_period(school, "end_of_year")
    for by, subject in ((school.nam, school.toan), (school.hoa, school.tieng_viet)):
        confirmed(school, period, by, subject)
    confirmed(school, period, school.dao, None)
    rows = book_of(school, period).summary.rows
    assert [row.values["result"] for row in rows] == ["", "", ""], (
        "grade 3 has more subjects than two"
    )
