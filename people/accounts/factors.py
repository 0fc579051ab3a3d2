"""Which second factors somebody has, and whether a duty held today demands one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from people.accounts import recovery
from people.accounts.models import CodeApp, Passkey, RecoveryCode, SecondFactorPolicy
from people.duties import in_force
from people.models import Assignment, Duty, Staff, Substitution


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person can prove himself with, beside the password."""

    app: CodeApp | None
    passkeys: list[Passkey]
    recovery_codes: int

    def __bool__(self) -> bool:
        return bool(self.app or self.passkeys)

    @property
    def count(self) -> int:
        return len(self.passkeys) + bool(self.app)


def has_account(staff: Staff) -> bool:
    return bool(staff.password) and staff.has_usable_password()


def of(staff: Staff) -> Factors:
    app = CodeApp.objects.filter(staff=staff).first()
    return Factors(app, list(staff.passkeys.all()), recovery.left(staff))


def has_one(staff: Staff) -> bool:
    return Staff.objects.filter(with_factor(), pk=staff.pk).exists()


def with_factor() -> Q:
    """People who have one, as a condition on staff."""
    apps = CodeApp.objects.filter(staff=OuterRef("pk"))
    return Q(Exists(apps)) | Q(Exists(Passkey.objects.filter(staff=OuterRef("pk"))))


def remove_all(staff: Staff) -> None:
    for model in (CodeApp, Passkey, RecoveryCode):
        model._default_manager.filter(staff=staff).delete()


@dataclass(frozen=True, slots=True)
class Held:
    """A duty somebody holds today, in person or for somebody absent, and whether it demands a factor."""

    staff: int
    duty: Duty
    is_own: bool
    demanded_from: date | None


def held(people: Iterable[int] | None = None) -> list[Held]:
    """All duties of these people today, or of everybody: one question for as many as there are."""
    today = timezone.localdate()
    own = Assignment.objects.filter(in_force(today))
    absent = Q(absent__assignments__starts_on__lte=today) & (
        Q(absent__assignments__ends_on=None) | Q(absent__assignments__ends_on__gte=today)
    )
    for_others = Substitution.objects.filter(in_force(today), absent)
    if people is not None:
        numbers = list(people)
        own = own.filter(staff__in=numbers)
        for_others = for_others.filter(substitute__in=numbers)
    rows = _with_policy(own, "staff_id", "duty", "", is_own=True).union(
        _with_policy(
            for_others,
            "substitute_id",
            "absent__assignments__duty",
            "absent__assignments__",
            is_own=False,
        ),
        all=True,
    )
    return [_held(row) for row in rows]


def _with_policy(
    rows: QuerySet[Any], person: str, duty: str, path: str, *, is_own: bool
) -> QuerySet[Any, Any]:
    policy = SecondFactorPolicy.objects.filter(duty=OuterRef(duty))
    return rows.order_by().values_list(
        person,
        duty,
        Greatest("starts_on", f"{path}starts_on"),
        Value(value=is_own, output_field=BooleanField()),
        Subquery(policy.values("demanded_since")),
        Subquery(policy.values("grace_days")),
    )


def _held(row: tuple[int, str, date, bool, date | None, int | None]) -> Held:
    staff, duty, held_since, is_own, since, grace = row
    first = None
    if since and not settings.SOKY_DEMO:
        first = max(since, held_since) + timedelta(days=grace or 0)
    return Held(staff, Duty(duty), bool(is_own), first)


def demanded_from(staff: Staff) -> date | None:
    """The first day on which this person needs one to come in; None where a password is enough.

    Whoever stands in for somebody acts with that person's duties, and proves himself accordingly.
    """
    return days_demanded(held([staff.pk])).get(staff.pk)


def days_demanded(rows: Iterable[Held]) -> dict[int, date]:
    """The first such day of each person among these."""
    found: dict[int, date] = {}
    for row in rows:
        if row.demanded_from:
            found[row.staff] = min(row.demanded_from, found.get(row.staff, row.demanded_from))
    return found


def is_demanded(staff: Staff) -> bool:
    return demanded_from(staff) is not None


def is_overdue(staff: Staff) -> bool:
    """The time that was given to set one up is over."""
    first = demanded_from(staff)
    return first is not None and first <= timezone.localdate()


def concerned(person: OuterRef, today: date) -> Q:
    """People with such a duty, as one condition: asked with every page, so that few are asked more."""
    duties = SecondFactorPolicy.objects.exclude(demanded_since=None).values("duty")
    own = Assignment.objects.filter(in_force(today), staff=person, duty__in=duties)
    for_others = Substitution.objects.filter(in_force(today), substitute=person)
    return Q(Exists(own)) | Q(Exists(for_others.filter(absent__assignments__duty__in=duties)))
