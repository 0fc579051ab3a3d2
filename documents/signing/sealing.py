"""How a private key is kept so that only its owner's PIN opens it.

Argon2id (RFC 9106) turns PIN and pepper into an AES-256-GCM key. The pepper lives outside the
database: whoever steals the database alone has nothing to try PINs against. Whoever steals both
can try: with the default cost (64 MiB, three passes, four lanes; about 0.1 s on a machine of
two cores) all PINs of six digits take a day, so the length of a PIN matters.
"""

import hashlib
import hmac
import os
import re
import struct
from itertools import pairwise

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from people.refusals import Refusal

_PIN = re.compile(r"[0-9]{6,12}")
# Version of the layout, memory in KiB, passes, lanes: kept with each seal, so that the settings
# can become stronger without closing older ones.
_HEADER = struct.Struct(">BIBB")
_VERSION = 1
_LANES = 4
_SALT, _NONCE = 16, 12
_STEPS_OF_A_RUN = {0, 1, 9}  # modulo ten: all the same, upwards, downwards


class PoorPin(Refusal):
    """This PIN cannot be taken; the sentence says why."""

    field = "new_pin"


class NotOpened(Exception):
    """Wrong PIN, wrong pepper, or not the seal that was made for this purpose."""


def check_pin(pin: str) -> None:
    """Raise PoorPin unless it has six to twelve digits and is not the first one a thief tries."""
    if not _PIN.fullmatch(pin):
        raise PoorPin(_("A PIN has 6 to 12 digits."), "pin_length")
    if _is_obvious(pin):
        raise PoorPin(
            _("This PIN is too easy to guess: avoid runs and repeated digits."), "pin_too_easy"
        )


@sensitive_variables("pin", "secret")
def seal(secret: bytes, pin: str, purpose: bytes) -> bytes:
    """These bytes, readable only with this PIN and for this purpose."""
    cost = _HEADER.pack(_VERSION, settings.SOKY_PIN_MEMORY_KIB, settings.SOKY_PIN_PASSES, _LANES)
    opening = cost + os.urandom(_SALT) + os.urandom(_NONCE)
    cipher, nonce = _cipher(opening, pin)
    return opening + cipher.encrypt(nonce, secret, opening + purpose)


@sensitive_variables("pin", "secret")
def unseal(sealed: bytes, pin: str, purpose: bytes) -> bytes:
    """What was sealed. Raises NotOpened, and never says which of PIN, pepper, purpose was wrong."""
    opening = sealed[: _HEADER.size + _SALT + _NONCE]
    cipher, nonce = _cipher(opening, pin)
    try:
        return cipher.decrypt(nonce, sealed[len(opening) :], opening + purpose)
    except InvalidTag:
        raise NotOpened from None


@sensitive_variables("pin", "secret")
def _cipher(opening: bytes, pin: str) -> tuple[AESGCM, bytes]:
    _version, memory, passes, lanes = _HEADER.unpack_from(opening)
    salt, nonce = opening[_HEADER.size : -_NONCE], opening[-_NONCE:]
    key = hash_secret_raw(
        hmac.digest(settings.SOKY_PEPPER.encode(), pin.encode(), hashlib.sha256),
        salt,
        time_cost=passes,
        memory_cost=memory,
        parallelism=lanes,
        hash_len=32,
        type=Type.ID,
    )
    return AESGCM(key), nonce


def _is_obvious(pin: str) -> bool:
    """Whether it is a run (123456, 987654, 000000) or repeats two or three digits (121212)."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeats = any(pin == (pin[:length] * len(pin))[: len(pin)] for length in (2, 3))
    return repeats or (len(steps) == 1 and steps <= _STEPS_OF_A_RUN)
