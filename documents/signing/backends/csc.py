"""Speaks to remote signing services by the API of the Cloud Signature Consortium, version 1."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

from asn1crypto.algos import RSASSAPSSParams
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from documents.signing.authority import PublicKey
from documents.signing.backends import Mechanism, raw, wire
from documents.signing.backends.remote import RemotePen
from documents.signing.refusals import CannotSign, PinUnseen

_SHA256 = "2.16.840.1.101.3.4.2.1"
_MGF = {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}}
_PSS = RSASSAPSSParams(
    {
        "hash_algorithm": {"algorithm": "sha256"},
        "mask_gen_algorithm": _MGF,
        "salt_length": raw.SALT,
    }
).dump()
# By which OIDs a service may offer each mechanism, and what is asked for then.
_ALGORITHMS: dict[Mechanism, dict[str, dict[str, str]]] = {
    Mechanism.ECDSA: {
        "1.2.840.10045.4.3.2": {},
        "1.2.840.10045.2.1": {"hashAlgo": _SHA256},
    },
    Mechanism.RSA_PSS: {
        "1.2.840.113549.1.1.10": {
            "hashAlgo": _SHA256,
            "signAlgoParams": base64.b64encode(_PSS).decode(),
        },
    },
    Mechanism.RSA_PKCS1: {
        "1.2.840.113549.1.1.11": {},
        "1.2.840.113549.1.1.1": {"hashAlgo": _SHA256},
    },
}
_REFUSALS = {
    "invalid_pin": gettext_lazy("Wrong PIN for the signing service."),
    "invalid_otp": gettext_lazy("Wrong one-time code for the signing service."),
    "access_denied": gettext_lazy("The signature was declined at the signing service."),
}
Kind = TypeVar("Kind")


@sensitive_variables("pin", "code")
def open_credential(
    credential: str, pin: str, code: str = "", *, certificate: bytes, chain: Sequence[bytes]
) -> RemotePen:
    """The key of this credential, for this registered certificate, at settings.SOKY_CSC_URL.

    PIN and one-time code stay in the memory of the pen, and go out only where the credential
    demands them. Raises CannotSign: so far, the service has not been told the PIN.
    """
    service = CscService(credential, {"PIN": pin, "OTP": code}, certificate)
    return RemotePen(
        service, certificate=certificate, chain=chain, description=settings.SOKY_SCHOOL
    )


def demands_of(credential: str, certificate: bytes) -> tuple[str, ...]:
    """Which of PIN and OTP this credential wants, if it is of this certificate. Raises CannotSign."""
    return _terms(_described(credential), certificate).demands


@dataclass(frozen=True)
class Permission:
    """The service's word (SAD) that these hashes may be signed."""

    hashes: tuple[str, ...]
    word: str = field(repr=False)


class CscService:
    """One credential at the service, and what opens it."""

    backend = "csc"

    @sensitive_variables("secrets")
    def __init__(self, credential: str, secrets: dict[str, str], certificate: bytes) -> None:
        self._credential = credential
        self._secrets = secrets
        self._terms = _terms(_described(credential), certificate)
        self.mechanism = self._terms.mechanism
        self.at_once = self._terms.at_once

    @sensitive_variables("question")
    def request(self, hashes: Sequence[bytes], descriptions: Sequence[str]) -> Permission:
        encoded = tuple(base64.b64encode(hashed).decode() for hashed in hashes)
        question = {
            "credentialID": self._credential,
            "numSignatures": len(encoded),
            "hash": encoded,
            "description": descriptions[0],
            **self._demanded(),
        }
        answer = _ask("credentials/authorize", question)
        return Permission(encoded, _one(answer, "SAD", str))

    @sensitive_variables("question")
    def poll(self, transaction: Permission) -> list[bytes]:
        """Never has to wait: whoever must confirm has done so when the permission is there."""
        question = {
            "credentialID": self._credential,
            "SAD": transaction.word,
            "hash": transaction.hashes,
            **self._terms.algorithm,
        }
        answer = _ask("signatures/signHash", question)
        return [_decoded(one) for one in _one(answer, "signatures", list)]

    def __reduce__(self) -> NoReturn:
        raise TypeError("An opened credential stays in the memory of the process that opened it.")

    def _demanded(self) -> dict[str, str]:
        """The secrets the credential wants; a one-time code is handed out once."""
        demanded = {name: self._secrets[name] for name in self._terms.demands}
        if not demanded.get("PIN", "given"):
            raise PinUnseen(_("The signing service wants your PIN."), "service_wants_pin")
        if not demanded.get("OTP", "given"):
            wish = _("The signing service wants a new one-time code for every %d signatures.")
            raise PinUnseen(wish % self.at_once, "service_wants_code")
        self._secrets["OTP"] = ""
        return demanded


def _described(credential: str) -> dict[str, Any]:
    return _ask("credentials/info", {"credentialID": credential, "certificates": "single"})


@dataclass(frozen=True)
class _Terms:
    """What a credential demands and offers."""

    demands: tuple[str, ...]
    """Of PIN and OTP."""
    at_once: int
    mechanism: Mechanism
    algorithm: dict[str, str]
    """The mechanism in the words of signatures/signHash."""


def _terms(info: dict[str, Any], certificate: bytes) -> _Terms:
    key, known = _one(info, "key", dict), _one(_one(info, "cert", dict), "certificates", list)
    if _one(key, "status", str) != "enabled":
        raise CannotSign(_("Your key at the signing service is switched off."), "service_key_off")
    if not known or _decoded(known[0]) != certificate:
        raise CannotSign(
            _("The signing service has another certificate for you than the school."),
            "service_other_certificate",
        )
    at_once = _one(info, "multisign", int)
    if at_once < 1:
        raise _nonsense()
    how, algorithm = _algorithm(_one(key, "algo", list), raw.public_key(certificate))
    return _Terms(_demands(info), at_once, how, algorithm)


def _demands(info: dict[str, Any]) -> tuple[str, ...]:
    match _one(info, "authMode", str):
        case "implicit":  # the service asks its owner by itself, on the phone for example
            return ()
        case "explicit":
            wanted = {name: info.get(name) or {} for name in ("PIN", "OTP")}
            return tuple(name for name in wanted if _presence(wanted[name]) == "true")
    raise CannotSign(
        _("This signing service wants a way of signing in that is not supported."),
        "service_sign_in_unknown",
    )


def _presence(secret: Any) -> str:
    return _one(secret, "presence", str) if secret else "false"


def _algorithm(offered: list[Any], key: PublicKey) -> tuple[Mechanism, dict[str, str]]:
    """As the settings want it; else by the other padding, if the service knows only that."""
    preferred = raw.mechanism(key)
    others = () if preferred == Mechanism.ECDSA else (Mechanism.RSA_PSS, Mechanism.RSA_PKCS1)
    for how in (preferred, *others):
        for oid, parameters in _ALGORITHMS[how].items():
            if oid in offered:
                return how, {"signAlgo": oid, **parameters}
    raise CannotSign(
        _("The signing service knows no way of signing that is usable here."),
        "service_method_unknown",
    )


@sensitive_variables("question")
def _ask(what: str, question: dict[str, Any]) -> dict[str, Any]:
    status, answer = wire.post(
        f"{settings.SOKY_CSC_URL.rstrip('/')}/{what}",
        question,
        token=settings.SOKY_CSC_TOKEN,
        seconds=settings.SOKY_REMOTE_SECONDS,
    )
    if status == HTTPStatus.OK and isinstance(answer, dict):
        return answer
    reason = str(answer.get("error")) if isinstance(answer, dict) else ""
    if reason in _REFUSALS:
        raise CannotSign(str(_REFUSALS[reason]), f"service_{reason}")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise CannotSign(
            _("The signing service does not know the school: its access has ended."),
            "service_access_ended",
        )
    raise (
        _nonsense()
        if status == HTTPStatus.OK
        else CannotSign(_("The signing service refused (HTTP %d).") % status, "service_refused")
    )


def _one(answer: Any, name: str, kind: type[Kind]) -> Kind:
    """This member of the answer, if it is of the kind it has to be."""
    value = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(value, kind):
        raise _nonsense()
    return value


def _decoded(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        raise _nonsense() from None


def _nonsense() -> CannotSign:
    return CannotSign(
        _("The signing service gave an answer that makes no sense."), "service_answer_senseless"
    )
