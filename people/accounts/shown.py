"""Sessions and accounts as a page shows them: in words, each question asked once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, Max, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from people.accounts import factors
from people.accounts.devices import in_words
from people.accounts.factors import Held
from people.accounts.models import SignedIn, Suspension
from people.models import Duty, Staff

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
        has_factor=ExpressionWrapper(factors.with_factor(), BooleanField()),
        is_suspended=Exists(suspended),
        seen_at=Max("sessions__seen_at"),
    )


def accounts_of(people: Iterable[Any]) -> list[AccountLine]:
    """Takes people from with_state(); one question more for as many as there are."""
    found = list(people)
    rows = factors.held([person.pk for person in found])
    demanded, duties = factors.days_demanded(rows), _in_words(rows)
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


def _in_words(rows: Iterable[Held]) -> dict[int, list[str]]:
    """What each holds in person, every duty named once, in the order of their rank."""
    ranks = list(Duty)
    own = {(row.staff, row.duty) for row in rows if row.is_own}
    found: dict[int, list[str]] = defaultdict(list)
    for staff, duty in sorted(own, key=lambda one: ranks.index(one[1])):
        found[staff].append(str(duty.label))
    return found
