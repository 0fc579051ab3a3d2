"""Does a remote service sign what its owner authorised, and does every failure end in words?"""

import base64
import hashlib
import json
import logging
import traceback

import pytest
from werkzeug.wrappers import Response

from documents.signing import CannotSign
from documents.signing.backends import csc
from tests import pki as failing
from tests.documents.signing.backends.verifying import HASHES, PAPERS, all_signed
from tests.pki.remote_signing import CODE, PIN, TOKEN, credential, remote_signing
from tests.refused import refused

AUTHORIZE, SIGN = "credentials/authorize", "signatures/signHash"


@pytest.fixture(params=[True, False], ids=["SCAL2", "SCAL1"])
def either(request, pki, settings):
    with remote_signing(pki, pinned=request.param) as service:
        settings.SOKY_CSC_URL, settings.SOKY_CSC_TOKEN = service.url, TOKEN
        yield service


@pytest.fixture
def service(pki, settings):
    with remote_signing(pki) as service:
        settings.SOKY_CSC_URL, settings.SOKY_CSC_TOKEN = service.url, TOKEN
        settings.SOKY_REMOTE_SECONDS = 60
        yield service


@pytest.fixture
def open_pen(pki):
    def open_pen(name="teacher", pin=PIN, code="", certificate=None):
        return csc.open_credential(
            credential(name),
            pin,
            code,
            certificate=certificate or pki.der(name),
            chain=pki.chain(name),
        )

    return open_pen


@pytest.mark.parametrize(
    ("name", "padding", "mechanism"),
    [
        ("teacher", "pss", "ecdsa"),
        ("teacher-rsa", "pss", "rsa-pss"),
        ("teacher-rsa", "pkcs1", "rsa-pkcs1"),
    ],
)
def test_each_kind_of_key_signs_in_its_way(either, open_pen, settings, name, padding, mechanism):
    settings.SOKY_RSA_PADDING = padding
    pen = open_pen(name)
    assert (pen.backend, pen.mechanism) == ("csc", mechanism)
    assert all_signed(pen, pen.sign_hashes(HASHES))
    assert len(either.asked_for(AUTHORIZE)) == len(either.asked_for(SIGN)) == 1


def test_fifty_are_signed_in_parts_as_large_as_the_service_allows(service, open_pen):
    papers = [f"học bạ {number}".encode() for number in range(50)]
    pen = open_pen()
    made = pen.sign_hashes([hashlib.sha256(paper).digest() for paper in papers])

    assert all_signed(pen, made, papers)
    authorised = service.asked_for(AUTHORIZE)
    assert [question["numSignatures"] for question in authorised] == [10] * 5
    assert [question["hash"] for question in authorised] == [
        question["hash"] for question in service.asked_for(SIGN)
    ]


def test_where_only_the_other_padding_is_offered_it_is_taken(service, open_pen):
    service.info = {"key": {"status": "enabled", "algo": ["1.2.840.113549.1.1.1"]}}
    pen = open_pen("teacher-rsa")
    assert pen.mechanism == "rsa-pkcs1"
    assert all_signed(pen, pen.sign_hashes(HASHES))


def test_a_wrong_pin_signs_nothing(service, open_pen):
    with refused("service_invalid_pin"):
        open_pen(pin="915482").sign_hashes(HASHES)
    assert not service.asked_for(SIGN)


def test_a_pin_is_asked_for_before_the_service_is(service, open_pen):
    with refused("service_wants_pin"):
        open_pen(pin="").sign_hashes(HASHES)
    assert not service.asked_for(AUTHORIZE)


def test_a_one_time_code_goes_with_the_pin_once(service, open_pen):
    service.demands = ("PIN", "OTP")
    with refused("service_invalid_otp"):
        open_pen(code="000000").sign_hashes(HASHES)

    pen = open_pen(code=CODE)
    assert all_signed(pen, pen.sign_hashes(HASHES))
    with refused("service_wants_code"):
        pen.sign_hashes(HASHES)
    assert len(service.asked_for(AUTHORIZE)) == 2


def test_no_secret_goes_out_that_is_not_demanded(service, open_pen):
    service.mode = "implicit"
    service.demands = ()
    pen = open_pen(code=CODE)
    assert all_signed(pen, pen.sign_hashes(HASHES))
    assert not {PIN, CODE} & set(map(str, service.asked_for(AUTHORIZE)[0].values()))


@pytest.mark.parametrize(
    ("info", "code"),
    [
        ({"authMode": "oauth2code"}, "service_sign_in_unknown"),
        ({"key": {"status": "disabled", "algo": []}}, "service_key_off"),
        ({"key": {"status": "enabled", "algo": ["1.2.3"]}}, "service_method_unknown"),
        ({"key": "enabled"}, "service_answer_senseless"),
        ({"cert": {"certificates": []}}, "service_other_certificate"),
        ({"cert": {"certificates": ["ééé"]}}, "service_answer_senseless"),
        ({"multisign": 0}, "service_answer_senseless"),
        ({"multisign": "many"}, "service_answer_senseless"),
        ({"PIN": {"presence": True}}, "service_answer_senseless"),
    ],
)
def test_terms_that_cannot_be_met_are_refused_before_a_pin_goes_out(service, open_pen, info, code):
    service.info = info
    with refused(code):
        open_pen()
    assert not service.asked_for(AUTHORIZE)


def test_another_persons_certificate_is_refused(service, open_pen, pki):
    with refused("service_other_certificate"):
        open_pen(certificate=pki.der("leader"))


def test_a_credential_that_is_not_there_is_refused(service, pki):
    with refused("service_refused", naming="404"):
        csc.open_credential(credential("nobody"), PIN, certificate=pki.der("teacher"), chain=[])


def test_a_school_whose_access_has_ended_is_told(service, open_pen, settings):
    settings.SOKY_CSC_TOKEN = "expired"
    with refused("service_access_ended"):
        open_pen()


SLOW = failing.slow(2)
FAILURES = {
    "hung up": (failing.hung_up, "service_silent"),
    "broken off": (failing.broken_off, "service_silent"),
    "slow": (SLOW, "service_silent"),
    "error": (failing.status(500), "service_refused"),
    "redirect": (failing.status(307, {"Location": "http://127.0.0.1:9/"}), "service_refused"),
    "no JSON": (failing.garbage(), "service_answer_senseless"),
    "other JSON": (failing.garbage(b"[]"), "service_answer_senseless"),
    "nothing": (failing.garbage(b"{}"), "service_answer_senseless"),
    "too deep": (failing.garbage(b"[" * 100_000), "service_answer_senseless"),
    "too long": (failing.garbage(b" " * 3_000_000), "service_silent"),
}


@pytest.mark.parametrize("what", ["credentials/info", AUTHORIZE, SIGN])
@pytest.mark.parametrize(("how", "code"), FAILURES.values(), ids=FAILURES)
def test_a_failing_service_ends_in_a_sentence(service, open_pen, settings, what, how, code):
    patience = settings.SOKY_REMOTE_SECONDS
    settings.SOKY_REMOTE_SECONDS = 0.5 if how is SLOW else patience
    with (
        service.loopback.misbehaving(f"/csc/v1/{what}", how),
        refused(code),
    ):
        open_pen().sign_hashes(HASHES)
    settings.SOKY_REMOTE_SECONDS = patience
    pen = open_pen()
    assert all_signed(pen, pen.sign_hashes(HASHES))


def test_a_service_that_is_down_ends_in_a_sentence(service, open_pen):
    pen = open_pen()
    with service.loopback.down(), refused("service_silent"):
        pen.sign_hashes(HASHES)
    assert all_signed(pen, pen.sign_hashes(HASHES))


def test_a_service_that_drips_is_left_in_time(service, open_pen, settings):
    settings.SOKY_REMOTE_SECONDS = 0.5
    with (
        service.loopback.misbehaving("/csc", failing.dripping),
        refused("service_silent"),
    ):
        open_pen()


def _lies(change):
    """It changes the list of signatures in its answer."""

    def answer(service, request):
        signatures = json.loads(service(request).get_data())["signatures"]
        return Response(json.dumps({"signatures": change(signatures)}))

    return answer


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda all_: all_[:-1], "not_every_signature_made"),
        (lambda all_: [*all_, all_[0]], "not_every_signature_made"),
        (lambda all_: [], "not_every_signature_made"),
        (lambda all_: all_[::-1], "made_signature_wrong"),
        (lambda all_: [all_[0]] * len(all_), "made_signature_wrong"),
        (lambda all_: [base64.b64encode(bytes(71)).decode()] * len(all_), "made_signature_wrong"),
        (lambda all_: ["not base64!"] * len(all_), "service_answer_senseless"),
        (lambda all_: [None] * len(all_), "service_answer_senseless"),
        (lambda all_: "all of them", "service_answer_senseless"),
    ],
)
def test_what_a_lying_service_signs_is_not_believed(service, open_pen, change, code):
    pen = open_pen()
    with (
        service.loopback.misbehaving(f"/csc/v1/{SIGN}", _lies(change)),
        refused(code),
    ):
        pen.sign_hashes(HASHES)


def test_a_failure_in_the_middle_of_a_batch_leaves_nothing(service, open_pen):
    pen, calls = open_pen(), []

    def third_fails(service, request):
        calls.append(request)
        return service(request) if len(calls) < 3 else Response(status=500)

    with (
        service.loopback.misbehaving(f"/csc/v1/{SIGN}", third_fails),
        refused("service_refused", naming="500"),
    ):
        pen.sign_hashes(HASHES * 10)
    assert len(calls) == 3


@pytest.mark.parametrize("url", ["http://signing.example/csc/v1", "ftp://127.0.0.1/", "", "http:x"])
def test_nothing_is_sent_in_the_clear(open_pen, settings, url):
    settings.SOKY_CSC_URL = url
    with refused("service_not_https"):
        open_pen()


def test_no_secret_is_in_a_log_or_a_refusal(service, open_pen, caplog):
    caplog.set_level(logging.DEBUG)
    service.demands = ("PIN", "OTP")
    told = ""
    for how in (failing.status(500), failing.hung_up, failing.garbage(), failing.broken_off):
        for what in (AUTHORIZE, SIGN):
            with (
                service.loopback.misbehaving(f"/csc/v1/{what}", how),
                pytest.raises(CannotSign) as refusal,
            ):
                open_pen(code=CODE).sign_hashes(HASHES)
            told += "".join(traceback.format_exception(refusal.value))
    told += repr(open_pen(code=CODE)) + caplog.text
    assert not [secret for secret in (PIN, CODE, TOKEN) if secret in told]


def test_what_is_no_hash_is_not_sent(service, open_pen):
    with pytest.raises(ValueError, match="size"):
        open_pen().sign_hashes([*HASHES, PAPERS[0]])
    assert not service.asked_for(AUTHORIZE)
