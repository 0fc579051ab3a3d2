"""A transcript: taken over from the locked book, signed at five desks, outdated by what is newer."""

import json
from typing import Any

import pytest
from django.urls import reverse

from documents import archive
from documents.assessment.models import SupplementaryAssessment
from documents.assessment.supplements.acts import decide, enter, seen_of
from documents.checking.verdicts import Outcome
from documents.models import PaperToken, SignedFile
from documents.records.score_sheet.models import ScoreSheet
from documents.records.transcript.models import Transcript
from documents.records.transcript.printed import texts_of
from documents.stages import shown_file
from people import errands
from people.models import (
    Duty,
    EarlierYear,
    Guardian,
    Measurement,
    Pupil,
    Reading,
    SchoolClass,
    Staff,
)
from people.powers import Powers
from tests.documents.checking.test_verify_page import upload
from tests.documents.pdf_a import faults_of
from tests.documents.records.plans import sign
from tests.documents.records.sheets import ask_for, grant, typed
from tests.documents.records.transcripts import (
    AN,
    BINH,
    closed_year,
    drawn_up,
    go,
    whole_pupils,
)
from tests.refused import codes_on, refused
from tests.school import School
from workflows import consistency, opening_ends, opening_requests, steps
from workflows.loaded import Grant, StepRequest
from workflows.models import Approval, Basis, Event, Opening, Submission
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def book(office: School) -> Approval:
    return closed_year(office)


@pytest.fixture
def transcripts(office: School, book: Approval) -> list[Transcript]:
    return drawn_up(office)


def test_it_takes_over_what_the_book_and_the_school_know(
    transcripts: list[Transcript], book: Approval
) -> None:
    facts = transcripts[BINH].facts
    assert facts["pupil"]["mother"] == "Lê Thị Mai 2"
    assert facts["pupil"]["register_number"] == "002/2026"
    assert facts["missed"] == {"excused": 2, "unexcused": 0}
    assert facts["body"] == {"height": "128,5", "weight": "25"}
    toan = next(subject for subject in facts["subjects"] if subject["code"] == "TOAN")
    assert (toan["level"], toan["mark"]) == ("T", 9)
    assert (facts["result"], facts["completion"]) == ("HTXS", "completed")
    assert facts["award"] == "Học sinh Xuất sắc"
    assert [row["class"] for row in facts["history"]] == ["3A"]
    assert facts["book"] == shown_file(book).sha256
    assert len(facts["signers"]) == 12


def test_earlier_years_stand_in_the_course_of_schooling(office: School, book: Approval) -> None:
    pupil = Pupil.objects.order_by("name_key").first()
    for year, name, school in (
        ("2024–2025", "1C", "Trường Tiểu học Tân Trụ"),
        ("2025–2026", "2A", ""),
        ("2026–2027", "3Z", ""),  # what is known here counts
    ):
        EarlierYear.objects.create(
            pupil=pupil, year=year, class_name=name, school=school, by=office.van
        )
    [an, *_others] = drawn_up(office)
    own, number = "Trường Tiểu học Tân Tập", an.facts["pupil"]["register_number"]
    assert [
        [row[name] for name in ("class", "school", "number")] for row in an.facts["history"]
    ] == [
        ["1C", "Trường Tiểu học Tân Trụ", ""],
        ["2A", own, number],
        ["3A", own, number],
    ]


def test_who_draws_up_is_shown_the_ethnic_group_and_that_is_kept(
    transcripts: list[Transcript], office: School
) -> None:
    assert Reading.objects.filter(by=office.dao).count() == 3


def test_a_whole_way_ends_sealed_and_checks_as_current(
    transcripts: list[Transcript], office: School, client: Any
) -> None:
    approval = go(transcripts[AN], office)
    pdf = archive.read(shown_file(transcripts[AN]).sha256)
    assert faults_of(pdf) == set()
    report = upload(client, pdf).context["report"]
    assert report.meaning.outcome == Outcome.CURRENT
    assert len(report.meaning.rows) == 5
    assert (approval.state, consistency.all_contradictions()) == (State.ISSUED, [])


def test_it_rests_on_the_book(
    transcripts: list[Transcript], book: Approval, office: School
) -> None:
    sign(Step.SUBMIT, transcripts[AN].approval, office.dao)
    row = Basis.objects.get(approval=transcripts[AN].approval)
    assert (row.below_id, row.sha256) == (book.pk, shown_file(book).sha256)


def test_what_was_submitted_stays_whatever_changes_elsewhere(
    transcripts: list[Transcript], office: School
) -> None:
    go(transcripts[AN], office, Step.SUBMIT)
    Pupil.objects.filter(pk=transcripts[AN].pupil_id).update(residence="Nơi khác")
    SchoolClass.objects.filter(pk=office.class_3a.pk).update(name="3H")
    sign(Step.REVIEW, transcripts[AN].approval, office.hoa)
    content = json.loads(Submission.objects.get(approval=transcripts[AN].approval).content)
    assert (content["pupil"]["residence"], content["class"]) == ("Ấp 2, xã Tân Tập", "3A")


def test_a_draft_that_says_something_else_than_now_is_drawn_up_again_first(
    transcripts: list[Transcript], office: School
) -> None:
    Guardian.objects.filter(pupil=transcripts[AN].pupil).update(full_name="Lê Thị Mận")
    with refused("facts_changed"):
        sign(Step.SUBMIT, transcripts[AN].approval, office.dao)
    [again, *_others] = drawn_up(office)
    assert again.facts["pupil"]["mother"] == "Lê Thị Mận"
    sign(Step.SUBMIT, again.approval, office.dao)
    assert Event.objects.filter(kind="transcripts_drawn_up").count() == 2


@pytest.mark.parametrize(
    ("take_away", "code"),
    [
        (lambda pupil: Measurement.objects.filter(pupil=pupil).delete(), "not_measured"),
        (
            lambda pupil: Pupil.objects.filter(pk=pupil.pk).update(birth_place=""),
            "birth_place_missing",
        ),
        (lambda pupil: pupil.protected.delete(), "ethnicity_missing"),
    ],
)
def test_what_is_missing_keeps_one_pupil_back_and_no_other(
    transcripts: list[Transcript], office: School, take_away: Any, code: str
) -> None:
    take_away(transcripts[AN].pupil)
    one, other, *_more = drawn_up(office)
    with refused(code):
        sign(Step.SUBMIT, one.approval, office.dao)
    sign(Step.SUBMIT, other.approval, office.dao)


def test_without_the_locked_book_there_is_nothing_to_draw_up(office: School) -> None:
    whole_pupils(office)
    with refused("book_not_locked"):
        drawn_up(office)


def test_the_sheet_of_the_class_says_what_is_missing_where_and_whose(
    transcripts: list[Transcript], office: School, at_screen: Any
) -> None:
    Measurement.objects.filter(pupil=transcripts[AN].pupil).delete()
    Guardian.objects.filter(pupil=transcripts[BINH].pupil).delete()
    url = reverse("transcript:class", args=[office.class_3a.pk])
    page = at_screen(office.dao).get(url)
    assert codes_on(page) == {
        *("not_measured", "mother_missing", "history_incomplete", "no_digital_transcript")
    }
    assert reverse("class_sizes", args=[office.class_3a.pk]) in page.content.decode()
    assert page.context["complete"] == 2
    assert at_screen(office.minh).get(url).status_code == 404
    assert at_screen(office.nam).get(url).status_code in {403, 404}


def test_it_is_drawn_up_at_the_screen_and_only_by_the_homeroom_teacher(
    book: Approval, office: School, at_screen: Any
) -> None:
    data = {"school_class": office.class_3a.pk}
    assert at_screen(office.minh).post("/transcripts/new/", data).status_code in {403, 404}
    at_screen(office.dao).post("/transcripts/new/", data)
    posts = set(Transcript.objects.values_list("approval__post", flat=True))
    assert posts == {f"{Duty.HOMEROOM_TEACHER}:{office.class_3a.pk}"}
    assert Transcript.objects.count() == 3


def test_a_pupil_of_the_summer_waits_for_the_decision_and_the_others_go_on(office: School) -> None:
    """The second closing list has its own transcripts: the old value and the new one stand in them."""
    closed_year(office, not_completed=True)
    an, binh, _cuc = drawn_up(office)
    sign(Step.SUBMIT, binh.approval, office.dao)
    with refused("completion_to_supplement"):
        sign(Step.SUBMIT, an.approval, office.dao)
    entry = SupplementaryAssessment(pupil=an.pupil, school_class=office.class_3a)
    entry.values, entry.plan = {"TOAN.level": "H", "TOAN.mark": 6}, "Ôn tập hè."
    enter(entry, office.dao, seen="")
    an = drawn_up(office)[AN]
    assert (an.facts["completion"], an.facts["result"]) == ("completed_later", "HT")
    assert an.facts["closing"] == "supplementary"
    toan = next(subject for subject in an.facts["subjects"] if subject["code"] == "TOAN")
    assert (toan["level"], toan["mark"]) == ("H", 6)
    sign(Step.SUBMIT, an.approval, office.dao)
    assert "Toán: C → H" in texts_of(an.facts)["completion"]


@pytest.mark.parametrize(
    ("moves_up", "words"), [(True, "Được lên lớp 4 theo"), (False, "Chưa được")]
)
def test_what_the_principal_decides_stands_on_the_form(
    office: School, *, moves_up: bool, words: str
) -> None:
    closed_year(office, not_completed=True)
    pupil = Pupil.objects.order_by("name_key")[0]
    entry = SupplementaryAssessment(pupil=pupil, school_class=office.class_3a)
    entry.values, entry.proposal = {"TOAN.level": "C", "TOAN.mark": 4}, "Đề nghị xét."
    enter(entry, office.dao, seen="")
    entry = SupplementaryAssessment.objects.get()
    decide(entry, office.thu, moves_up=moves_up, seen=seen_of(entry))
    an = drawn_up(office)[AN]
    assert words in texts_of(an.facts)["completion"]
    sign(Step.SUBMIT, an.approval, office.dao)


def test_a_sheet_confirmed_anew_outdates_the_transcript_above_its_book(
    transcripts: list[Transcript], book: Approval, office: School, client: Any
) -> None:
    """At once, before the book itself is closed anew; who is still on the way goes no step further."""
    go(transcripts[AN], office)
    go(transcripts[BINH], office, Step.SIGN)
    sheet = ScoreSheet.objects.get(subject__code="TOAN")
    grant(ask_for(sheet, office.nam, f"{transcripts[AN].pupil_id}-mark"), office.thu)
    with refused("rests_on_open"):
        sign(Step.LOCK, transcripts[BINH].approval, office.thu)
    typed(sheet, office.nam, {transcripts[AN].pupil: {"mark": "10"}})
    sign(Step.SUBMIT, sheet.approval, office.nam)
    pdf = archive.read(shown_file(transcripts[AN]).sha256)
    assert upload(client, pdf).context["report"].meaning.outcome == Outcome.OUTDATED
    with refused("not_yours"):
        sign(Step.REVISE, transcripts[AN].approval, office.dao)
    # Of Bình it says what it said: his goes on.
    sign(Step.LOCK, transcripts[BINH].approval, office.thu)


def test_who_is_on_the_way_with_an_old_mark_goes_no_step_further(
    transcripts: list[Transcript], office: School
) -> None:
    go(transcripts[AN], office, Step.SIGN)
    sheet = ScoreSheet.objects.get(subject__code="TOAN")
    grant(ask_for(sheet, office.nam, f"{transcripts[AN].pupil_id}-mark"), office.thu)
    typed(sheet, office.nam, {transcripts[AN].pupil: {"mark": "10"}})
    sign(Step.SUBMIT, sheet.approval, office.nam)
    with refused("outdated"):
        sign(Step.LOCK, transcripts[AN].approval, office.thu)


def test_a_book_closed_anew_for_one_pupil_outdates_nobody_elses_transcript(
    transcripts: list[Transcript], book: Approval, office: School, client: Any
) -> None:
    for transcript in transcripts[:2]:
        go(transcript, office)
    sheet = ScoreSheet.objects.get(subject__code="TOAN")
    grant(ask_for(sheet, office.nam, f"{transcripts[AN].pupil_id}-mark"), office.thu)
    typed(sheet, office.nam, {transcripts[AN].pupil: {"mark": "10"}})
    sign(Step.SUBMIT, sheet.approval, office.nam)
    for step, by in (
        (Step.REVISE, office.dao),
        (Step.SUBMIT, office.dao),
        (Step.REVIEW, office.hoa),
        (Step.SIGN, office.minh),
        (Step.LOCK, office.thu),
    ):
        sign(step, book, by)
    outcomes = [
        upload(client, archive.read(shown_file(each).sha256)).context["report"].meaning.outcome
        for each in transcripts[:2]
    ]
    assert outcomes == [Outcome.OUTDATED, Outcome.CURRENT]


def test_one_pupil_sent_back_stops_nobody_else(
    transcripts: list[Transcript], office: School
) -> None:
    go(transcripts[AN], office, Step.SUBMIT)
    go(transcripts[BINH], office, Step.SUBMIT)
    sign(Step.SEND_BACK, transcripts[AN].approval, office.hoa, note="Xem lại nơi sinh.")
    sign(Step.REVIEW, transcripts[BINH].approval, office.hoa)
    assert transcripts[AN].approval.state == State.DRAFT


def test_its_earlier_stages_are_kept_as_the_beginning_of_the_last(
    transcripts: list[Transcript],
    office: School,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        go(transcripts[AN], office)
    stages = SignedFile.objects.filter(approval=transcripts[AN].pk).order_by("event")
    hashes = [file.sha256 for file in stages]
    files = {path.name for path in settings.SOKY_ARCHIVE.glob("??/??/*")}
    assert files & set(hashes) == {hashes[-1]}
    assert [len(archive.read(file.sha256)) for file in stages] == [file.size for file in stages]
    assert consistency.all_contradictions(with_files=True) == []


# Withdrawal.


def ask_back(transcript: Transcript, by: Staff, reason: str = "Sai ngày sinh.") -> Opening:
    return opening_requests.ask(Approval.objects.get(pk=transcript.pk), [], reason, by=by)


def withdraw(opening: Opening, by: Staff) -> None:
    approval = Approval.objects.get(pk=opening.approval_id)
    request = StepRequest(Step.UNLOCK, by, note="Đồng ý.", grant=Grant(opening.pk))
    steps.take(request, approval, seen=approval.version)


@pytest.fixture
def issued(transcripts: list[Transcript], office: School) -> Transcript:
    go(transcripts[AN], office)
    return transcripts[AN]


def code_of(transcript: Transcript, revision: int) -> str:
    return PaperToken.objects.get(approval=transcript.pk, revision=revision).token


def test_what_was_issued_is_withdrawn_on_request_alone_by_the_principal(
    issued: Transcript, office: School
) -> None:
    with refused("opened_on_request"):
        sign(Step.UNLOCK, issued.approval, office.thu, note="Sai.")
    with refused("say_why"):
        ask_back(issued, office.dao, " ")
    for other in (office.nam, office.hoa, office.minh):
        with refused("not_yours"):
            ask_back(issued, other)
    opening = ask_back(issued, office.van)
    for other in (office.minh, office.van, office.dao):
        with refused("not_yours"):
            withdraw(opening, other)
    withdraw(opening, office.thu)
    approval = Approval.objects.get(pk=issued.pk)
    assert (approval.state, approval.revision) == (State.DRAFT, 2)
    assert opening_ends.fall_shut(Opening.objects.get(pk=opening.pk), by=office.dao) is False


def test_it_is_withdrawn_at_once_and_for_ever_for_whoever_checks_file_or_code(
    issued: Transcript, office: School, client: Any
) -> None:
    pdf, code = archive.read(shown_file(issued).sha256), code_of(issued, 1)
    withdraw(ask_back(issued, office.dao), office.thu)
    meaning = upload(client, pdf).context["report"].meaning
    assert (meaning.outcome, meaning.progress.is_replaced) == (Outcome.WITHDRAWN, False)
    first = SignedFile.objects.filter(approval=issued.pk).order_by("event")[0]
    stage = upload(client, archive.read(first.sha256)).context["report"].meaning
    assert stage.outcome == Outcome.WITHDRAWN
    assert client.get(f"/verify/{code}/").context["progress"].progress.withdrawn_at
    anew = drawn_up(office)[AN]
    go(anew, office)
    meaning = upload(client, pdf).context["report"].meaning
    assert (meaning.outcome, meaning.progress.newest_revision) == (Outcome.WITHDRAWN, 2)
    assert code_of(issued, 2) != code
    assert client.get(f"/verify/{code}/").context["progress"].progress.newest_revision == 2
    new = archive.read(shown_file(issued).sha256)
    assert upload(client, new).context["report"].meaning.outcome == Outcome.CURRENT
    assert Opening.objects.get().outcome == Opening.Outcome.CONFIRMED
    assert consistency.all_contradictions() == []


def test_it_is_asked_for_and_decided_at_the_screen(
    issued: Transcript, office: School, at_screen: Any
) -> None:
    page, public_id = at_screen(office.dao), issued.approval.public_id
    assert page.get(f"/records/{public_id}/opening/").status_code == 200
    page.post(f"/records/{public_id}/opening/", {"reason": "Sai ngày sinh."})
    opening = Opening.objects.get()
    assert [errand.url for errand in errands_of(office.thu)] == [f"/openings/{opening.pk}/"]
    assert errands_of(office.minh) == []
    assert at_screen(office.minh).get(f"/openings/{opening.pk}/").context["may_decide"] is False
    answer = at_screen(office.thu).post(f"/openings/{opening.pk}/grant/", {})
    assert answer.status_code == 302
    assert Approval.objects.get(pk=issued.pk).revision == 2


def errands_of(staff: Staff) -> list[Any]:
    return [each for each in errands.errands_of(Powers(staff)) if "/openings/" in each.url]


def test_a_refused_withdrawal_leaves_it_issued(issued: Transcript, office: School) -> None:
    opening_requests.refuse(ask_back(issued, office.dao), "Không sai.", by=office.thu)
    assert Approval.objects.get(pk=issued.pk).state == State.ISSUED
    assert Opening.objects.get().outcome == Opening.Outcome.REFUSED


def test_a_text_without_room_is_told_when_drawn_up_and_its_paper_grows(
    transcripts: list[Transcript], office: School, at_screen: Any
) -> None:
    long = "Số 12, tổ 5, ấp Tân Quang, " * 8
    Pupil.objects.filter(pk=transcripts[AN].pupil_id).update(residence=long[:200])
    data = {"school_class": office.class_3a.pk}
    page = at_screen(office.dao).post("/transcripts/new/", data, follow=True)
    told = [str(each) for each in page.context["messages"]]
    assert any("Nguyễn Thị An" in each and "Số 12" in each for each in told)
    sign(Step.SUBMIT, transcripts[AN].approval, office.dao)
    assert faults_of(archive.read(shown_file(transcripts[AN]).sha256)) == set()
