"""How it stands with all reported problems: open, overdue, waiting, how long each took."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from people.incidents.models import Incident
from people.incidents.states import State
from people.incidents.working_days import WorkingDays

_OPEN = (State.REPORTED, State.TAKEN_UP)
SHOWN = ("open", "waiting", "overdue", "all")


@dataclass(frozen=True, slots=True)
class Line:
    incident: Incident
    days: int  # working days until it was answered, or until today
    is_overdue: bool


def counts(rows: QuerySet[Incident]) -> dict[str, int]:
    return rows.aggregate(
        open=Count("pk", filter=Q(state__in=_OPEN)),
        overdue=Count("pk", filter=_overdue()),
        waiting=Count("pk", filter=Q(state=State.ANSWERED)),
        all=Count("pk"),
    )


def _overdue() -> Q:
    return Q(state__in=_OPEN, due_on__lt=timezone.localdate())


def only(rows: QuerySet[Incident], which: str) -> QuerySet[Incident]:
    """What is open stands in the order in which it is due."""
    wanted: dict[str, Any] = {
        "open": Q(state__in=_OPEN),
        "overdue": _overdue(),
        "waiting": Q(state=State.ANSWERED),
    }
    found = rows.filter(wanted[which]) if which in wanted else rows
    return found.order_by("due_on", "pk") if which in {"open", "overdue"} else found


def lines(incidents: Sequence[Incident]) -> list[Line]:
    """One query, however many they are."""
    today = timezone.localdate()
    first = min((timezone.localdate(one.at) for one in incidents), default=today)
    working = WorkingDays(first, today)
    return [_line(one, working) for one in incidents]


def _line(one: Incident, working: WorkingDays) -> Line:
    today = timezone.localdate()
    ended = one.answered_at or one.closed_at
    until = timezone.localdate(ended) if ended else today
    days = working.between(timezone.localdate(one.at), until)
    return Line(one, days, one.state in _OPEN and one.due_on < today)
