"""Codes that change every half minute (TOTP, RFC 6238): make the secret, draw it, check a code once."""

import base64
import hmac
import logging
import os
import time
from urllib.parse import quote, urlencode

import segno
from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts.models import CodeApp
from people.accounts.sealing import seal, unseal
from people.models import Staff
from people.refusals import Refusal
from people.years.running import school_name

_log = logging.getLogger(__name__)
SECONDS = 30
DIGITS = 6
# A phone's clock may be wrong by so many codes.
DRIFT = 1
_SECRET_BYTES = 20  # as long as the hash, RFC 4226 § 4
_PURPOSE = "code app"


def code_at(secret: bytes, step: int) -> str:
    """The code of one half minute, RFC 4226 § 5.3."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    at = mac[-1] & 0x0F
    number = int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_now() -> int:
    return int(time.time()) // SECONDS


def new_secret() -> bytes:
    return os.urandom(_SECRET_BYTES)


class WrongCode(Refusal):
    """What was typed is not the code of this moment."""

    code = "wrong_code"
    sentence = _("This is not the code of this moment. Is the phone's clock right?")


def keep(staff: Staff, secret: bytes, typed: str) -> None:
    """From now on it is asked for; an app until now gives way. Raises WrongCode."""
    step = _matching_step(secret, typed, after=0)
    if step is None:
        raise WrongCode
    facts = {
        "sealed": seal(secret, _PURPOSE, staff.pk),
        "last_step": step,
        "added_at": timezone.now(),
    }
    CodeApp.objects.update_or_create(staff=staff, defaults=facts)


def spend(staff: Staff, typed: str) -> bool:
    """Is this the code now? Each is good once, and none that is older than one already used."""
    with transaction.atomic():
        app = CodeApp.objects.select_for_update().filter(staff=staff).first()
        if app is None:
            return False
        secret = _secret_of(app)
        step = _matching_step(secret, typed, after=app.last_step) if secret else None
        if step is None:
            return False
        app.last_step = step
        app.save(update_fields=["last_step"])
    return True


def _secret_of(app: CodeApp) -> bytes | None:
    try:
        return unseal(app.sealed, _PURPOSE, app.staff_id)
    except InvalidTag:
        _log.exception(
            "The code app of account %s was sealed for another one or key.", app.staff_id
        )
        return None


def _matching_step(secret: bytes, typed: str, *, after: int) -> int | None:
    now, code = step_now(), "".join(typed.split()).encode()
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code) and step > after:
            return step
    return None


def address_of(secret: bytes, staff: Staff) -> str:
    """What the QR code says to the app."""
    issuer = f"Sổ Ký {school_name()}"
    label = quote(f"{issuer}:{staff.username}", safe=":")
    facts = {"secret": in_letters(secret), "issuer": issuer, "digits": DIGITS, "period": SECONDS}
    return f"otpauth://totp/{label}?{urlencode(facts, quote_via=quote)}"


def in_letters(secret: bytes) -> str:
    """For people who cannot scan."""
    return base64.b32encode(secret).decode()


def drawing_of(secret: bytes, staff: Staff) -> str:
    """The QR code as an address of a picture: no style and no script in it."""
    return str(segno.make(address_of(secret, staff), error="m").svg_data_uri(scale=4, light="#fff"))
