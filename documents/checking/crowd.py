"""How many examinations strangers may ask for: so many a minute each, so few at the same moment.

The count is kept in the database and the places are locks on files: all server processes share
both, a process that dies gives its place back, and neither needs a cache server, which
django-ratelimit would.
"""

import fcntl
import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from documents.models import Knock
from people.refusals import Refusal

A_MINUTE = 20
"""Examinations for one address within a minute of the clock."""
AT_ONCE = 2
"""Examinations at the same moment on this machine, whoever asks."""
SECONDS = 3
"""How long somebody waits for a place."""


class TooMany(Refusal):
    """Somebody must wait before asking again."""

    status = 429
    code = "too_many_checks"
    sentence = _("Too many files are being checked. Wait a minute and try again.")


@contextmanager
def admitted(address: str) -> Iterator[None]:
    """A place for one examination, given back at the end. Raises TooMany."""
    _count(address)
    settings.SOKY_HOME.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + SECONDS
    while True:
        for number in range(AT_ONCE):
            with (settings.SOKY_HOME / f".examination-{number}").open("w") as place:
                if _is_taken(place.fileno()):
                    continue
                yield
                return
        if time.monotonic() > until:
            raise TooMany
        time.sleep(0.1)


def _is_taken(place: int) -> bool:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _count(address: str) -> None:
    minute = int(time.time() // 60)
    with transaction.atomic():
        Knock.objects.filter(minute__lt=minute).delete()
        knock, is_first = Knock.objects.get_or_create(who=_who(address), minute=minute)
        if not is_first:
            Knock.objects.filter(pk=knock.pk).update(count=F("count") + 1)
            knock.refresh_from_db()
    if knock.count > A_MINUTE:
        raise TooMany


def _who(address: str) -> str:
    """The address as nobody can read it back; all of a network that one customer has in IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return _hash(address.encode())
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return _hash(parsed.packed[:8])
    return _hash(parsed.packed[-4:])


def _hash(address: bytes) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), address, hashlib.sha256).hexdigest()
