"""Signs with a key that never leaves its token or security module, spoken to by PKCS#11."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from typing import cast

import pkcs11
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11 import exceptions as refusals
from pkcs11.types import SignMixin

from documents.signing.authority import PublicKey
from documents.signing.backends import BasePen, Mechanism, raw
from documents.signing.refusals import CannotSign, PinUnseen

_PATIENCE = 20.0  # seconds for another's work with the same token
# What stands before a SHA-256 hash that is padded as PKCS#1 v1.5 (RFC 8017, 9.2).
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
_PSS = (pkcs11.Mechanism.SHA256, pkcs11.MGF.SHA256, raw.SALT)

_WRONG_PIN = (
    "token_wrong_pin",
    gettext_lazy("Wrong PIN for the token. After too many it locks itself."),
)
_SENTENCES = {
    refusals.PinIncorrect: _WRONG_PIN,
    refusals.PinInvalid: _WRONG_PIN,
    refusals.PinLenRange: _WRONG_PIN,
    refusals.PinLocked: (
        "token_locked",
        gettext_lazy("The token is locked. Its issuer can unlock it."),
    ),
    refusals.PinExpired: (
        "token_pin_expired",
        gettext_lazy("The token's PIN has expired and must be changed."),
    ),
    refusals.NoSuchToken: ("no_such_token", gettext_lazy("The token is not plugged in.")),
    refusals.MultipleTokensReturned: (
        "several_tokens",
        gettext_lazy("Several tokens have this name."),
    ),
    refusals.NoSuchKey: (
        "token_without_key",
        gettext_lazy("The token does not have the key of your certificate."),
    ),
    refusals.MultipleObjectsReturned: (
        "token_with_several_keys",
        gettext_lazy("Several keys on the token have this name."),
    ),
}
# No PIN went out to a token that was not there.
_UNASKED = (refusals.NoSuchToken, refusals.MultipleTokensReturned)
_SILENT = "token_silent", gettext_lazy("The token does not answer as it should.")


class TokenPen(BasePen):
    """A key on a token its owner has signed in to: nobody else can, until it is closed."""

    backend = "pkcs11"

    def __init__(
        self,
        key: "_TokenKey",
        certificate: bytes,
        chain: Sequence[bytes],
        opened: ExitStack,
    ) -> None:
        self._key = key
        self.certificate = certificate
        self.chain: Sequence[bytes] = tuple(chain)
        self.mechanism = raw.mechanism(key.public)
        self._opened = opened

    def sign_hashes(self, hashes: Sequence[bytes]) -> list[bytes]:
        raw.must_be_hashes(hashes)
        with _sentences():
            made = [self._key.sign(hashed, self.mechanism) for hashed in hashes]
        return raw.checked(made, self._key.public, self.mechanism, hashes)

    def close(self) -> None:
        """Sign out of the token."""
        self._opened.close()


@sensitive_variables("pin")
def open_token(
    token: str, label: str, pin: str, *, certificate: bytes, chain: Sequence[bytes]
) -> TokenPen:
    """The key of this label on the token of that label, for this registered certificate.

    The PIN goes to the token and is not kept. Raises CannotSign, also where the key is not the
    certificate's; PinUnseen where the token was never asked.
    """
    with _sentences(), ExitStack() as opened:
        library = _library(settings.SOKY_PKCS11_LIBRARY)
        library.take(token)
        opened.callback(library.give_back, token)
        session = library.sign_in(token, pin)
        opened.callback(library.sign_out, session)
        key = _TokenKey(library, session, label, raw.public_key(certificate))
        return TokenPen(key, certificate, chain, opened.pop_all())


class _Library:
    """A PKCS#11 library of this process: its calls one by one, for it was told of no threads."""

    def __init__(self, path: str) -> None:
        self.calls = threading.Condition()
        self._module = pkcs11.lib(path)
        self._in_use: set[str] = set()

    def take(self, token: str) -> None:
        """Be alone with this token: to PKCS#11 all threads of a process are one user."""
        with self.calls:
            if not self.calls.wait_for(lambda: token not in self._in_use, _PATIENCE):
                raise PinUnseen(
                    _("Somebody else is signing with this token. Try again soon."), "token_in_use"
                )
            if not self._in_use:
                # Else it would not see a token plugged in later, and the session of a wrong PIN
                # would stay open.
                self._module.reinitialize()
            self._in_use.add(token)

    def give_back(self, token: str) -> None:
        with self.calls:
            self._in_use.discard(token)
            self.calls.notify_all()

    @sensitive_variables("pin")
    def sign_in(self, token: str, pin: str) -> pkcs11.Session:
        with self.calls:
            return self._module.get_token(token_label=token).open(user_pin=pin)

    def sign_out(self, session: pkcs11.Session) -> None:
        """A token that was pulled out has signed out already."""
        with self.calls, suppress(pkcs11.PKCS11Error):
            session.close()


class _TokenKey:
    """A private key on a token, known to be the one of this public key."""

    def __init__(
        self, library: _Library, session: pkcs11.Session, label: str, public: PublicKey
    ) -> None:
        self.public = public
        self._library = library
        with library.calls:
            kind = KeyType.EC if isinstance(public, ec.EllipticCurvePublicKey) else KeyType.RSA
            private = session.get_key(ObjectClass.PRIVATE_KEY, kind, label)
            self._private = cast("SignMixin", private)
            if not _shows(session, kind, label, public):
                raise CannotSign(
                    _("The key on the token is not the one of your certificate."), "token_other_key"
                )

    def sign(self, hashed: bytes, how: Mechanism) -> bytes:
        with self._library.calls:
            return _SIGN[how](self._private, hashed)


def _ecdsa(key: SignMixin, hashed: bytes) -> bytes:
    both = key.sign(hashed, mechanism=pkcs11.Mechanism.ECDSA)
    r, s = both[: len(both) // 2], both[len(both) // 2 :]
    return encode_dss_signature(int.from_bytes(r), int.from_bytes(s))


def _rsa_pss(key: SignMixin, hashed: bytes) -> bytes:
    return key.sign(hashed, mechanism=pkcs11.Mechanism.RSA_PKCS_PSS, mechanism_param=_PSS)


def _rsa_pkcs1(key: SignMixin, hashed: bytes) -> bytes:
    return key.sign(_DIGEST_INFO + hashed, mechanism=pkcs11.Mechanism.RSA_PKCS)


_SIGN = {
    Mechanism.ECDSA: _ecdsa,
    Mechanism.RSA_PSS: _rsa_pss,
    Mechanism.RSA_PKCS1: _rsa_pkcs1,
}


def _shows(session: pkcs11.Session, kind: KeyType, label: str, public: PublicKey) -> bool:
    """Whether the token's public key, or its certificate where it has none, is of this key."""
    try:
        shown = session.get_key(ObjectClass.PUBLIC_KEY, kind, label)
    except refusals.NoSuchKey:
        wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: label}
        certificates = list(session.get_objects(wanted))
        return any(raw.public_key(one[Attribute.VALUE]) == public for one in certificates)
    if isinstance(public, ec.EllipticCurvePublicKey):
        point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        # Some tokens wrap it in an OCTET STRING, some do not.
        return bool(shown[Attribute.EC_POINT][-len(point) :] == point)
    numbers = public.public_numbers()
    parts = (shown[Attribute.MODULUS], shown[Attribute.PUBLIC_EXPONENT])
    return tuple(map(int.from_bytes, parts)) == (numbers.n, numbers.e)


_loading = threading.Lock()


def _library(path: str) -> _Library:
    with _loading:
        return _loaded(path)


@cache
def _loaded(path: str) -> _Library:
    try:
        return _Library(path)
    except pkcs11.PKCS11Error as reason:
        raise PinUnseen(
            _("The library for tokens is not installed on the server."),
            "token_library_missing",
        ) from reason


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except pkcs11.PKCS11Error as reason:
        kind = PinUnseen if isinstance(reason, _UNASKED) else CannotSign
        code, sentence = _SENTENCES.get(type(reason), _SILENT)
        raise kind(str(sentence), code) from reason
