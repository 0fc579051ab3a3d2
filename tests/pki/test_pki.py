"""Does the little PKI answer like a real one, and fail when it is told to?"""

import hashlib
import os
import subprocess
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import IncompleteRead

import pytest
import time_machine
from asn1crypto import tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from tests import pki as failing
from tests.conftest import require
from tests.pki import Pki
from tests.pki.architecture import KEYS, RSA

HASH = hashlib.sha256(b"a paper").digest()
GOOD, REVOKED = ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED


def get(url, body=None, timeout=60):
    with urllib.request.urlopen(url, body, timeout=timeout) as answer:
        return answer.read()


def crl(pki, name="school"):
    return x509.load_der_x509_crl(get(pki.url(f"crls/{name}/latest.crl")))


def ask_ocsp(pki, name, timeout=60):
    request = ocsp.OCSPRequestBuilder().add_certificate(
        pki.certificate(name), pki.certificate("school"), hashes.SHA256()
    )
    body = request.build().public_bytes(Encoding.DER)
    answer = get(pki.url("ocsp/school"), body, timeout)
    return ocsp.load_der_ocsp_response(answer)


def stamp(pki, kind):
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": HASH}
    nonce = int.from_bytes(os.urandom(7))
    request = tsp.TimeStampReq(
        {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    )
    answer = get(pki.url(f"tsa/{kind}"), request.dump())
    content = tsp.TimeStampResp.load(answer)["time_stamp_token"]["content"]
    return nonce, answer, content["encap_content_info"]["content"].parsed


@pytest.mark.parametrize("name", sorted({*KEYS} - {"root", "foreign-root"}))
def test_everybody_is_certified_by_the_authority_above(pki, name):
    certificate = pki.certificate(name)
    chain = [x509.load_der_x509_certificate(above) for above in pki.chain(name)]

    assert certificate.public_key() == pki.private_key(name).public_key()
    certificate.verify_directly_issued_by(chain[0])
    assert chain[-1].subject == chain[-1].issuer
    assert certificate.public_key().key_size == (3072 if name in RSA else 256)


def test_all_who_ask_at_once_are_shown_the_same_certificate(tmp_path):
    together = threading.Barrier(8)

    def ask(_number):
        together.wait()
        return pki.der("teacher")

    with Pki(tmp_path) as pki, ThreadPoolExecutor(8) as pool:
        (shown,) = set(pool.map(ask, range(8)))
        assert x509.load_der_x509_certificate(shown) == pki.certificate("teacher")


def test_the_foreign_authority_has_the_name_of_the_schools_but_not_its_key(pki):
    outsider, school = pki.certificate("outsider"), pki.certificate("school")
    assert outsider.issuer == school.subject
    with pytest.raises(InvalidSignature):
        outsider.verify_directly_issued_by(school)


def test_a_certificate_says_where_its_revocation_is_told_and_it_is_told_there(pki):
    extensions = pki.certificate("revoked").extensions
    (point,) = extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    access = extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    where = {one.access_method: one.access_location.value for one in access}

    listed = x509.load_der_x509_crl(get(point.full_name[0].value))
    serial = pki.certificate("revoked").serial_number
    assert listed.get_revoked_certificate_by_serial_number(serial)
    assert where[AuthorityInformationAccessOID.OCSP] == pki.url("ocsp/school")
    issuer = get(where[AuthorityInformationAccessOID.CA_ISSUERS])
    assert issuer == pki.der("school")


def test_the_revocation_list_is_signed_by_the_authority_and_of_today(pki):
    for name in ("root", "school", "foreign-root", "foreign-school"):
        assert crl(pki, name).is_signature_valid(pki.certificate(name).public_key())
    listed = crl(pki)
    assert listed.last_update_utc < datetime.now(UTC) < listed.next_update_utc
    for name, known in (("teacher", False), ("revoked", True)):
        serial = pki.certificate(name).serial_number
        assert bool(listed.get_revoked_certificate_by_serial_number(serial)) is known


def test_the_responder_knows_the_good_from_the_revoked(pki):
    for name, known in (("teacher", GOOD), ("principal-rsa", GOOD), ("revoked", REVOKED)):
        response = ask_ocsp(pki, name)
        assert response.certificate_status == known
        pki.certificate("ocsp").public_key().verify(
            response.signature, response.tbs_response_bytes, ec.ECDSA(hashes.SHA256())
        )


def test_who_is_replaced_in_october_is_good_in_september(pki):
    for day, known in (("2026-09-07", GOOD), ("2026-11-23", REVOKED)):
        with time_machine.travel(f"{day}T09:00:00+07:00"):
            assert ask_ocsp(pki, "superseded").certificate_status == known
            serial = pki.certificate("superseded").serial_number
            listed = crl(pki).get_revoked_certificate_by_serial_number(serial)
            assert bool(listed) is (known == REVOKED)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_timestamp_answers_the_request_and_openssl_believes_it(pki, kind, tmp_path):
    nonce, answer, stamped = stamp(pki, kind)
    (tmp_path / "answer").write_bytes(answer)
    for name in ("root", "school"):
        pem = pki.certificate(name).public_bytes(Encoding.PEM)
        (tmp_path / name).write_bytes(pem)

    assert stamped["nonce"].native == nonce
    assert abs(stamped["gen_time"].native - datetime.now(UTC)) < timedelta(seconds=5)
    subprocess.run(
        f"{require('openssl')} ts -verify -in answer -CAfile root -untrusted school"
        f" -digest {HASH.hex()}".split(),
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )


def test_a_usage_of_the_timestampers_certificate_is_to_stamp_and_nothing_else(pki):
    usage = pki.certificate("tsa-ec").extensions.get_extension_for_oid(
        ExtensionOID.EXTENDED_KEY_USAGE
    )
    assert usage.critical
    assert [use.dotted_string for use in usage.value] == ["1.3.6.1.5.5.7.3.8"]


def test_a_service_is_down_and_comes_back(pki):
    with pki.down(), pytest.raises(urllib.error.URLError, match="refused"):
        crl(pki)
    with pki.misbehaving("crls", failing.hung_up), pytest.raises(ConnectionError):
        crl(pki)
    assert crl(pki)


def test_a_slow_service_is_slow_and_the_others_are_not(pki):
    answers = threading.Event()
    with pki.misbehaving("ocsp", failing.held(answers)):
        with pytest.raises(TimeoutError):
            ask_ocsp(pki, "teacher", timeout=0.1)
        assert crl(pki)
        answers.set()
        assert ask_ocsp(pki, "teacher")


def test_a_service_lies(pki):
    school = pki.certificate("school").public_key()
    with pki.misbehaving("crls", failing.false_signature):
        assert not crl(pki).is_signature_valid(school)
    with pki.misbehaving("crls", failing.garbage()), pytest.raises(ValueError, match="ParseError"):
        crl(pki)
    with pki.misbehaving("crls", failing.broken_off), pytest.raises(IncompleteRead):
        crl(pki)
    with (
        pki.misbehaving("crls", failing.status(500)),
        pytest.raises(urllib.error.HTTPError) as refusal,
    ):
        crl(pki)
    refusal.value.close()


def test_a_responder_signs_falsely(pki):
    with pki.misbehaving("ocsp", failing.false_signature):
        response = ask_ocsp(pki, "teacher")
    with pytest.raises(InvalidSignature):
        pki.certificate("ocsp").public_key().verify(
            response.signature, response.tbs_response_bytes, ec.ECDSA(hashes.SHA256())
        )


def test_a_timestamper_answers_something_else(pki):
    with pki.misbehaving("tsa", failing.other_nonce):
        nonce, _, stamped = stamp(pki, "ec")
        assert stamped["nonce"].native != nonce
        assert stamped["message_imprint"]["hashed_message"].native == HASH
    with pki.misbehaving("tsa", failing.other_hash):
        nonce, _, stamped = stamp(pki, "ec")
        assert stamped["nonce"].native == nonce
        assert stamped["message_imprint"]["hashed_message"].native != HASH


def test_a_clock_is_wrong(pki):
    ahead = timedelta(hours=3)
    with pki.misbehaving("tsa", failing.skewed(ahead)):
        _, _, stamped = stamp(pki, "ec")
    assert abs(stamped["gen_time"].native - datetime.now(UTC) - ahead) < timedelta(seconds=5)
