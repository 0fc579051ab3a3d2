"""What is not as it should be with the accounts: in words, with whom and since when.

Other rooms add what they know: a check is a function that yields findings; register it when the
application starts. So this room need not know of signing keys.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts import factors
from people.accounts.models import FailedTry, SignedIn, Suspension
from people.duties import in_force
from people.models import Assignment, Staff
from people.registry import Registry

FAILED_DAYS = 14
SHARED_DAYS = 30
SHARED_WITHIN = timedelta(minutes=10)


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


class Survey:
    """Everybody with what the checks ask about, loaded once for all of them."""

    def __init__(self) -> None:
        self.people: dict[int, Any] = {person.pk: person for person in _everybody()}
        self.working = [person for person in self.people.values() if person.is_active]
        self.with_account = [person for person in self.working if factors.has_account(person)]
        self.demanded = factors.days_demanded(factors.held())


def _everybody() -> Any:
    today, since = timezone.localdate(), timezone.now() - timedelta(days=FAILED_DAYS)
    me = OuterRef("pk")
    failed = FailedTry.objects.filter(staff=me, at__gt=since).order_by().values("staff")
    return Staff.objects.annotate(
        has_factor=ExpressionWrapper(factors.with_factor(), BooleanField()),
        has_duty=Exists(Assignment.objects.filter(in_force(today), staff=me)),
        suspended_at=Subquery(
            Suspension.objects.filter(staff=me, ended_at=None).values("begun_at")
        ),
        failed=Subquery(failed.annotate(times=Count("pk")).values("times")),
        last_failed=Subquery(failed.annotate(last=Max("at")).values("last")),
    )


Check = Callable[[Survey], Iterable[Finding]]
_checks: Registry[tuple[Kind, Check]] = Registry("check of accounts")


def register(kind: Kind) -> Callable[[Check], Check]:
    """Look for this, too."""

    def keep(check: Check) -> Check:
        _checks.add((kind, check), kind.name)
        return check

    return keep


def kinds() -> list[Kind]:
    return [kind for kind, _check in _checks.all()]


def all_findings(survey: Survey) -> list[Finding]:
    return [finding for _kind, check in _checks.all() for finding in check(survey)]


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
def _no_factor(survey: Survey) -> Iterator[Finding]:
    for person in survey.working:
        since = survey.demanded.get(person.pk)
        if since and not person.has_factor:
            yield Finding(NO_FACTOR, person.pk, _midnight(since))


@register(FIRST_PASSWORD)
def _first_password(survey: Survey) -> Iterator[Finding]:
    """Since it was used for the first time; those who never came are found elsewhere."""
    for person in survey.with_account:
        if person.password_set_on is None and person.last_login:
            yield Finding(FIRST_PASSWORD, person.pk, person.last_login)


@register(NEVER)
def _never(survey: Survey) -> Iterator[Finding]:
    for person in survey.with_account:
        if person.last_login is None:
            yield Finding(NEVER, person.pk)


@register(FAILED)
def _failed(survey: Survey) -> Iterator[Finding]:
    for person in survey.working:
        if person.failed:
            yield Finding(FAILED, person.pk, person.last_failed, person.failed)


@register(SHARED)
def _shared(survey: Survey) -> Iterator[Finding]:
    """The same device, one begun within minutes of when the other was last seen there."""
    since = timezone.now() - timedelta(days=SHARED_DAYS)
    rows = SignedIn.objects.filter(begun_at__gt=since).exclude(device="").order_by("begun_at")
    last: dict[str, tuple[int, datetime]] = {}
    pairs: dict[tuple[int, int], tuple[datetime, int]] = {}
    for device, staff, begun, seen in rows.values_list("device", "staff", "begun_at", "seen_at"):
        before, last[device] = last.get(device, (staff, begun)), (staff, seen)
        if before[0] != staff and begun - before[1] < SHARED_WITHIN:
            pair = (min(before[0], staff), max(before[0], staff))
            pairs[pair] = (begun, pairs.get(pair, (begun, 0))[1] + 1)
    for (one, other), (at, times) in pairs.items():
        yield Finding(SHARED, one, at, times, other)


@register(NO_ACCOUNT)
def _no_account(survey: Survey) -> Iterator[Finding]:
    for person in survey.working:
        if person.has_duty and not factors.has_account(person):
            yield Finding(NO_ACCOUNT, person.pk)


@register(NO_DUTY)
def _no_duty(survey: Survey) -> Iterator[Finding]:
    for person in survey.with_account:
        if not person.has_duty:
            yield Finding(NO_DUTY, person.pk)


@register(SUSPENDED)
def _suspended(survey: Survey) -> Iterator[Finding]:
    for person in survey.people.values():
        if person.suspended_at:
            yield Finding(SUSPENDED, person.pk, person.suspended_at)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
