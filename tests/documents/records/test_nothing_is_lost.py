"""Old pages, odd addresses and long words: each gets a sentence, nothing typed is lost or leaked."""

import sys
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.views.debug import ExceptionReporter

from documents import archive, signing
from documents.stages import shown_file
from people.models import Staff
from tests.documents.records.plans import PIN, plan_of, posted, sign, step_url
from tests.school import School
from workflows import notices
from workflows.models import BulkRun, Notice
from workflows.states import State, Step

AtScreen = Callable[[Staff], Client]


def test_an_older_tab_does_not_overwrite_a_newer_draft(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    seen, dao = plan.approval.version, at_screen(signing_school.dao)
    newer = posted(plan, goals="Bản mới hơn.", seen=seen)
    assert dao.post(plan.get_edit_url(), newer).status_code == 302
    answer = dao.post(plan.get_edit_url(), posted(plan, goals="Cửa sổ cũ.", seen=seen))
    assert answer.status_code == 409
    assert "Cửa sổ cũ." in answer.content.decode(), "what was typed stands on the page"
    plan.refresh_from_db()
    assert plan.goals == "Bản mới hơn."


def test_a_page_older_than_the_session_keeps_its_words(signing_school: School) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(signing_school.dao, "people.accounts.backend.StaffBackend")
    form = {"goals": "Viết rất lâu.", "pin": PIN, "csrfmiddlewaretoken": "của phiên trước"}
    answer = browser.post("/lesson-plans/new/", form)
    assert answer.status_code == 403
    assert "Viết rất lâu." in answer.content.decode()
    assert PIN not in answer.content.decode()


def test_a_locked_account_keeps_the_words_that_wait_for_it(signing_school: School) -> None:
    browser, words = Client(), {"kept-goals": "Chờ ở đây.", "next": "/lesson-plans/new/"}
    for _attempt in range(11):
        wrong = {**words, "username": "dao", "password": "đoán bừa"}
        answer = browser.post("/sign-in/again/", wrong)
    assert answer.status_code == 429
    assert "Chờ ở đây." in answer.content.decode()


@pytest.mark.parametrize("field", ["note", "remark-goals", "pin"])
def test_what_is_too_long_is_said_and_stays(
    signing_school: School, at_screen: AtScreen, field: str
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    long = "9" * 4001
    form = {"seen": plan.approval.version, "key": "k", field: long}
    answer = at_screen(signing_school.hoa).post(step_url(plan.approval, Step.SEND_BACK), form)
    assert answer.status_code == 422
    assert (long in answer.content.decode()) == (field != "pin")
    plan.approval.refresh_from_db()
    assert plan.approval.state == State.SUBMITTED


@pytest.mark.parametrize(
    "url",
    [
        "/audit/?who=²",
        "/audit/?who=" + "9" * 30,
        "/audit/?since=0001-01-01",
        "/audit/?until=9999-12-31",
        "/lesson-plans/?subject=²",
        "/lesson-plans/?subject=" + "9" * 30,
        "/lesson-plans/?page=zzz&q=x",
    ],
)
def test_an_odd_address_gets_a_page(signing_school: School, at_screen: AtScreen, url: str) -> None:
    assert at_screen(signing_school.thu).get(url).status_code == 200


def test_odd_days_and_records_are_refused(signing_school: School, at_screen: AtScreen) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    dao = at_screen(signing_school.dao)
    form = posted(plan, starts_on="0001-01-02", seen=plan.approval.version)
    assert dao.post(plan.get_edit_url(), form).status_code == 422
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    hoa, record = at_screen(signing_school.hoa), str(plan.approval.public_id)
    for key, chosen, answer in (
        ("0" * 32, "-" * 36, 404),
        ("a/b", record, 404),
        ("0" * 32, record, 409),
    ):
        form = {"record": [chosen], "key": key, "confirmed": "1", "pin": PIN}
        assert hoa.post("/bulk/review/", form).status_code == answer
    assert not BulkRun.objects.exists()


def test_a_private_draft_is_told_of_in_the_trail_without_its_title(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan_of(signing_school, signing_school.dao, lesson="Chưa cho ai xem")
    thu = at_screen(signing_school.thu)
    for url in ("/audit/", "/audit/?q=Chưa"):
        assert "Chưa cho ai xem" not in thu.get(url).content.decode()


def test_a_reviewer_reads_what_was_submitted_not_what_is_being_typed(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    sign(Step.SEND_BACK, plan.approval, signing_school.hoa, note="Bổ sung.")
    plan = type(plan).objects.get(pk=plan.pk)
    plan.goals = "Đang gõ dở."
    plan.save()
    page = at_screen(signing_school.hoa).get(plan.get_absolute_url()).content.decode()
    assert "Đang gõ dở." not in page
    assert "Nhận biết phép chia có dư." in page


def test_what_its_author_took_back_was_not_sent_back(
    signing_school: School, at_screen: AtScreen
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    sign(Step.RECALL, plan.approval, signing_school.dao, note="Gửi nhầm.")
    assert not plan.approval.is_returned
    form = at_screen(signing_school.dao).get(plan.get_edit_url()).content.decode()
    assert "Gửi nhầm." not in form


def test_a_file_that_is_gone_is_said_to_be_gone(
    signing_school: School, at_screen: AtScreen, settings
) -> None:
    plan = plan_of(signing_school, signing_school.dao)
    sign(Step.SUBMIT, plan.approval, signing_school.dao)
    sha256 = shown_file(plan).sha256
    next(settings.SOKY_ARCHIVE.rglob(sha256)).unlink()
    assert not archive.exists(sha256)
    page = f"{plan.get_absolute_url()}files/{sha256}"
    dao = at_screen(signing_school.dao)
    assert "Tệp không còn như đã lưu" in dao.get(f"{page}.pdf").content.decode()
    assert dao.get(f"{page}/1.png").status_code == 404


def test_a_pin_stands_in_no_error_report(signing_school: School, monkeypatch, rf) -> None:
    def breaks(*_arguments: object) -> None:
        raise PermissionDenied

    monkeypatch.setattr("documents.signing.keys._take_a_try", breaks)
    try:
        signing.open_key(signing_school.dao, PIN)
    except PermissionDenied:
        report = ExceptionReporter(rf.get("/"), *sys.exc_info()).get_traceback_html()
    assert "open_key" in report
    assert PIN not in report


def test_nothing_stays_behind_on_a_shared_pc(signing_school: School, at_screen: AtScreen) -> None:
    assert at_screen(signing_school.dao).get("/").headers["Cache-Control"] == "no-store"


def test_a_notice_that_could_not_be_mailed_is_mailed_the_next_time(
    signing_school: School, settings
) -> None:
    Notice.objects.all().delete()
    for person in (signing_school.dao, signing_school.hoa):
        person.email = f"{person.username}@truong.example"
        person.save()
        Notice.objects.create(recipient=person, sentence="Có việc mới.")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert notices.send.call() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert notices.send.call() == 2
    assert len(mail.outbox) == 2
