"""The book of the year carries its sheets: at every desk, with any key, and to whoever checks it."""

import io
import json

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from documents import archive
from documents.carried_files import CarriedFile
from documents.checking import meaning
from documents.checking.verdicts import Outcome
from documents.records.gradebook.models import Gradebook
from documents.records.score_sheet.models import ScoreSheet
from documents.signing import anchors
from documents.signing.examination import Verdict, examine
from documents.stages import shown_file
from documents.unsigned import papers_of
from people.models import AssessmentPeriod, Pupil
from tests.documents.checking.test_verify_page import upload
from tests.documents.pdf_a import faults_of
from tests.documents.records.plans import sign
from tests.documents.records.sheets import open_period, open_sheet, pupils_of_3a, typed
from tests.documents.records.test_gradebook import book_of, confirmed, state_of, way
from tests.documents.signing import files_added
from tests.documents.test_elsewhere_pages import Desk, office, register  # noqa: F401 a fixture
from tests.refused import codes_on, refused
from tests.school import School
from workflows import consistency
from workflows.erasure import erase
from workflows.models import Approval
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NAMES = ["01-tv.pdf", "02-toan.pdf", "03-pham-chat-nang-luc.pdf"]


@pytest.fixture
def pupils(school: School) -> list[Pupil]:
    return pupils_of_3a(school)


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    return open_period(school, "end_of_year")


@pytest.fixture
def sheets(
    signing_school: School, period: AssessmentPeriod, pupils: list[Pupil]
) -> dict[str, ScoreSheet]:
    """Every sheet of 3A in the order of the book, all confirmed."""
    school = signing_school
    rows = (("TV", school.hoa, school.tieng_viet), ("TOAN", school.nam, school.toan))
    return {
        code: confirmed(school, period, by, subject)
        for code, by, subject in (*rows, ("", school.dao, None))
    }


@pytest.fixture
def book(school: School, period: AssessmentPeriod, sheets: dict[str, ScoreSheet]) -> Gradebook:
    return book_of(school, period)


def kept(record: Gradebook | ScoreSheet) -> bytes:
    file = shown_file(record)
    assert file is not None
    return archive.read(file.sha256)


def inside(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        return {name: one.get_file().read_bytes() for name, one in paper.attachments.items()}


def test_it_carries_each_confirmed_sheet_as_the_archive_keeps_it(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet], client
) -> None:
    approval = way(book, signing_school)
    pdf = kept(book)
    assert inside(pdf) == dict(zip(NAMES, map(kept, sheets.values()), strict=True))
    assert faults_of(pdf) == set()
    report = upload(client, pdf).context["report"]
    assert report.meaning.outcome == Outcome.CURRENT
    assert report.meaning.examination.faults == ()
    assert [(file.revision, file.is_newest) for file in report.meaning.files] == [(1, True)] * 3
    assert (approval.state, consistency.all_contradictions()) == (State.LOCKED, [])


def test_the_command_names_them_too(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet], tmp_path, capsys
) -> None:
    way(book, signing_school, Step.SUBMIT)
    (tmp_path / "so.pdf").write_bytes(kept(book))
    for options in (["--json"], []):
        with pytest.raises(SystemExit) as end:
            call_command("verify_file", tmp_path / "so.pdf", *options)
        assert end.value.code == 0
        said = capsys.readouterr().out
        for name, sheet in zip(NAMES, sheets.values(), strict=True):
            assert name in said
            assert shown_file(sheet).sha256 in said
        if options:
            assert [file["revision"] for file in json.loads(said)["files"]] == [1, 1, 1]


@pytest.mark.parametrize("moment", ["mid_first", "end_first", "mid_second"])
def test_the_book_of_another_period_only_names_them(school: School, moment: str) -> None:
    assert book_of(school, open_period(school, moment)).carried_files() == ()


def test_the_same_sheets_make_the_same_files(signing_school: School, book: Gradebook) -> None:
    again = Gradebook.objects.get(pk=book.pk)
    assert book.carried_files() == again.carried_files()
    [paper] = papers_of([book]).values()
    assert [*inside(paper.pdf)] == NAMES


def test_a_sheet_whose_file_is_gone_refuses_the_book(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet], monkeypatch
) -> None:
    gone = CarriedFile("01-tv.pdf", "0" * 64, "", book.approval.created_at)
    monkeypatch.setattr(Gradebook, "carried_files", lambda _self: [gone])
    [paper] = papers_of([book]).values()
    assert isinstance(paper, archive.Missing), "of many, this one alone"
    with refused("kept_file_missing"):
        sign(Step.SUBMIT, book.approval, signing_school.dao)


def test_every_desk_signs_elsewhere(
    signing_school: School,
    book: Gradebook,
    office,  # noqa: F811 the fixture
    at_screen,
    client,
) -> None:
    """Nobody certifies it then: a program of one's own may not, and the school knows its own paper."""
    school = signing_school
    desks = (
        (Step.SUBMIT, school.dao, "teacher-rsa", "author"),
        (Step.REVIEW, school.hoa, "leader", "group_leader"),
        (Step.SIGN, school.minh, "vice", "vice_principal"),
        (Step.LOCK, school.thu, "principal", "principal"),
    )
    for step, by, person, field in desks:
        register(school, by, office, person, school.van)
        desk = Desk(at_screen(by), book.approval, step, office, person, field)
        ours = desk.download().content
        assert [*inside(ours)] == NAMES
        for attack in (files_added.attached, files_added.stream_exchanged):
            false = desk.upload(desk.signed(attack(ours)))
            assert codes_on(false) == {"something_else_added"}, (step, attack.__name__)
        answer = desk.upload(desk.signed(ours), key=f"key-{step}")
        assert answer.status_code == 302, answer.content.decode()
    pdf = kept(book)
    assert Approval.objects.get(pk=book.pk).state == State.LOCKED
    found = examine(pdf, anchors.trust())
    assert (found.verdict, found.faults) == (Verdict.DOUBTFUL, ("uncertified_files",))
    assert found.of_own_paper().verdict == Verdict.GENUINE
    assert upload(client, pdf).context["report"].meaning.outcome == Outcome.CURRENT


def test_signed_elsewhere_first_the_others_sign_here(
    signing_school: School,
    book: Gradebook,
    office,  # noqa: F811 the fixture
    at_screen,
) -> None:
    school = signing_school
    register(school, school.dao, office, "teacher-rsa", school.van)
    desk = Desk(at_screen(school.dao), book.approval, Step.SUBMIT, office)
    assert desk.upload(desk.signed(desk.download().content)).status_code == 302
    for step, by in ((Step.REVIEW, school.hoa), (Step.SIGN, school.minh), (Step.LOCK, school.thu)):
        sign(step, book.approval, by)
    assert meaning.of(examine(kept(book), anchors.trust())).outcome == Outcome.CURRENT


def test_no_file_comes_into_a_paper_that_carries_none(
    signing_school: School,
    pupils: list[Pupil],
    office,  # noqa: F811 the fixture
    at_screen,
) -> None:
    """Not even one that its own author signs over."""
    school, period = signing_school, open_period(signing_school)
    for by, subject in (
        (school.hoa, school.tieng_viet),
        (school.nam, school.toan),
        (school.dao, None),
    ):
        confirmed(school, period, by, subject)
    book = book_of(school, period)
    register(school, school.dao, office, "teacher-rsa", school.van)
    desk = Desk(at_screen(school.dao), book.approval, Step.SUBMIT, office)
    ours = desk.download().content
    false = files_added.attached_to_a_paper_without_files(ours)
    assert codes_on(desk.upload(desk.signed(false))) == {"something_else_added"}
    assert desk.upload(desk.signed(ours)).status_code == 302


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_check_says_in_words_what_lies_inside_and_never_of_whom(
    signing_school: School,
    book: Gradebook,
    sheets: dict[str, ScoreSheet],
    pupils: list[Pupil],
    client,
    language: str,
) -> None:
    way(book, signing_school)
    sheet = sheets["TOAN"]
    open_sheet(sheet, signing_school.nam, signing_school.thu, f"{pupils[0].pk}-mark")
    typed(sheet, signing_school.nam, {pupils[0]: {"mark": "10"}})
    sign(Step.SUBMIT, sheet.approval, signing_school.nam)
    file = SimpleUploadedFile("so.pdf", kept(book), "application/pdf")
    answer = client.post("/verify/", {"file": file}, query_params={"lang": language})
    page = " ".join(answer.content.decode().split())
    carries, newest, newer = {
        "vi": (
            "Mang theo 3 tệp, không đổi từ chữ ký đầu tiên",
            "Phiếu điểm, bản 1, đúng như nhà trường đang giữ.",
            "Phiếu điểm, bản 1; nhà trường đã có tệp mới hơn.",
        ),
        "en": (
            "Carries 3 files, unchanged since the first signature",
            "Score sheet, revision 1, exactly as the school keeps it.",
            "Score sheet, revision 1; the school keeps a newer file of it.",
        ),
    }[language]
    assert carries in page
    assert (page.count(newest), page.count(newer)) == (2, 1)
    assert f"{shown_file(sheets['TV']).sha256[:16]}…" in page
    assert not any(each.full_name in page for each in pupils)
    assert sheet.approval.title not in page


def test_a_stranger_with_the_schools_sheet_inside_learns_type_and_revision_alone(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet], client
) -> None:
    way(book, signing_school)
    answer = upload(client, files_added.attached(kept(book)))
    report, page = answer.context["report"], answer.content.decode()
    assert report.meaning.outcome == Outcome.CHANGED
    assert "A file was put inside it after signing." in page
    assert "Carries 4 files<" in page, "not said to be unchanged"
    assert page.count("The school keeps no such file.") == 1
    assert [bool(file.record_type) for file in report.meaning.files] == [True] * 3 + [False]


def test_a_sheet_is_not_erased_while_a_book_says_what_it_said(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet]
) -> None:
    school, sheet = signing_school, sheets["TOAN"]
    way(book, school)
    with refused("borne_by_kept") as told:
        erase(sheet.approval, by=school.thu, reason="Theo quyết định.")
    assert book.headline() in str(told.value)
    assert state_of(sheet)[0] == State.CONFIRMED
    erase(book.approval, by=school.thu, reason="Theo quyết định.")
    erase(sheet.approval, by=school.minh, reason="Theo quyết định.")
    assert Approval.objects.get(pk=sheet.pk).erased_at
    assert consistency.all_contradictions() == []


def test_nor_while_an_earlier_round_of_a_book_does(
    signing_school: School, book: Gradebook, sheets: dict[str, ScoreSheet]
) -> None:
    """The files of every round are kept."""
    school, sheet = signing_school, sheets["TOAN"]
    way(book, school, Step.SUBMIT)
    sign(Step.SEND_BACK, book.approval, school.hoa, note="Xem lại.")
    with refused("borne_by_kept"):
        erase(sheet.approval, by=school.minh, reason="Theo quyết định.")
