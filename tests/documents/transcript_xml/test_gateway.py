"""What a gateway answers is taken at its word only where the word is clear: all else is uncertain."""

import socket

import pytest

from documents.records.transcript.gateway import (
    State,
    Verdict,
    ask,
    plugged_in,
    submit,
)
from documents.records.transcript.xml.packages import packages_of
from tests.documents.transcript_xml.files import WHEN, issue, pen, signed
from tests.documents.transcript_xml.gateways import Adaptor, adaptor, receiver

SCHOOL = "72000123"
CODES = [issue(number).code for number in (1, 2, 3)]


@pytest.fixture(scope="module")
def package():
    (made,) = packages_of([signed(number) for number in (1, 2, 3)], pen(), WHEN)
    return made


def test_what_is_received_is_what_was_packed(package):
    with receiver() as server:
        answer = submit(adaptor(server), package, SCHOOL, 2026)
        assert answer.state == State.RECEIVED
        assert (answer.code, answer.text) == ("00", "Đã nhận")
        assert server.packages == {package.message_id: package.xml}


def test_a_refusal_comes_with_its_code(package):
    with receiver("refusing") as server:
        answer = submit(adaptor(server), package, SCHOOL, 2026)
    assert answer.state == State.REFUSED
    assert (answer.code, answer.text) == ("E01", "Chứng thư chưa được duyệt")
    assert b"E01" in answer.raw


UNCLEAR = ["of_two_minds", "unknown_code", "wrong_message", "garbage", "nested", "broken", "dying"]


@pytest.mark.parametrize("manner", UNCLEAR)
def test_an_unclear_answer_is_uncertain_though_the_package_arrived(package, manner):
    with receiver(manner) as server:
        assert submit(adaptor(server), package, SCHOOL, 2026).state == State.UNCERTAIN
        assert list(server.packages) == [package.message_id]


def test_who_does_not_answer_in_time_leaves_it_uncertain(package):
    with receiver("slow") as server:
        answer = submit(adaptor(server, seconds=0.2), package, SCHOOL, 2026)
    assert answer.state == State.UNCERTAIN


def test_where_nobody_listens_it_is_uncertain(package):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = Adaptor(f"http://127.0.0.1:{taken.getsockname()[1]}/")
        assert submit(nobody, package, SCHOOL, 2026).state == State.UNCERTAIN


def test_after_an_uncertain_sending_the_same_message_id_is_asked_about(package):
    with receiver("dying") as server:
        submit(adaptor(server), package, SCHOOL, 2026)
        server.manner = "good"
        result = ask(adaptor(server), package.message_id, SCHOOL, CODES)
        assert submit(adaptor(server), package, SCHOOL, 2026).state == State.RECEIVED
        assert list(server.packages) == [package.message_id]
    verdicts = [result.pupils[code].verdict for code in CODES]
    assert verdicts == [Verdict.APPROVED, Verdict.APPROVED, Verdict.REFUSED]
    refused = result.pupils[CODES[2]]
    assert (refused.error, refused.field, refused.text) == ("E12", "SO_CCCD", "Sai số định danh")


@pytest.mark.parametrize("manner", ["wrong_message", "garbage", "broken", "dying"])
def test_no_verdict_is_read_into_an_unclear_answer(package, manner):
    with receiver() as server:
        submit(adaptor(server), package, SCHOOL, 2026)
        server.manner = manner
        result = ask(adaptor(server), package.message_id, SCHOOL, CODES)
    assert {each.verdict for each in result.pupils.values()} == {Verdict.UNKNOWN}


def _rows(monkeypatch, server, rows):
    monkeypatch.setattr(server, "rows", lambda _message_id: rows)


def test_a_pupil_not_named_or_named_twice_has_no_verdict(package, monkeypatch):
    good = [{"ma_tra_cuu_uuid": code, "trang_thai": 1} for code in CODES]
    rows = [good[0], good[1], {**good[1], "trang_thai": 0}, "x", {"ma_tra_cuu_uuid": "y"}]
    with receiver() as server:
        _rows(monkeypatch, server, rows)
        result = ask(adaptor(server), package.message_id, SCHOOL, CODES)
    verdicts = [result.pupils[code].verdict for code in CODES]
    assert verdicts == [Verdict.APPROVED, Verdict.UNKNOWN, Verdict.UNKNOWN]
    assert set(result.pupils) == set(CODES)


@pytest.mark.parametrize("word", [True, 2, "duyệt", None, [1]])
def test_a_word_outside_the_specification_is_no_verdict(package, monkeypatch, word):
    with receiver() as server:
        _rows(monkeypatch, server, [{"ma_tra_cuu_uuid": CODES[0], "trang_thai": word}])
        result = ask(adaptor(server), package.message_id, SCHOOL, CODES[:1])
    assert result.pupils[CODES[0]].verdict == Verdict.UNKNOWN


@pytest.mark.parametrize("rows", [None, 7, {"ma_tra_cuu_uuid": CODES[0], "trang_thai": 1}, []])
def test_an_answer_without_a_list_has_no_verdicts(package, monkeypatch, rows):
    with receiver() as server:
        _rows(monkeypatch, server, rows)
        result = ask(adaptor(server), package.message_id, SCHOOL, CODES)
    assert {each.verdict for each in result.pupils.values()} == {Verdict.UNKNOWN}


def test_no_gateway_unless_one_is_plugged_in(settings):
    assert plugged_in() is None
    settings.TRANSCRIPT_GATEWAY = "tests.documents.transcript_xml.test_gateway.of_the_province"
    assert isinstance(plugged_in(), Adaptor)


def of_the_province():
    return Adaptor("http://127.0.0.1:1/")
