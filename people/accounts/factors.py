"""Which second factors somebody has, and whether a duty held today demands one."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from people.accounts import recovery
from people.accounts.models import CodeApp, Passkey, RecoveryCode, SecondFactorPolicy
from people.duties import in_force
from people.models import Assignment, Duty, Staff, Substitution

# People who have never been given a password.
WITHOUT_ACCOUNT = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)

DEMANDED_FROM_THE_START = (
    Duty.PRINCIPAL,
    Duty.VICE_PRINCIPAL,
    Duty.RECORDS_BOARD,
    Duty.CLERK,
)


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


def demanded_from(staff: Staff) -> date | None:
    """The first day on which this person needs one to come in; None where a password is enough.

    Whoever stands in for somebody acts with that person's duties, and proves himself accordingly.
    """
    return days_demanded([staff.pk]).get(staff.pk)


def days_demanded(people: list[int] | None = None) -> dict[int, date]:
    """The same of these people, or of all: three questions for as many as there are."""
    if settings.SOKY_DEMO:
        return {}
    policies = {one.duty: one for one in _in_force()}
    found: dict[int, date] = {}
    for person, duty, since in _held(list(policies), people):
        first = policies[duty].first_day(since)
        found[person] = min(first, found.get(person, first))
    return found


def is_demanded(staff: Staff) -> bool:
    return demanded_from(staff) is not None


def is_overdue(staff: Staff) -> bool:
    """The time that was given to set one up is over."""
    first = demanded_from(staff)
    return first is not None and first <= timezone.localdate()


def concerned(person: OuterRef) -> Q:
    """People with such a duty, as one condition: asked with every page, so that few are asked more."""
    today, duties = timezone.localdate(), _in_force().values("duty")
    own = Assignment.objects.filter(in_force(today), staff=person, duty__in=duties)
    for_others = Substitution.objects.filter(in_force(today), substitute=person)
    held = for_others.filter(absent__assignments__duty__in=duties)
    return Q(Exists(own)) | Q(Exists(held))


def _in_force() -> QuerySet[SecondFactorPolicy]:
    return SecondFactorPolicy.objects.exclude(demanded_since=None)


def _held(duties: list[str], people: list[int] | None) -> list[tuple[int, str, date]]:
    today = timezone.localdate()
    held: QuerySet[Assignment] = Assignment.objects.filter(in_force(today), duty__in=duties)
    standing_in = Substitution.objects.filter(in_force(today))
    if people is not None:
        standing_in = standing_in.filter(substitute__in=people)
        absent = standing_in.values("absent")
        held = held.filter(Q(staff__in=people) | Q(staff__in=absent))
    rows = list(held.values_list("staff_id", "duty", "starts_on"))
    wanted = None if people is None else set(people)
    own = [row for row in rows if wanted is None or row[0] in wanted]
    return own + [
        (substitute, duty, max(starts, since))
        for absent_id, substitute, starts in standing_in.values_list(
            "absent_id", "substitute_id", "starts_on"
        )
        for person, duty, since in rows
        if person == absent_id
    ]
