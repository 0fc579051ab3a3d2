"""The pages of lesson plans under bad input, stale windows and wrong people."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import pages
from documents.models import SignedFile
from documents.records.lesson_plan.models import MOST_LETTERS, PARTS, LessonPlan
from documents.stages import shown_file
from people.models import Staff
from tests.documents.records.plans import PIN, locked_plan, plan_of, posted, sign, step_url
from tests.refused import codes_on
from tests.school import School, at_known_machine, take
from workflows import bulk
from workflows.loaded import RemarkOn
from workflows.models import Approval, BulkItem, BulkRun, Event
from workflows.pens import open_pens, preparing
from workflows.states import State, Step

AtScreen = Callable[[Staff], Client]
NEW = "/lesson-plans/new/"


def pdf(pages: int = 1, **options: object) -> bytes:
    file, document = io.BytesIO(), pikepdf.new()
    for _page in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.save(file, **options)
    return file.getvalue()


def upload(data: bytes, name: str = "giáo án.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def facts(school: School) -> dict[str, object]:
    plan = plan_of(school, school.phuc)
    return posted(plan, lesson="Bảng chia 8")


def test_a_form_posted_twice_is_one_plan(signing_school: School, at_screen: AtScreen) -> None:
    dao = at_screen(signing_school.dao)
    form = {**facts(signing_school), "public_id": str(uuid.uuid4())}
    for _again in range(2):
        assert dao.post(NEW, form).status_code == 302
    assert LessonPlan.objects.filter(lesson="Bảng chia 8").count() == 1


def test_a_form_name_taken_by_somebody_else_is_not_theirs_to_overwrite(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    form = {**facts(signing_school), "public_id": str(plan.approval.public_id)}
    at_screen(signing_school.hoa).post(NEW, form)
    plan.refresh_from_db()
    assert plan.lesson == "Phép chia có dư"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"GIF89a", "not_a_pdf"),
        (pdf()[:200], "pdf_broken"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "pdf_encrypted"),
        (b"%PDF-1.7\n" + b"0" * (20 * 1024 * 1024), "upload_too_large"),
    ],
)
def test_a_bad_upload_is_told_in_a_sentence_and_loses_nothing(
    signing_school: School, at_screen: AtScreen, data: bytes, code: str
) -> None:
    form = {**facts(signing_school), "goals": "Viết lâu lắm mới xong.", "upload": upload(data)}
    answer = at_screen(signing_school.dao).post(NEW, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert codes_on(answer) == {code}
    assert "Viết lâu lắm mới xong." in page
    assert not LessonPlan.objects.filter(lesson="Bảng chia 8").exists()


@pytest.mark.parametrize("part", PARTS[:3])
def test_a_part_that_would_hold_the_press_is_told_and_loses_nothing(
    signing_school: School, at_screen: AtScreen, part: str
) -> None:
    dao, words = at_screen(signing_school.dao), "mèo " * (MOST_LETTERS // 4)
    answer = dao.post(NEW, {**facts(signing_school), part: words + "mèo"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.as_data()[part][0].code == "max_length"
    assert words in answer.content.decode()
    assert dao.post(NEW, {**facts(signing_school), part: words}).status_code == 302


def test_an_answer_that_does_not_end_is_told(signing_school: School, at_screen: AtScreen) -> None:
    dao = at_screen(signing_school.dao)
    dao.post(NEW, facts(signing_school))
    plan = LessonPlan.objects.get(lesson="Bảng chia 8")
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    remarks = (RemarkOn("Chưa rõ mục tiêu.", "goals"),)
    take(Step.SEND_BACK, plan.approval, signing_school.hoa, remarks=remarks)
    remark, edit = plan.approval.remarks.get(), plan.get_edit_url()
    sent = {**facts(signing_school), "seen": Approval.objects.get(pk=plan.pk).version}
    assert dao.post(edit, {**sent, f"answer-{remark.pk}": "a" * 4001}).status_code == 422
    remark.refresh_from_db()
    assert remark.answer == ""
    assert dao.post(edit, {**sent, f"answer-{remark.pk}": "a" * 4000}).status_code == 302
    remark.refresh_from_db()
    assert len(remark.answer) == 4000


def test_an_uploaded_plan_is_bound_behind_the_page_for_signatures(
    signing_school: School, at_screen: AtScreen
) -> None:
    form = {**facts(signing_school), "goals": "", "materials": "", "activities": ""}
    at_screen(signing_school.dao).post(NEW, {**form, "upload": upload(pdf(pages=3))})
    plan = LessonPlan.objects.get(lesson="Bảng chia 8")
    assert (plan.upload_pages, plan.upload_name) == (3, "giáo án.pdf")
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    assert pages.count(shown_file(plan).sha256) == 4


def test_a_stale_page_is_refused_and_keeps_the_remarks_that_were_typed(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    stale = plan.approval.version
    sign(Step.SEND_BACK, plan.approval, signing_school.hoa, note="Lần một.")
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    form = {"seen": stale, "key": "k1", "remark-goals": "Ý kiến gõ rất lâu."}
    answer = at_screen(signing_school.hoa).post(step_url(plan.approval, Step.SEND_BACK), form)
    assert answer.status_code == 409
    assert codes_on(answer) == {"changed_meanwhile"}
    assert "Ý kiến gõ rất lâu." in answer.content.decode()
    plan.approval.refresh_from_db()
    assert plan.approval.state == State.SUBMITTED


def test_the_same_press_sent_twice_signs_once(signing_school: School, at_screen: AtScreen) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    form = {"seen": plan.approval.version, "key": "k1", "pin": PIN}
    dao = at_screen(signing_school.dao)
    for _again in range(2):
        assert dao.post(step_url(plan.approval, Step.SUBMIT), form).status_code == 302
    assert Event.objects.filter(kind="submit").count() == 1
    assert plan.approval.files.count() == 1


def test_a_key_of_somebody_elses_request_is_not_answered(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao, key="k1")
    form = {"seen": plan.approval.version, "key": "k1", "pin": PIN}
    answer = at_screen(signing_school.hoa).post(step_url(plan.approval, Step.REVIEW), form)
    assert answer.status_code == 409
    plan.approval.refresh_from_db()
    assert plan.approval.state == State.SUBMITTED


def test_strangers_are_told_there_is_nothing_here(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan = locked_plan(signing_school)
    record, sha256 = plan.approval.public_id, shown_file(plan).sha256
    phuc = at_screen(signing_school.phuc)
    for url in (
        plan.get_absolute_url(),
        reverse("changes", args=[record]),
        reverse("queued", args=[record]),
        reverse("signed_file", args=[record, sha256]),
        reverse("page_picture", args=[record, sha256, 1]),
        plan.get_edit_url(),
    ):
        assert phuc.get(url).status_code == 404, url
    assert "Phép chia có dư" not in phuc.get("/lesson-plans/").content.decode()
    assert phuc.get("/audit/").status_code == 403


def test_a_plan_is_found_without_typing_its_marks(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan = plan_of(signing_school, signing_school.dao, lesson="Phép cộng có nhớ")
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    pages = ((signing_school.dao, "/lesson-plans/"), (signing_school.thu, "/audit/"))
    for person, page in pages:
        for sought, there in (("PHEP CONG", True), ("phếp cộng", False), ("ộng", False)):
            shown = at_screen(person).get(page, {"q": sought}).content.decode()
            assert (str(plan.approval.public_id) in shown) is there, (page, sought)


def test_days_of_the_trail_are_typed_day_first(signing_school: School, at_screen: AtScreen) -> None:
    locked_plan(signing_school)
    thu, today = at_screen(signing_school.thu), timezone.localdate()
    told = [
        thu.get("/audit/", {name: f"{day:%d/%m/%Y}"}).context["page"].paginator.count
        for name, day in (
            ("since", today),
            ("until", today - timedelta(days=1)),
            ("until", today),
        )
    ]
    assert told[0] == told[2] > told[1] == 0


def test_a_file_is_served_for_its_own_record_only(
    signing_school: School, at_screen: AtScreen
) -> None:
    """A hash that is known from elsewhere opens nothing by way of a record one may read."""
    theirs = locked_plan(signing_school)
    own = plan_of(signing_school, signing_school.phuc)
    url = reverse("signed_file", args=[own.approval.public_id, shown_file(theirs).sha256])
    assert at_screen(signing_school.phuc).get(url).status_code == 404


def test_a_draft_is_its_authors_alone(signing_school: School, at_screen: AtScreen) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    for person in (signing_school.hoa, signing_school.minh, signing_school.thu):
        assert at_screen(person).get(plan.get_absolute_url()).status_code == 404
    assert at_screen(signing_school.hoa).get(plan.get_edit_url()).status_code == 404


def test_a_step_that_is_not_yours_is_403_and_one_not_possible_409(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    form = {"seen": plan.approval.version, "key": "k2", "pin": PIN}
    assert (
        at_screen(signing_school.dao).post(step_url(plan.approval, Step.REVIEW), form).status_code
        == 403
    )
    assert (
        at_screen(signing_school.hoa).post(step_url(plan.approval, Step.LOCK), form).status_code
        == 409
    )


def test_an_uploaded_plan_is_seen_before_any_pin_by_its_author_and_in_the_queue(
    signing_school: School, at_screen: AtScreen
) -> None:
    form = {**facts(signing_school), "goals": "", "materials": "", "activities": ""}
    dao, hoa = at_screen(signing_school.dao), at_screen(signing_school.hoa)
    dao.post(NEW, {**form, "upload": upload(pdf(pages=2))})
    approval = LessonPlan.objects.get(upload_pages=2).approval
    drafted = pictures_on(dao.get(approval.get_absolute_url()))
    assert len(drafted) == 2
    assert [dao.get(picture).headers["Content-Type"] for picture in drafted] == ["image/png"] * 2
    for stranger in (hoa, at_screen(signing_school.thu)):
        assert stranger.get(drafted[0]).status_code == 404, "a draft is its author's alone"
    sign(Step.SUBMIT, approval, signing_school.dao)
    queued = pictures_on(hoa.get(f"/queue/{approval.public_id}/"))
    assert len(queued) == 3, "the page for signatures and what is bound behind it"
    assert all(hoa.get(picture).status_code == 200 for picture in queued)


def pictures_on(page: HttpResponse) -> list[str]:
    return re.findall(r'<img class="sheet" src="([^"]+)"', page.content.decode())


def test_signing_many_tells_what_became_of_each(
    signing_school: School, at_screen: AtScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = [plan_of(signing_school, signing_school.dao, lesson=f"Bài {n}") for n in (1, 2, 3)]
    for plan in plans:
        sign(Step.SUBMIT, plan.approval, signing_school.dao)
    hoa = at_screen(signing_school.hoa)
    records = [str(plan.approval.public_id) for plan in plans]
    page = hoa.post("/bulk/review/", {"record": records})
    form = {"record": records, "key": "0" * 32, "confirmed": "1", "pin": PIN}
    form["fingerprint"] = page.context["fingerprint"]
    sign_again(plans[0], signing_school.dao)

    monkeypatch.setattr("threading.Thread.start", lambda thread: None)
    changed = hoa.post("/bulk/review/", form)
    assert changed.status_code == 409
    form["fingerprint"] = changed.context["fingerprint"]
    assert hoa.post("/bulk/review/", form).status_code == 302
    run = BulkRun.objects.get(key="0" * 32)
    assert run.items.filter(outcome=BulkItem.Outcome.WAITING).count() == 3
    sign_again(plans[0], signing_school.dao)
    go_on(signing_school.hoa, run)
    outcomes = dict(run.items.values_list("approval__title", "outcome"))
    assert sorted(outcomes.values()) == ["done", "done", "refused"]
    result = hoa.get(run.get_absolute_url()).content.decode()
    assert "Hồ sơ đã thay đổi sau khi thầy cô mở" in result
    report = hoa.get(f"{run.get_absolute_url()}report/").content.decode()
    done = [item.event for item in run.items.filter(outcome="done").select_related("event")]
    assert all(event.hash[:16] in report for event in done)
    receipt = hoa.get(f"/receipts/{done[0].sequence}/").content.decode()
    assert done[0].hash in receipt
    assert SignedFile.objects.get(event=done[0]).sha256 in receipt
    assert at_screen(signing_school.minh).get(run.get_absolute_url()).status_code == 404


def sign_again(plan: LessonPlan, author: Staff) -> None:
    """The record is another one now than what was on anybody's screen."""
    sign(Step.RECALL, plan.approval, author, note="Gửi nhầm.")
    sign(Step.SUBMIT, plan.approval, author)


def go_on(by: Staff, run: BulkRun) -> None:
    """What the thread beside the request does, here in this one."""
    step = Step(run.step)
    pens = open_pens(["lesson_plan"], by, PIN, step)
    for _settled in bulk.carry_on(run, prepare=preparing(step, by, pens)):
        pass


def test_a_wrong_pin_for_many_writes_nothing_down(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    record = str(plan.approval.public_id)
    hoa = at_screen(signing_school.hoa)
    seen = hoa.post("/bulk/review/", {"record": [record]}).context["fingerprint"]
    form = {"record": [record], "confirmed": "1", "pin": "111999", "key": "1" * 32}
    answer = hoa.post("/bulk/review/", {**form, "fingerprint": seen})
    assert answer.status_code == 422
    assert not BulkRun.objects.exists()


def test_nobody_comes_in_without_signing_in(signing_school: School, client: Client) -> None:
    plan = locked_plan(signing_school)
    for url in ("/", "/queue/", "/audit/", "/lesson-plans/", plan.get_absolute_url()):
        assert client.get(url).status_code == 302
    url, form = step_url(plan.approval, Step.UNLOCK), {"note": "x", "pin": "274916"}
    assert client.post(url, form).status_code == 302
    answer = at_known_machine().post(url, form)
    assert answer.status_code == 401
    assert "274916" not in answer.content.decode(), "a PIN is never carried through a page"
    assert Approval.objects.get().state == State.LOCKED
