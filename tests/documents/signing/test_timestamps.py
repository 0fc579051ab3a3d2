"""Who says when, and who proves it: services that answer, stay away, come late, lie, or go wrong."""

import hashlib
import io
import subprocess
import threading
from datetime import timedelta

import pytest
import time_machine
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from documents import signing
from documents.signing import anchors, authority, evidence, timestamps
from documents.signing.backends import raw
from documents.signing.examination import Standing, Verdict, examine
from tests import pki as lies
from tests.conftest import require
from tests.documents.signing.conftest import FIELDS

HASH = hashlib.sha256(b"signature").digest()


@pytest.fixture(autouse=True)
def first_day_of_school():
    """The little PKI's services live in the present."""
    evidence.forget()
    return timezone.now()


class PkiPen:
    """A person of the little PKI with the key in hand."""

    backend = "own"

    def __init__(self, pki, name):
        self.certificate, self.chain = pki.der(name), tuple(pki.chain(name))
        self._key = pki.private_key(name)
        self.mechanism = raw.mechanism(self._key.public_key())

    def sign_hashes(self, hashes):
        return [raw.sign(self._key, self.mechanism, one) for one in hashes]

    def close(self):
        pass


@pytest.fixture
def trusted(pki, settings, school_home):
    settings.SOKY_TRUST = school_home / "trust"
    settings.SOKY_TRUST.mkdir()
    root = pki.root.public_bytes(Encoding.PEM)
    (settings.SOKY_TRUST / "national-root.crt").write_bytes(root)
    settings.SOKY_TIMESTAMP_URL = pki.url("tsa/ec")
    settings.SOKY_TIMESTAMP_SECONDS = settings.SOKY_REVOCATION_SECONDS = PATIENT
    return pki


def signed(pdf, pen, field="author"):
    stamp = signing.Stamp(("GIÁO VIÊN",), signing.name_in(pen.certificate), timezone.now())
    order = signing.Order(pdf, field, "Giáo viên", stamp)
    return signing.sign(order, pen, timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize("padding", ["pss", "pkcs1"])
@pytest.mark.parametrize("kind", ["", "-rsa"])
@pytest.mark.parametrize("tsa", ["tsa/ec", "tsa/rsa"])
def test_certificates_and_time_of_others_hold_for_life(
    trusted, prepared, settings, kind, padding, tsa
):
    settings.SOKY_TIMESTAMP_URL, settings.SOKY_RSA_PADDING = trusted.url(tsa), padding
    pdf = prepared
    for field, name in zip(FIELDS, ("teacher", "leader", "vice", "principal"), strict=True):
        made = signed(pdf, PkiPen(trusted, name + kind), field)
        assert made.clock == settings.SOKY_TIMESTAMP_URL
        assert abs(made.timestamp - timezone.now()) < timedelta(seconds=5)
        pdf = made.pdf

    for later in (timedelta(0), timedelta(days=365)):
        found = examine(pdf, anchors.trust(), at=timezone.now() + later)
        assert found.verdict == Verdict.GENUINE
        assert {one.level for one in found.signatures} == {"B-LTA"}
        assert not any(one.is_test_authority for one in found.signatures)


@pytest.mark.django_db
def test_openssl_believes_our_own_clock(settings, school_home):
    (token,) = timestamps.clock().stamp_many([HASH])
    (school_home / "token").write_bytes(token)
    (school_home / "root").write_bytes(authority.chain()[0].public_bytes(Encoding.PEM))
    said = subprocess.run(
        f"{require('openssl')} ts -verify -token_in -in token -CAfile root"
        f" -digest {HASH.hex()} -attime {int(timezone.now().timestamp())}".split(),
        cwd=school_home,
        capture_output=True,
    )
    assert b"Verification: OK" in said.stdout + said.stderr
    assert abs(timestamps.time_of(token) - timezone.now()) < timedelta(seconds=2)


@pytest.mark.django_db
def test_openssl_believes_the_timestamp_inside_a_signature(keys, prepared, school_home):
    made = signed(prepared, keys[0])
    (one,) = PdfFileReader(io.BytesIO(made.pdf)).embedded_regular_signatures
    info = cms.ContentInfo.load(one.pkcs7_content)["content"]["signer_infos"][0]
    digest = hashlib.sha256(info["signature"].native).hexdigest()
    (school_home / "token").write_bytes(info["unsigned_attrs"][0]["values"][0].dump())
    (school_home / "root").write_bytes(authority.chain()[0].public_bytes(Encoding.PEM))
    said = subprocess.run(
        f"{require('openssl')} ts -verify -token_in -in token -CAfile root"
        f" -digest {digest} -attime {int(timezone.now().timestamp())}".split(),
        cwd=school_home,
        capture_output=True,
    )
    assert b"Verification: OK" in said.stdout + said.stderr


def refused(prepared, pen):
    with pytest.raises(signing.CannotSign) as refusal:
        signed(prepared, pen)
    assert str(refusal.value).endswith((".", ". Hãy thử lại sau."))
    return str(refusal.value)


# Seconds: enough for an honest answer on the busiest machine; less than a slow one takes.
PATIENT, IMPATIENT = 60, 2
MISDEEDS = {
    "slow": lies.slow(4),
    "garbage": lies.garbage(),
    "error": lies.status(500),
    "hung up": lies.hung_up,
    "broken off": lies.broken_off,
    "other nonce": lies.other_nonce,
    "other hash": lies.other_hash,
    "false signature": lies.false_signature,
    "an hour ahead": lies.skewed(timedelta(hours=1)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_without_an_honest_clock_nothing_is_signed(trusted, prepared, settings, misdeed):
    settings.SOKY_TIMESTAMP_SECONDS = IMPATIENT
    with trusted.misbehaving("tsa/ec", MISDEEDS[misdeed]):
        refused(prepared, PkiPen(trusted, "teacher"))
    settings.SOKY_TIMESTAMP_SECONDS = PATIENT
    signed(prepared, PkiPen(trusted, "teacher"))


@pytest.mark.django_db
def test_a_service_that_is_down_is_waited_for_and_then_refused_or_replaced(
    trusted, prepared, settings
):
    pen = PkiPen(trusted, "teacher")
    evidence.of(pen.certificate, pen.chain, timezone.now())
    settings.SOKY_TIMESTAMP_SECONDS = IMPATIENT
    with trusted.down():
        refused(prepared, pen)
        settings.SOKY_TIMESTAMP_OTHERWISE = "own-clock"
        made = signed(prepared, pen)
    assert made.clock == "own-clock"
    (found,) = examine(made.pdf, anchors.trust()).signatures
    assert found.timestamp.is_test_authority


@pytest.mark.django_db
def test_a_service_that_comes_back_in_time_is_used(trusted, prepared, settings):
    pen = PkiPen(trusted, "teacher")
    signed(prepared, pen)  # so that only the clock has to be asked again
    down = trusted.down()
    down.__enter__()
    back = threading.Timer(1, down.__exit__, (None, None, None))
    back.start()
    try:
        assert signed(prepared, pen).clock == settings.SOKY_TIMESTAMP_URL
    finally:
        back.join()


@pytest.mark.django_db
def test_a_revoked_or_expired_or_foreign_certificate_does_not_sign(trusted, prepared):
    for name in ("revoked", "expired", "outsider"):
        refused(prepared, PkiPen(trusted, name))


@pytest.mark.django_db
@pytest.mark.parametrize("misdeed", ["garbage", "error", "slow", "false signature"])
def test_an_authority_that_does_not_answer_is_insisted_on_or_done_without(
    trusted, prepared, settings, misdeed
):
    pen = PkiPen(trusted, "teacher")
    settings.SOKY_REVOCATION_SECONDS = IMPATIENT
    with (
        trusted.misbehaving("ocsp", MISDEEDS[misdeed]),
        trusted.misbehaving("crl", MISDEEDS["garbage"]),
    ):
        refused(prepared, pen)
        settings.SOKY_REVOCATION = "prefer"
        evidence.forget()
        made = signed(prepared, pen)
    (found,) = examine(made.pdf, anchors.trust()).signatures
    assert found.trust == Standing.REVOCATION_UNKNOWN


@pytest.mark.django_db
def test_a_key_revoked_here_makes_no_signature_and_stands_in_the_list(keys, people, prepared):
    before = signed(prepared, keys[0]).pdf
    signing.revoke(people.dao)
    refused(prepared, keys[0])
    (found,) = examine(before, anchors.trust()).signatures
    assert found.trust == Standing.TRUSTED, "what was signed before stays signed"
    later = signed(before, keys[1], "review").pdf
    found = examine(later, anchors.trust()).signatures[0]
    assert found.trust == Standing.TRUSTED


@pytest.mark.django_db
def test_a_file_outlives_all_its_certificates(keys, prepared):
    pdf = prepared
    for field, key in zip(FIELDS, keys, strict=True):
        pdf = signed(pdf, key, field).pdf
    late = timezone.now() + timedelta(days=3 * 365)
    with time_machine.travel(late):
        refused(prepared, keys[0])
    found = examine(pdf, anchors.trust(), at=late)
    assert found.verdict == Verdict.GENUINE
    assert {one.trust for one in found.signatures} == {Standing.TRUSTED}
