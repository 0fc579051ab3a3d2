"""Between the password and the second factor: nobody is signed in yet, only known to have come so far."""

import hmac
import logging
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone

from people.accounts import codes, factors, passkeys, recovery, sessions, tries
from people.accounts.models import Factor, Try
from people.models import Staff

_log = logging.getLogger(__name__)
_HALF = "half signed in"
_SECONDS = 10 * 60
BACKEND = "people.accounts.backend.StaffBackend"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who came in, or why not: wrong, too many tries, or a passkey that was not believed."""

    factor: Factor | None = None
    is_locked: bool = False


def password_was_right(request: HttpRequest, staff: Staff) -> bool:
    """Sign this person in, or note that the second factor is still to come; says whether it is done."""
    tries.succeed(cast(Any, request).counted_try)
    if not factors.has_one(staff):
        request.session.pop(sessions.FACTOR, None)
        login(request, staff, BACKEND)
        return True
    # A new key, so that whoever planted the one until now knows nothing of what follows.
    request.session.flush()
    request.session[_HALF] = {
        "staff": staff.pk,
        "password": staff.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
    }
    return False


def person_of(request: HttpRequest) -> Staff | None:
    """Whose password was right a moment ago, and still is."""
    half = request.session.get(_HALF)
    if not half or not 0 <= timezone.now().timestamp() - half["at"] <= _SECONDS:
        return None
    staff = Staff.objects.filter(pk=half["staff"], is_active=True).first()
    same = staff and hmac.compare_digest(half["password"], staff.get_session_auth_hash())
    return staff if same else None


def finish(request: HttpRequest, staff: Staff, code: str, answer: str) -> Outcome:
    """Try what was sent: an answer of a passkey, a code of the app, or a recovery code."""
    counted = tries.begin(request, staff.username, Try.CODE)
    if counted is None:
        return Outcome(is_locked=True)
    factor = _proven(request, staff, code, answer)
    if factor is None:
        return Outcome()
    tries.succeed(counted)
    request.session.flush()
    request.session[sessions.FACTOR] = factor
    login(request, staff, BACKEND)
    return Outcome(factor)


def _proven(request: HttpRequest, staff: Staff, code: str, answer: str) -> Factor | None:
    if answer:
        try:
            passkeys.check(request, staff, answer)
        except passkeys.NotBelieved as refusal:
            _log.warning("A passkey of account %s was not believed: %s", staff.pk, refusal.reason)
            return None
        return Factor.PASSKEY
    if codes.spend(staff, code):
        return Factor.CODE
    return Factor.RECOVERY if recovery.spend(staff, code) else None
