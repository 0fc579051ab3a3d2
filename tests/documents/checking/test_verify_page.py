"""Can anybody check a file here, learn no more than it shows, and wear nobody out?"""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents import tokens
from documents.checking import crowd
from documents.checking.verdicts import Outcome
from documents.models import Knock, PaperToken
from people import sandbox
from tests.conftest import NOW
from tests.documents.signing import tampering
from tests.refused import codes_on

URL = "/verify/"


@pytest.fixture
def stranger():
    return Client()


@pytest.fixture
def one_minute() -> Iterator[None]:
    """The clock stands: however slow the machine is, everything falls into the same minute."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def paper(plan):
    token = tokens.new_token()
    return code_on_paper(token, plan, plan.approval.revision)


def code_on_paper(token, plan, revision):
    facts = {"approval": plan.approval, "revision": revision, "round": 1}
    return PaperToken.objects.create(token=token, **facts)


def upload(client, pdf, url=URL, **options):
    file = SimpleUploadedFile("giao-an.pdf", pdf, "application/pdf")
    return client.post(url, {"file": file}, query_params={"lang": "en"}, **options)


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_anybody_gets_the_form_in_vietnamese_or_english(stranger, db):
    vietnamese = stranger.get(reverse("verify"))
    english = stranger.get(URL, {"lang": "en"})
    assert vietnamese.status_code == english.status_code == 200
    assert '<html lang="vi">' in vietnamese.content.decode()
    assert '<html lang="en">' in english.content.decode()
    assert text(english) != text(vietnamese)


def test_a_genuine_file_is_told_with_signers_duties_times_and_stage(stranger, files, school):
    answer = upload(stranger, files[-1])
    said, meaning = text(answer), answer.context["report"].meaning
    assert meaning.outcome == Outcome.CURRENT
    assert meaning.progress.is_final
    assert meaning.is_test
    for person in (school.dao, school.hoa, school.minh, school.thu):
        assert person.full_name in said
    assert "23/11/2026 +07:00" in said


@pytest.mark.parametrize(
    ("attack", "outcome", "faults"),
    [
        (tampering.page_turned, Outcome.CHANGED, ()),
        (tampering.blanks_after_the_end, Outcome.CHANGED, ("trailing_bytes",)),
        (tampering.encrypted, Outcome.UNJUDGED, ()),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_false_file_is_told_in_plain_words(stranger, files, attack, outcome, faults):
    answer = upload(stranger, attack(files[-1]))
    report = answer.context["report"]
    assert report.meaning.outcome == outcome
    assert set(faults) <= set(report.meaning.examination.faults)
    assert all(words in text(answer) for words in (report.heading, *report.faults))


def test_the_page_tells_neither_title_nor_pupil(stranger, files, plan, paper):
    for response in (
        upload(stranger, files[-1]),
        upload(stranger, files[0]),
        stranger.get(f"{URL}{paper.token}/"),
        upload(stranger, files[-1], f"{URL}{paper.token}/"),
    ):
        said = response.content.decode()
        assert response.status_code == 200
        for secret in (plan.approval.title, plan.lesson, str(plan.approval.public_id)):
            assert secret not in said


def test_nothing_uploaded_stays(stranger, files, settings):
    kept = {file for file in settings.SOKY_HOME.rglob("*") if file.is_file()}
    upload(stranger, tampering.page_turned(files[-1]))
    new = {file for file in settings.SOKY_HOME.rglob("*") if file.is_file()} - kept
    assert all(file.stat().st_size == 0 for file in new)


def test_a_form_from_elsewhere_is_refused(files):
    answer = upload(Client(enforce_csrf_checks=True), files[0])
    assert answer["Location"] == "/sign-in/"


def test_without_a_file_the_form_says_so(stranger, db):
    response = stranger.post(URL, query_params={"lang": "en"})
    assert response.status_code == 422
    assert codes_on(response) == {"file_missing"}


def test_a_file_too_large_is_refused_with_its_sentence(stranger, db, settings, school_home):
    settings.SOKY_UPLOAD_BYTES = 1024 * 1024
    response = upload(stranger, b"%PDF-" + bytes(1024 * 1024))
    assert response.status_code == 422
    assert "1 MB" in text(response)


@pytest.mark.usefixtures("one_minute")
def test_one_address_has_so_many_a_minute_and_others_are_not_held_up(stranger, db, monkeypatch):
    monkeypatch.setattr(crowd, "A_MINUTE", 2)
    codes = [upload(stranger, b"junk").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert upload(stranger, b"junk", REMOTE_ADDR="203.0.113.7").status_code == 200
    assert upload(stranger, b"junk").status_code == 429


def test_a_minute_later_the_same_address_is_let_in_again(stranger, db, monkeypatch):
    monkeypatch.setattr(crowd, "A_MINUTE", 1)
    with time_machine.travel(NOW, tick=False) as clock:
        codes = [upload(stranger, b"junk").status_code for _ in range(2)]
        clock.shift(60)
        codes.append(upload(stranger, b"junk").status_code)
    assert codes == [200, 429, 200]


def test_our_own_file_is_known_though_nobody_has_time_for_it(stranger, files, monkeypatch):
    monkeypatch.setattr(crowd, "A_MINUTE", 0)
    ours, other = upload(stranger, files[-1]), upload(stranger, files[-1] + b"\n")
    assert ours.status_code == 200
    report = ours.context["report"]
    assert (report.meaning.outcome, report.meaning.rows) == (Outcome.CURRENT, ())
    assert report.faults, "that it is known by its bytes alone is told"
    assert other.status_code == 429


def test_a_busy_machine_says_so_and_not_that_the_file_is_broken(stranger, files, monkeypatch):
    monkeypatch.setattr(sandbox, "_PATIENCE", 1e-6)
    answer = upload(stranger, tampering.page_turned(files[-1]))
    assert answer.status_code == 503
    assert answer.context["report"].meaning.outcome == Outcome.BUSY


@pytest.mark.usefixtures("one_minute")
def test_behind_a_proxy_each_visitor_counts_alone(stranger, db, monkeypatch, settings):
    monkeypatch.setattr(crowd, "A_MINUTE", 1)
    settings.SOKY_PROXIES = 1
    codes = [
        upload(stranger, b"junk", HTTP_X_FORWARDED_FOR=f"10.9.9.9, 203.0.113.{number}").status_code
        for number in (1, 2, 2)
    ]
    assert codes == [200, 200, 429]


@pytest.mark.usefixtures("one_minute")
def test_a_network_of_ipv6_is_one_address(stranger, db, monkeypatch):
    monkeypatch.setattr(crowd, "A_MINUTE", 1)
    codes = [
        upload(stranger, b"junk", REMOTE_ADDR=f"2001:db8:1:2::{number}").status_code
        for number in (1, 2)
    ]
    assert codes == [200, 429]


def test_the_address_itself_is_not_kept(stranger, db, school_home):
    upload(stranger, b"junk", REMOTE_ADDR="203.0.113.7")
    assert "203" not in str(Knock.objects.values_list("who").get())[:20]
    assert len(Knock.objects.get().who) == 64


def test_when_all_places_are_taken_the_next_one_is_asked_to_wait(stranger, db, monkeypatch):
    monkeypatch.setattr(crowd, "SECONDS", 0)
    monkeypatch.setattr(crowd, "AT_ONCE", 1)
    with crowd.admitted("198.51.100.1"):
        response = upload(stranger, b"junk")
    assert response.status_code == 429
    assert codes_on(response) == {"too_many_checks"}
    assert upload(stranger, b"junk").status_code == 200


def test_a_code_on_paper_tells_who_signed_and_what_became_of_it(stranger, paper, school, revise):
    answer = stranger.get(f"{URL}{paper.token}/")
    said, progress = text(answer), answer.context["progress"].progress
    assert progress.is_final
    assert progress.corrected_since is None
    for person in (school.dao, school.hoa, school.minh, school.thu):
        assert person.full_name in said

    revise()
    assert stranger.get(f"{URL}{paper.token}/").context["progress"].progress.corrected_since


def test_an_unknown_code_is_not_found_with_a_sentence(stranger, db):
    response = stranger.get(f"{URL}{tokens.new_token()}/", {"lang": "en"})
    assert response.status_code == 404
    assert response.context["is_unknown"]


def test_a_code_whose_signing_was_never_completed_says_so(stranger, plan):
    token = tokens.new_token()
    code_on_paper(token, plan, revision=7)
    assert stranger.get(f"{URL}{token}/").context["progress"] is None


def test_codes_cannot_be_guessed():
    codes = {tokens.new_token() for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(code) for code in codes} == {22}


def test_the_page_keeps_to_its_strict_policy(stranger, files):
    response = upload(stranger, files[-1])
    said = response.content.decode()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "style=" not in said
    assert not re.search(r"<script(?![^>]*\bsrc=)", said)
