"""Recovery codes: ten, shown once, kept as keyed hashes, each good once."""

import secrets

from django.db import transaction
from django.utils import timezone

from people.accounts.models import RecoveryCode
from people.accounts.sealing import keyed_hash
from people.models import Staff

COUNT = 10
# No letter or digit that looks like another one, and no vowel: no word comes about.
_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
_GROUPS, _LENGTH = 2, 6  # 27 ** 12 possibilities: 57 bits


def renew(staff: Staff) -> list[str]:
    """New codes; those until now are worth nothing any more."""
    codes = [_code() for _ in range(COUNT)]
    with transaction.atomic():
        RecoveryCode.objects.filter(staff=staff).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(staff=staff, digest=_digest(code)) for code in codes
        )
    return codes


def spend(staff: Staff, typed: str) -> bool:
    """Use it up. Two who send the same code at once: one of them comes in."""
    unused = RecoveryCode.objects.filter(staff=staff, digest=_digest(typed), used_at=None)
    return bool(unused.update(used_at=timezone.now()))


def left(staff: Staff) -> int:
    return RecoveryCode.objects.filter(staff=staff, used_at=None).count()


def _code() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def _digest(code: str) -> str:
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    return keyed_hash(letters, "recovery code")
