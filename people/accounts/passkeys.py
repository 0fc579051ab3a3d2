"""Passkeys (WebAuthn): ask the browser for one, and believe only what it signed for this page.

The key itself, its PIN or fingerprint never come here. Whether it was touched by its owner
(user verification) is demanded both times, and its counter must have moved on.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from people.accounts.models import Passkey
from people.accounts.sealing import keyed_hash
from people.models import Staff
from people.refusals import Refusal
from people.years.running import school_name

_ASKED = "passkey asked"
# Letters of JSON: a key, a signature, and a chain of certificates at most.
_LONGEST_ANSWER = 50_000


class NotBelieved(Refusal):
    """What the browser sent is no answer to what it was asked; the reason is for the log alone."""

    code = "passkey_not_believed"
    sentence = _("The browser brought no passkey. Please try again.")

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


def host_of(request: HttpRequest) -> str:
    return urlsplit(f"//{request.get_host()}").hostname or ""


def why_not_here(request: HttpRequest) -> str:
    """Browsers know passkeys only at a name, and only where nobody can listen: "" where they do."""
    host = host_of(request)
    if host == "localhost":
        return ""
    with suppress(ValueError):
        ip_address(host)
        return "name"
    return "" if request.is_secure() else "https"


def usable(keys: Iterable[Passkey], request: HttpRequest) -> list[Passkey]:
    """Those that were made at this host name; the browser would offer no other."""
    return [] if why_not_here(request) else [key for key in keys if key.host == host_of(request)]


def ask_for_new(request: HttpRequest, staff: Staff) -> str:
    """What the browser shall be asked, as JSON. Each asking makes the one before it worthless."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=bytes.fromhex(keyed_hash(str(staff.pk), "passkey owner")),
            name=staff.username,
            display_name=staff.full_name,
        ),
        credentials=[_credential(key) for key in usable(staff.passkeys.all(), request)],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _asked(request, options, state)


def add(request: HttpRequest, staff: Staff, answer: str, label: str) -> Passkey:
    """Raises NotBelieved."""
    state = request.session.pop(_ASKED, None)
    try:
        made = _server(request).register_complete(state, _loaded(answer))
        credential = made.credential_data
        if credential is None:
            raise NotBelieved("no credential")
        with transaction.atomic():
            return Passkey.objects.create(
                staff=staff,
                credential_id=websafe_encode(credential.credential_id),
                credential=bytes(credential),
                sign_count=made.counter,
                host=host_of(request),
                label=label,
            )
    except _UNREADABLE as reason:
        raise NotBelieved(str(reason)) from reason


def _loaded(answer: str) -> Any:
    """What the browser answered. Raises ValueError where that is more than any browser says."""
    if len(answer) > _LONGEST_ANSWER:
        raise ValueError("the answer is too long")
    return json.loads(answer)


def ask_for_one(request: HttpRequest, keys: Sequence[Passkey]) -> str:
    options, state = _server(request).authenticate_begin(
        [_credential(key) for key in keys], user_verification=UserVerificationRequirement.REQUIRED
    )
    return _asked(request, options, state)


def check(request: HttpRequest, staff: Staff, answer: str) -> Passkey:
    """The passkey that answered. Raises NotBelieved."""
    state = request.session.pop(_ASKED, None)
    try:
        response = AuthenticationResponse.from_dict(_loaded(answer))
        keys = {key.credential_id: key for key in usable(staff.passkeys.all(), request)}
        used = _server(request).authenticate_complete(
            state, [_credential(key) for key in keys.values()], response
        )
        counter = response.response.authenticator_data.counter
        key = keys[websafe_encode(used.credential_id)]
    except _UNREADABLE as reason:
        raise NotBelieved(str(reason)) from reason
    if not _moved_on(key, counter):
        raise NotBelieved("the counter stands still: this key may have been copied")
    return key


# Whatever is not what the library expects: no JSON, other fields, another challenge, a wrong signature.
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    IntegrityError,
    AssertionError,
)


def _moved_on(key: Passkey, counter: int) -> bool:
    """Keys without a counter say 0 for ever. Two at once with the same: one of them is believed."""
    known = Passkey.objects.filter(pk=key.pk)
    known = known.filter(sign_count__lt=counter) if counter else known.filter(sign_count=0)
    return bool(known.update(sign_count=counter, used_at=timezone.now()))


def _server(request: HttpRequest) -> Fido2Server:
    here = f"{request.scheme}://{request.get_host()}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host_of(request), name=f"Sổ Ký {school_name()}"),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == here,
    )


def _credential(key: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(key.credential))


def _asked(request: HttpRequest, options: Any, state: Any) -> str:
    request.session[_ASKED] = {
        "challenge": state["challenge"],
        "user_verification": str(state["user_verification"].value),
    }
    return json.dumps(dict(options)["publicKey"])
