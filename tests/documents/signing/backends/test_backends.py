"""Do all pens keep the promises of one protocol, wherever the key lies?"""

import hashlib
import pickle

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from documents import signing
from documents.signing import anchors, authority
from documents.signing.backends import csc, pkcs11, remote
from documents.signing.examination import Verdict, examine
from tests.documents.signing.backends import softhsm
from tests.documents.signing.backends.phone import Phone
from tests.documents.signing.backends.verifying import HASHES, PAPERS, all_signed
from tests.documents.signing.conftest import FIELDS, PIN, sign
from tests.documents.signing.strangers import all_accept
from tests.pki.remote_signing import TOKEN, credential, remote_signing

pytestmark = pytest.mark.django_db
KINDS = ("p-256", "rsa-pss", "rsa-pkcs1")


@pytest.fixture
def own(people):
    def open_pen(kind):
        made_of = signing.KeyKind.P256 if kind == "p-256" else signing.KeyKind.RSA3072
        signing.issue(people.dao, PIN, made_of)
        return signing.open_key(people.dao, PIN)

    return open_pen


@pytest.fixture
def token(pki, tmp_path, settings, monkeypatch):
    settings.SOKY_PKCS11_LIBRARY = softhsm.library()
    tokens = softhsm.Tokens(tmp_path)
    monkeypatch.setenv("SOFTHSM2_CONF", str(tokens.configuration))
    pens = []

    def open_pen(kind):
        name = _named(kind)
        tokens.plug_in("gv-huong")
        tokens.put(pki.private_key(name), name, "gv-huong")
        pen = pkcs11.open_token(
            "gv-huong", name, softhsm.PIN, certificate=pki.der(name), chain=pki.chain(name)
        )
        pens.append(pen)
        return pen

    yield open_pen
    for pen in pens:
        pen.close()


@pytest.fixture
def service(pki, settings):
    def open_pen(kind):
        name = _named(kind)
        return csc.open_credential(
            credential(name), PIN, certificate=pki.der(name), chain=pki.chain(name)
        )

    with remote_signing(pki, at_once=3) as service:
        settings.SOKY_CSC_URL, settings.SOKY_CSC_TOKEN = service.url, TOKEN
        yield open_pen


@pytest.fixture
def phone(pki):
    def open_pen(_kind):
        return remote.RemotePen(
            Phone(pki.private_key("teacher"), rings=0),
            certificate=pki.der("teacher"),
            chain=pki.chain("teacher"),
            description="",
        )

    return open_pen


def _named(kind):
    return "teacher" if kind == "p-256" else "teacher-rsa"


@pytest.fixture(
    params=[
        *((backend, kind) for backend in ("own", "token", "service") for kind in KINDS),
        ("phone", "p-256"),
    ],
    ids=" ".join,
)
def pen(request, settings):
    backend, kind = request.param
    settings.SOKY_RSA_PADDING = kind.removeprefix("rsa-") if kind != "p-256" else "pss"
    return request.getfixturevalue(backend)(kind)


def test_every_paper_gets_its_signature_in_order(pen):
    assert all_signed(pen, pen.sign_hashes(HASHES))
    assert not all_signed(pen, pen.sign_hashes(HASHES[::-1]))


def test_others_accept_the_files_it_signs(pen, pki, prepared, settings, school_home, tmp_path):
    """One certificate signs all four fields; each with a timestamp, the last with one for all."""
    settings.SOKY_TRUST = school_home / "trust"
    settings.SOKY_TRUST.mkdir()
    is_own = pen.backend == "own"
    root = (authority.chain()[0] if is_own else pki.root).public_bytes(Encoding.PEM)
    (settings.SOKY_TRUST / "root.crt").write_bytes(root)
    if not is_own:
        settings.SOKY_TIMESTAMP_URL = pki.url("tsa/ec")
    pdf = prepared
    for field in FIELDS:
        pdf = sign(pdf, field, pen, at=timezone.now())
    assert examine(pdf, anchors.trust(), at=timezone.now()).verdict == Verdict.GENUINE
    all_accept(pdf, root, tmp_path)


def test_one_hash_may_be_signed_twice(pen):
    papers = [PAPERS[0], PAPERS[1], PAPERS[0], PAPERS[0]]
    made = pen.sign_hashes([hashlib.sha256(paper).digest() for paper in papers])
    assert all_signed(pen, made, papers)


def test_nothing_to_sign_is_no_signature(pen):
    assert pen.sign_hashes([]) == []


@pytest.mark.parametrize("length", [0, 31, 33, 48])
def test_what_is_no_hash_is_refused(pen, length):
    with pytest.raises(ValueError, match="size"):
        pen.sign_hashes([HASHES[0], bytes(length)])


def test_its_chain_begins_with_the_issuer_of_its_certificate(pen):
    issuer = x509.load_der_x509_certificate(pen.chain[0])
    x509.load_der_x509_certificate(pen.certificate).verify_directly_issued_by(issuer)


@pytest.mark.parametrize("backend", ["own", "token", "service"])
def test_no_secret_leaves_the_process(request, backend):
    pen = request.getfixturevalue(backend)("p-256")
    with pytest.raises(TypeError):
        pickle.dumps(pen)
