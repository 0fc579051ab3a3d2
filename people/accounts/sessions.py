"""Sessions a person can see and end: begun at sign-in, seen now and then, ended for good."""

from datetime import timedelta
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from people.accounts.devices import address_of, remember
from people.accounts.models import Factor, SignedIn
from people.models import Staff

SEEN_EVERY = timedelta(minutes=5)
KEPT = timedelta(days=400)
# What was proven beside the password, while the sign-in is under way.
FACTOR = "second factor"


def hash_of(session_key: str) -> str:
    return sha256(session_key.encode()).hexdigest()


@receiver(user_logged_in)
def _begin(sender: Any, request: HttpRequest, user: Staff, **options: Any) -> None:
    """Every way of signing in ends here, when the session has its final key."""
    if request.session.session_key is None:
        request.session.create()
    now = timezone.now()
    SignedIn.objects.update_or_create(
        key_hash=hash_of(cast(str, request.session.session_key)),
        defaults={
            "staff": user,
            "device": remember(request),
            "user_agent": request.headers.get("User-Agent", "")[:255],
            "address": address_of(request),
            "factor": request.session.get(FACTOR, Factor.NONE),
            "begun_at": now,
            "seen_at": now,
        },
    )
    SignedIn.objects.filter(staff=user, seen_at__lt=now - KEPT).delete()


@receiver(user_logged_out)
def _end_own(sender: Any, request: HttpRequest, user: Staff | None, **options: Any) -> None:
    if user and request.session.session_key:
        mine = SignedIn.objects.filter(key_hash=hash_of(request.session.session_key))
        mine.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=user)


def is_idle(row: SignedIn) -> bool:
    """Left open at a PC where others sit down? A second factor belongs to a device of one's own."""
    minutes = settings.SOKY_IDLE_MINUTES
    rests = timezone.now() - row.seen_at
    return bool(minutes) and row.factor == Factor.NONE and rests > timedelta(minutes=minutes)


def see(row: SignedIn, request: HttpRequest) -> None:
    """Write down that it is in use, now and then: not with every page."""
    now = timezone.now()
    if now - row.seen_at < SEEN_EVERY:
        return
    seen = SignedIn.objects.filter(pk=row.pk, seen_at=row.seen_at)
    seen.update(seen_at=now, address=address_of(request))


def living(staff: Staff) -> QuerySet[SignedIn]:
    """Those that could still be in use."""
    begun = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return SignedIn.objects.filter(staff=staff, ended_at=None, begun_at__gt=begun)


def end(rows: QuerySet[SignedIn], by: Staff | None) -> int:
    """Whoever sits there is asked to sign in again, with the next page."""
    return rows.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=by)


def keep_only_this(request: HttpRequest, staff: Staff) -> None:
    """After a new password or factor: this session goes on under a new key, all others end."""
    mine = SignedIn.objects.filter(staff=staff, ended_at=None)
    row = mine.filter(key_hash=hash_of(request.session.session_key or "")).first()
    update_session_auth_hash(request, staff)
    others = SignedIn.objects.filter(staff=staff)
    if row:
        key = cast(str, request.session.session_key)
        SignedIn.objects.filter(pk=row.pk).update(
            key_hash=hash_of(key), factor=request.session.get(FACTOR, Factor.NONE)
        )
        others = others.exclude(pk=row.pk)
    end(others, staff)


def owner_of(request: HttpRequest) -> Staff | None:
    """Whose session this was, also where it has expired; the cookie is all that is left of it."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = SignedIn.objects.filter(key_hash=hash_of(key)).select_related("staff").first()
    return row.staff if row else None
