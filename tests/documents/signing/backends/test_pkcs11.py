"""Does a key on a token sign, for who knows its PIN alone, and does every failure end in words?"""

import gc
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pkcs11 import Attribute, CertificateType, ObjectClass
from pkcs11 import exceptions as refusals

from documents.signing import CannotSign
from documents.signing.backends import pkcs11 as backend
from tests.documents.signing.backends import softhsm
from tests.documents.signing.backends.softhsm import PIN
from tests.documents.signing.backends.verifying import HASHES, PAPERS, all_signed
from tests.refused import refused

TOKEN = "gv-huong"


@pytest.fixture
def tokens(tmp_path, settings, monkeypatch):
    settings.SOKY_PKCS11_LIBRARY = softhsm.library()
    tokens = softhsm.Tokens(tmp_path)
    monkeypatch.setenv("SOFTHSM2_CONF", str(tokens.configuration))
    return tokens


@pytest.fixture
def token(tokens, pki):
    tokens.plug_in(TOKEN)
    for name in ("teacher", "teacher-rsa"):
        tokens.put(pki.private_key(name), name, TOKEN)
    return TOKEN


@pytest.fixture
def open_pen(pki):
    def open_pen(name="teacher", pin=PIN, token=TOKEN, label=None):
        return backend.open_token(
            token, label or name, pin, certificate=pki.der(name), chain=pki.chain(name)
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
def test_each_kind_of_key_signs_in_its_way(token, open_pen, settings, name, padding, mechanism):
    settings.SOKY_RSA_PADDING = padding
    with open_pen(name) as pen:
        assert (pen.backend, pen.mechanism) == ("pkcs11", mechanism)
        assert all_signed(pen, pen.sign_hashes(HASHES))


def test_a_key_on_the_curve_p_384_signs_too(token, tokens, pki, tmp_path):
    key = ec.generate_private_key(ec.SECP384R1())
    issuer = pki.certificate("school")
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nguyễn Thị Hường")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(issuer.not_valid_before_utc)
        .not_valid_after(issuer.not_valid_after_utc)
        .sign(pki.private_key("school"), hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )
    tokens.put(key, "p-384", token)
    chain = [pki.der("school")]
    with backend.open_token(token, "p-384", PIN, certificate=certificate, chain=chain) as pen:
        assert all_signed(pen, pen.sign_hashes(HASHES))


def test_it_hands_out_the_registered_certificate_and_its_chain(token, open_pen, pki):
    with open_pen() as pen:
        assert pen.certificate == pki.der("teacher")
        issuer = x509.load_der_x509_certificate(pen.chain[0])
        pki.certificate("teacher").verify_directly_issued_by(issuer)


@pytest.mark.parametrize("pin", ["915482", "1", "", "9" * 300])
def test_a_wrong_pin_opens_nothing_and_the_right_one_still_does(token, open_pen, pin):
    with refused("token_wrong_pin"):
        open_pen(pin=pin)
    with open_pen() as pen:
        assert all_signed(pen, pen.sign_hashes(HASHES))


def test_a_pin_is_asked_for_although_somebody_else_has_signed_in(token, open_pen, settings):
    """PKCS#11 has one login for all sessions of a process."""
    owner, answers = open_pen(), []

    def intrude():
        try:
            answers.append(open_pen(pin="915482"))
        except CannotSign as refusal:
            answers.append(refusal)

    intruder = threading.Thread(target=intrude)
    intruder.start()
    assert all_signed(owner, owner.sign_hashes(HASHES))
    owner.close()
    intruder.join()
    (refusal,) = answers
    assert refusal.code == "token_wrong_pin"


def test_who_waits_too_long_for_a_token_is_told(token, open_pen, monkeypatch):
    monkeypatch.setattr(backend, "_PATIENCE", 0.05)
    with open_pen() as pen:
        with refused("token_in_use"):
            open_pen()
        assert all_signed(pen, pen.sign_hashes(HASHES))
    open_pen().close()


def test_two_tokens_sign_at_the_same_time(tokens, token, open_pen, pki):
    tokens.plug_in("ht-an")
    tokens.put(pki.private_key("principal"), "principal", "ht-an")
    with (
        open_pen() as teacher,
        open_pen("principal", token="ht-an") as principal,
        ThreadPoolExecutor() as pool,
    ):
        pens = [teacher, principal] * 10
        made = pool.map(lambda pen: pen.sign_hashes(HASHES), pens)
        assert all(map(all_signed, pens, made))


def test_many_threads_sign_one_after_another(token, open_pen):
    def work(_number):
        with open_pen() as pen:
            return all_signed(pen, pen.sign_hashes(HASHES))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(16)))


def test_a_token_plugged_in_later_is_found(tokens, token, open_pen, pki):
    with refused("no_such_token"):
        open_pen("principal", token="ht-an")
    tokens.plug_in("ht-an")
    tokens.put(pki.private_key("principal"), "principal", "ht-an")
    open_pen("principal", token="ht-an").close()


def test_a_token_pulled_out_makes_no_signature(tokens, token, open_pen):
    pen = open_pen()
    shutil.rmtree(tokens.store)
    with refused("token_silent"):
        pen.sign_hashes(HASHES)
    pen.close()


def test_after_closing_it_signs_no_more(token, open_pen):
    with open_pen() as pen:
        pass
    with pytest.raises(CannotSign):
        pen.sign_hashes(HASHES)


def test_a_key_that_is_not_there_is_missed(token, open_pen):
    with refused("token_without_key"):
        open_pen(label="principal")


@pytest.mark.parametrize(
    ("certified", "lies_there"), [("leader", "teacher"), ("leader-rsa", "teacher-rsa")]
)
def test_a_key_of_another_certificate_is_refused(token, open_pen, certified, lies_there):
    with refused("token_other_key"):
        open_pen(certified, label=lies_there)
    with open_pen() as pen:  # and the token is free again
        assert pen.sign_hashes(HASHES)


def test_a_key_of_another_kind_is_refused(token, open_pen):
    with refused("token_without_key"):
        open_pen("teacher-rsa", label="teacher")


def test_without_a_public_key_the_tokens_certificate_shows_it(tokens, token, open_pen, pki):
    tokens.put(pki.private_key("vice"), "vice", token, alone=True)
    _put_certificate(token, "vice", pki.certificate("vice"))
    with open_pen("vice") as pen:
        assert all_signed(pen, pen.sign_hashes(HASHES))


@pytest.mark.parametrize("certified", ["leader", None])
def test_without_one_of_this_person_it_is_refused(tokens, token, open_pen, pki, certified):
    tokens.put(pki.private_key("vice"), "vice", token, alone=True)
    if certified:
        _put_certificate(token, "vice", pki.certificate(certified))
    with refused("token_other_key"):
        open_pen("vice")


def test_a_token_that_shows_one_key_and_signs_with_another_is_not_believed(
    tokens, token, open_pen, pki
):
    tokens.put(pki.private_key("leader"), "vice", token, alone=True)
    _put_certificate(token, "vice", pki.certificate("vice"))
    with open_pen("vice") as pen, refused("made_signature_wrong"):
        pen.sign_hashes(HASHES)


def _put_certificate(token, label, certificate):
    library = pkcs11.lib(softhsm.library())
    library.reinitialize()
    with library.get_token(token_label=token).open(rw=True, user_pin=PIN) as session:
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.LABEL: label,
                Attribute.SUBJECT: certificate.subject.public_bytes(),
                Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
            }
        )


@pytest.mark.parametrize("library", ["", "/nowhere/libtoken.so", "/bin/true"])
def test_without_a_library_it_is_said(token, open_pen, settings, library):
    settings.SOKY_PKCS11_LIBRARY = library
    with refused("token_library_missing"):
        open_pen()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (refusals.PinLocked, "token_locked"),
        (refusals.PinExpired, "token_pin_expired"),
        (refusals.DeviceRemoved, "token_silent"),
        (refusals.FunctionFailed, "token_silent"),
    ],
)
def test_what_a_token_says_becomes_a_sentence(error, code):
    """SoftHSM2 never locks a PIN; real tokens do."""
    with refused(code), backend._sentences():
        raise error


def test_what_is_no_hash_is_not_signed(token, open_pen):
    with open_pen() as pen, pytest.raises(ValueError, match="size"):
        pen.sign_hashes([*HASHES, PAPERS[0]])


def test_the_pin_is_not_kept(token, open_pen):
    pin = "".join(PIN)
    with open_pen(pin=pin):
        assert [one for one in gc.get_referrers(pin) if not isinstance(one, FrameType)] == []
