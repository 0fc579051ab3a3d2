"""Records as people see them: those of one type and class are one line, for one step."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from people.compiled import CompiledQueries
from people.digits import is_number
from people.models import AssessmentPeriod, Duty
from people.years.models import WORKING
from workflows import inbox, registry
from workflows.access import Access
from workflows.models import Approval
from workflows.pages import Shell
from workflows.states import FORWARD, State, Step, leads

# In a key, in place of a class or group.
EVERYWHERE = "all"
STEPS = (Step.SUBMIT, *FORWARD, Step.SEND_BACK, Step.UNLOCK)
_FACTS = (
    *("record_type", "state", "school_class", "school_class__name", "group", "group__name"),
    *("period", "period__moment"),
)


@dataclass(frozen=True, slots=True)
class Fold:
    """So many records of a type and class (or group) that wait for one step."""

    record_type: str
    place: str
    place_name: str
    step: Step
    count: int
    due_on: date | None
    period: str = ""
    period_name: str = ""

    @property
    def key(self) -> str:
        """As addresses and forms name it."""
        return ":".join(filter(None, [self.record_type, self.place, self.period]))

    @property
    def label(self) -> str:
        """What the button of its step says."""
        return registry.get(self.record_type).label_of(self.step)

    @property
    def title(self) -> str:
        title = registry.get(self.record_type).title
        whole = f"{title[:1].upper()}{title[1:]} {self.place_name}".strip()
        return f"{whole} · {self.period_name}" if self.period else whole


def waiting_for(step: Step, shell: Shell) -> QuerySet[Approval]:
    """Everything upon which this person could take the step now, as far as a list can tell."""
    if step == Step.SUBMIT:
        return shell.mine
    if step == Step.SEND_BACK:
        return shell.for_my_role
    if step in FORWARD:
        return shell.for_my_role.filter(_leaving_by(step))
    if step == Step.UNLOCK:
        finished = _finished_for(shell.held)
        return shell.readable.filter(finished, school_year__state__in=WORKING).order_by("pk")
    return Approval.objects.none()


def folds_of(step: Step, rows: QuerySet[Approval]) -> list[Fold]:
    """These records folded, for one step; one query."""
    return _sorted(_fold(step, row) for row in _counted(rows))


def by_step(rows: QuerySet[Approval]) -> dict[Step, list[Fold]]:
    """These records folded by the step that each waits for, in the order of the way; one query."""
    return _by_step(_counted(rows))


def _by_step(counts: Iterable[dict[str, Any]]) -> dict[Step, list[Fold]]:
    folds: dict[Step, list[Fold]] = {}
    for row in counts:
        step = step_from(row["record_type"], row["state"])
        if step is not None:
            folds.setdefault(step, []).append(_fold(step, row))
    return {step: _sorted(folds[step]) for step in STEPS if step in folds}


def step_from(record_type: str, state: str) -> Step | None:
    """The step by which records of this type leave this state."""
    path = registry.get(record_type).path
    return next((step for step in path if leads(path, state, step)), None)


def _counted(rows: QuerySet[Approval]) -> QuerySet[Approval, dict[str, Any]]:
    return rows.order_by().values(*_FACTS).annotate(n=Count("pk"), soonest=Min("due_on"))


def _sorted(folds: Iterable[Fold]) -> list[Fold]:
    """One line for each type and place, though its records may lie in several groups or states."""
    found: dict[str, Fold] = {}
    for fold in folds:
        known = found.get(fold.key)
        found[fold.key] = _together(known, fold) if known else fold
    return sorted(found.values(), key=lambda fold: (fold.title, fold.place_name))


def on_my_desk(access: Access) -> list[Fold]:
    """What people see class by class and write themselves, by the step that it waits for."""
    return _flat(_counts_of_mine(access))


def for_my_role(access: Access) -> list[Fold]:
    """What people see class by class and somebody may act upon, by the step that it waits for."""
    return _flat(_counts_for_role(access))


def _flat(counts: Iterable[dict[str, Any]]) -> list[Fold]:
    return [fold for folds in _by_step(counts).values() for fold in folds]


def single(rows: QuerySet[Approval]) -> QuerySet[Approval]:
    """Those that lists show line by line."""
    names = _seen_by_class()
    return rows.exclude(record_type__in=names) if names else rows


def _seen_by_class() -> list[str]:
    return [kind.name for kind in registry.all_types() if kind.by_class]


def _in_folds(rows: QuerySet[Approval]) -> QuerySet[Approval, dict[str, Any]]:
    return _counted(rows.filter(record_type__in=_seen_by_class()))


_counts_of_mine: CompiledQueries[Access] = CompiledQueries(
    lambda access: _in_folds(inbox.mine(access))
)
_counts_for_role: CompiledQueries[Access] = CompiledQueries(
    lambda access: _in_folds(inbox.for_my_role(access))
)


def within(keys: Iterable[str]) -> Q:
    """The condition for the records of these folds; nothing for a key that is none."""
    conditions = [condition for key in keys for condition in _condition(key)]
    return reduce(or_, conditions, Q(pk__in=[]))


def _condition(key: str) -> Iterator[Q]:
    record_type, *places = key.split(":")
    named = {place[:1]: place[1:] for place in places if place}
    if places[:1] == [EVERYWHERE] and is_number(named.get("p", "")):
        yield Q(record_type=record_type, period=named["p"])
    elif set(named) <= {"c", "g", "p"} and all(map(is_number, named.values())):
        # A line of a group is of records that belong to no class.
        yield Q(
            record_type=record_type,
            school_class=named.get("c"),
            period=named.get("p"),
            **({} if "c" in named else {"group": named.get("g")}),
        )


def _fold(step: Step, row: dict[str, Any]) -> Fold:
    place = name = ""
    if row["school_class"]:
        place, name = f"c{row['school_class']}", row["school_class__name"]
    elif row["group"]:
        place, name = f"g{row['group']}", row["group__name"]
    fold = Fold(row["record_type"], place, name, step, row["n"], row["soonest"])
    if not row["period"]:
        return fold
    moment = AssessmentPeriod.Moment(row["period__moment"])
    return replace(fold, period=f"p{row['period']}", period_name=str(moment.label))


def _together(first: Fold, second: Fold) -> Fold:
    days = [day for day in (first.due_on, second.due_on) if day]
    return replace(first, count=first.count + second.count, due_on=min(days, default=None))


def _leaving_by(step: Step) -> Q:
    """Lying where this is the step by which they go on."""
    conditions = [
        Q(record_type=kind.name, state=state)
        for kind in registry.all_types()
        for state in State
        if leads(kind.path, state, step)
    ]
    return reduce(or_, conditions, Q(pk__in=[]))


def _finished_for(held: Collection[Duty]) -> Q:
    """What is finished and may be opened again by who holds these duties."""
    conditions = [
        Q(record_type=kind.name, state=kind.final_state)
        for kind in registry.all_types()
        if kind.unlocked_by in held
    ]
    return reduce(or_, conditions, Q(pk__in=[]))
