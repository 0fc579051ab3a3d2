"""Does a key of the school's own authority sign in each way it can, and only for its owner?"""

import pytest
from cryptography import x509

from documents import signing
from tests.documents.signing.backends.verifying import HASHES, all_signed
from tests.documents.signing.conftest import PIN


@pytest.mark.parametrize(
    ("kind", "padding", "mechanism"),
    [
        ("p-256", "pss", "ecdsa"),
        ("rsa-3072", "pss", "rsa-pss"),
        ("rsa-3072", "pkcs1", "rsa-pkcs1"),
    ],
)
def test_each_kind_signs_in_its_way(people, settings, kind, padding, mechanism):
    settings.SOKY_RSA_PADDING = padding
    signing.issue(people.dao, PIN, signing.KeyKind(kind))
    pen = signing.open_key(people.dao, PIN)

    assert (pen.backend, pen.mechanism) == ("own", mechanism)
    assert all_signed(pen, pen.sign_hashes(HASHES))


def test_its_chain_begins_with_who_issued_it(people):
    signing.issue(people.dao, PIN)
    pen = signing.open_key(people.dao, PIN)
    issuer, *_ = map(x509.load_der_x509_certificate, pen.chain)
    x509.load_der_x509_certificate(pen.certificate).verify_directly_issued_by(issuer)


def test_what_is_no_hash_is_not_signed(people):
    signing.issue(people.dao, PIN)
    with pytest.raises(ValueError, match="size"):
        signing.open_key(people.dao, PIN).sign_hashes([b"not 32 bytes"])
