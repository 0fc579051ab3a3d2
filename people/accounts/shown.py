"""Sessions and accounts as a page shows them: in words, each question asked once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, Max, OuterRef, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.accounts import factors
from people.accounts.devices import in_words
from people.accounts.models import SignedIn, Suspension
from people.duties import in_force
from people.models import Assignment, Staff

STATES = {
    "none": _("no account yet"),
    "first": _("first password not changed yet"),
    "used": _("in use"),
    "suspended": _("suspended"),
    "left": _("no longer works here"),
}
_MARKS = {"none": "todo", "first": "waiting", "used": "done", "suspended": "late", "left": "todo"}


@dataclass(frozen=True, slots=True)
class SessionLine:
    session: SignedIn
    is_this: bool = False

    @property
    def device(self) -> str:
        return in_words(self.session.user_agent)


def lines_of(rows: Iterable[SignedIn], this: SignedIn | None = None) -> list[SessionLine]:
    return [SessionLine(row, this is not None and row.pk == this.pk) for row in rows]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One person and the account as they stand today."""

    staff: Staff
    state: str
    has_factor: bool
    seen_at: datetime | None
    demanded_from: date | None = None
    duties: list[str] = field(default_factory=list)

    @property
    def words(self) -> Any:
        return STATES[self.state]

    @property
    def mark(self) -> str:
        return _MARKS[self.state]

    @property
    def lacks_factor(self) -> bool:
        return self.demanded_from is not None and not self.has_factor


def with_state() -> QuerySet[Staff]:
    """Everybody, with what a line of the list needs to know."""
    suspended = Suspension.objects.filter(staff=OuterRef("pk"), ended_at=None)
    return Staff.objects.annotate(
        has_factor=Case(
            When(factors.with_factor(), then=Value(value=True)), default=Value(value=False)
        ),
        is_suspended=Exists(suspended),
        seen_at=Max("sessions__seen_at"),
    )


def accounts_of(people: QuerySet[Staff]) -> list[AccountLine]:
    """Takes people from with_state(); five questions for as many as there are."""
    found: list[Any] = list(people)
    numbers = [person.pk for person in found]
    demanded, duties = factors.days_demanded(numbers), _duties(numbers)
    return [
        AccountLine(
            staff=person,
            state=state_of(person),
            has_factor=person.has_factor,
            seen_at=person.seen_at,
            demanded_from=demanded.get(person.pk),
            duties=duties[person.pk],
        )
        for person in found
    ]


def state_of(person: Any) -> str:
    if not person.is_active:
        return "suspended" if person.is_suspended else "left"
    if not factors.has_account(person):
        return "none"
    return "used" if person.password_set_on else "first"


def _duties(people: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Assignment.objects.filter(in_force(timezone.localdate()), staff__in=people)
    for row in rows.only("staff", "duty").order_by("pk"):
        word = row.get_duty_display()
        if word not in found[row.staff_id]:
            found[row.staff_id].append(word)
    return found
