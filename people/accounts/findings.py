"""What is not as it should be with the accounts: in words, with whom and since when.

Other rooms add what they know: a check is a function that yields findings; register it when the
application starts. So this room need not know of signing keys.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts import factors
from people.accounts.models import FailedTry, SignedIn, Suspension
from people.duties import in_force
from people.models import Assignment, Staff

FAILED_DAYS = 14
SHARED_DAYS = 30
SHARED_WITHIN = timedelta(minutes=10)
UNUSED_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that is looked for: its heading, and what to do about it."""

    name: str
    title: Any
    advice: Any


@dataclass(frozen=True, slots=True)
class Finding:
    """With whom, since when; `more` is a number or another person's id that belongs to it."""

    kind: Kind
    staff: int
    since: datetime | None = None
    count: int = 0
    other: int | None = None


Check = Callable[[], Iterable[Finding]]
_checks: list[tuple[Kind, Check]] = []


def register(kind: Kind) -> Callable[[Check], Check]:
    """Look for this, too."""

    def keep(check: Check) -> Check:
        _checks.append((kind, check))
        return check

    return keep


def kinds() -> list[Kind]:
    return [kind for kind, _check in _checks]


def all_findings() -> list[Finding]:
    return [finding for _kind, check in _checks for finding in check()]


NO_FACTOR = Kind(
    "no_factor",
    _("No second factor, though the duty demands one"),
    _("Remind them; nobody can do it for them."),
)
FIRST_PASSWORD = Kind(
    "first_password",
    _("First password never changed"),
    _("The slip may be lost: hand it over again in person, or give a new one."),
)
NEVER = Kind("never", _("Never signed in"), _("Ask whether the account is needed."))
FAILED = Kind(
    "failed",
    _("Failed sign-ins in the last two weeks"),
    _("Ask them whether it was them; if not, look at the addresses."),
)
SHARED = Kind(
    "shared",
    _("Two accounts on one machine within minutes"),
    _("Nobody works for another: ask both, and show how to sign out."),
)
NO_ACCOUNT = Kind("no_account", _("A duty, but no account"), _("Give a first password."))
NO_DUTY = Kind("no_duty", _("An account, but no duty"), _("Assign a duty, or suspend the account."))
SUSPENDED = Kind("suspended", _("Suspended"), _("Reactivate it when the reason is gone."))


@register(NO_FACTOR)
def _no_factor() -> Iterator[Finding]:
    demanded = factors.days_demanded()
    without = Staff.objects.filter(~factors.with_factor(), pk__in=demanded, is_active=True)
    for number in without.values_list("pk", flat=True):
        yield Finding(NO_FACTOR, number, _midnight(demanded[number]))


@register(FIRST_PASSWORD)
def _first_password() -> Iterator[Finding]:
    """Since it was used for the first time; those who never came are found elsewhere."""
    waiting = _with_account().filter(password_set_on=None, last_login__isnull=False)
    for number, at in waiting.values_list("pk", "last_login"):
        yield Finding(FIRST_PASSWORD, number, at)


@register(NEVER)
def _never() -> Iterator[Finding]:
    for number in _with_account().filter(last_login=None).values_list("pk", flat=True):
        yield Finding(NEVER, number)


@register(FAILED)
def _failed() -> Iterator[Finding]:
    since = timezone.now() - timedelta(days=FAILED_DAYS)
    rows = FailedTry.objects.filter(at__gt=since, staff__isnull=False).order_by()
    for row in rows.values("staff").annotate(times=Count("pk"), last=Max("at")).order_by("staff"):
        yield Finding(FAILED, row["staff"], row["last"], row["times"])


@register(SHARED)
def _shared() -> Iterator[Finding]:
    """The same device, one begun within minutes of when the other was last seen there."""
    since = timezone.now() - timedelta(days=SHARED_DAYS)
    rows = SignedIn.objects.filter(begun_at__gt=since).exclude(device="")
    last: dict[str, tuple[int, datetime]] = {}
    pairs: dict[tuple[int, int], tuple[datetime, int]] = {}
    for device, staff, begun, seen in rows.order_by("begun_at").values_list(
        "device", "staff_id", "begun_at", "seen_at"
    ):
        before = last.get(device)
        if before and before[0] != staff and begun - before[1] < SHARED_WITHIN:
            pair = (min(before[0], staff), max(before[0], staff))
            pairs[pair] = (begun, pairs.get(pair, (begun, 0))[1] + 1)
        last[device] = (staff, seen)
    for (one, other), (at, times) in pairs.items():
        yield Finding(SHARED, one, at, times, other)


@register(NO_ACCOUNT)
def _no_account() -> Iterator[Finding]:
    people = Staff.objects.filter(factors.WITHOUT_ACCOUNT, is_active=True)
    for number in people.filter(Exists(_duties())).values_list("pk", flat=True):
        yield Finding(NO_ACCOUNT, number)


@register(NO_DUTY)
def _no_duty() -> Iterator[Finding]:
    for number in _with_account().exclude(Exists(_duties())).values_list("pk", flat=True):
        yield Finding(NO_DUTY, number)


@register(SUSPENDED)
def _suspended() -> Iterator[Finding]:
    rows = Suspension.objects.filter(ended_at=None)
    for number, at in rows.values_list("staff_id", "begun_at"):
        yield Finding(SUSPENDED, number, at)


def _with_account() -> Any:
    return Staff.objects.filter(is_active=True).exclude(factors.WITHOUT_ACCOUNT)


def _duties() -> Any:
    return Assignment.objects.filter(in_force(timezone.localdate()), staff=OuterRef("pk"))


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
