"""The story of every cell of a sheet: who changed what when, by what means, and what deserves a look."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.assessment.models import CellChange, ChangeSet
from people.models import Pupil
from workflows.models import Approval, Event
from workflows.states import Step

# Taken out and entered anew within this time by one person is one change.
_ONE_CHANGE = timedelta(minutes=10)
_NIGHT = (22, 5)
_MANY = 10

HINTS = {
    "after_signature": _("Changed after the sheet had been signed."),
    "both_ways": _("Changed back to a value that stood here before."),
    "at_night": _("Changed between 22:00 and 5:00."),
    "many_at_once": _("Ten or more values that stood there were changed in one act."),
}
"""Why a change is pointed out, by its code. It says nothing of whether it was right."""


@dataclass(frozen=True, slots=True)
class ChangeOfCell:
    """One change as it is told: deletion and re-entry are one."""

    pupil: Pupil
    cell: str
    before: str | int | None
    after: str | int | None
    change_set: ChangeSet
    number: int
    """The key of the change that made it so."""
    hints: tuple[str, ...] = ()

    @property
    def is_first_entry(self) -> bool:
        return self.before is None

    @property
    def why(self) -> list[str]:
        return [str(HINTS[code]) for code in self.hints]


def of(approval: Approval) -> list[ChangeOfCell]:
    """Every change, the newest first; three queries, however many."""
    signed = _signed_at(approval)
    paired = [list(_paired(changes)) for changes in _by_cell(approval).values()]
    crowded = _crowded_sets(paired)
    with_hints: list[ChangeOfCell] = []
    for changes in paired:
        with_hints += _with_hints(changes, signed, crowded)
    return sorted(
        with_hints, key=lambda change: (change.change_set.number, change.pupil.pk), reverse=True
    )


def _crowded_sets(paired: Iterable[Iterable[ChangeOfCell]]) -> frozenset[int]:
    """Acts in which many values that stood there were changed."""
    sets = (each.change_set.pk for changes in paired for each in changes if not each.is_first_entry)
    return frozenset(pk for pk, times in Counter(sets).items() if times >= _MANY)


def _by_cell(approval: Approval) -> dict[tuple[int, str], list[ChangeOfCell]]:
    rows = CellChange.objects.filter(approval=approval).order_by("pk")
    by_cell: dict[tuple[int, str], list[ChangeOfCell]] = defaultdict(list)
    for row in rows.select_related("pupil", "change_set__by", "change_set__acting_for"):
        change = ChangeOfCell(row.pupil, row.cell, row.before, row.after, row.change_set, row.pk)
        by_cell[row.pupil_id, row.cell].append(change)
    return by_cell


def _paired(changes: Iterable[ChangeOfCell]) -> Iterator[ChangeOfCell]:
    """What was taken out waits for what comes in its place."""
    taken_out: ChangeOfCell | None = None
    for change in changes:
        if taken_out and change.before is None and _is_one(taken_out, change):
            change, taken_out = replace(change, before=taken_out.before), None
        if taken_out:
            yield taken_out
        taken_out = change if change.after is None else None
        if taken_out is None:
            yield change
    if taken_out:
        yield taken_out


def _is_one(out: ChangeOfCell, back: ChangeOfCell) -> bool:
    return (
        out.change_set.by_id == back.change_set.by_id
        and timedelta() <= back.change_set.at - out.change_set.at <= _ONE_CHANGE
    )


def _signed_at(approval: Approval) -> datetime | None:
    events = Event.objects.filter(approval=approval, kind=Step.SUBMIT).order_by("sequence")
    return events.values_list("at", flat=True).first()


def _with_hints(
    changes: Sequence[ChangeOfCell], signed: datetime | None, crowded: Collection[int]
) -> Iterator[ChangeOfCell]:
    earlier: set[str | int | None] = set()
    for change in changes:
        hints = list(_hints(change, earlier, signed))
        if change.change_set.pk in crowded and not change.is_first_entry:
            hints.append("many_at_once")
        yield replace(change, hints=tuple(hints))
        earlier |= {change.before, change.after} - {None}


def _hints(
    change: ChangeOfCell, earlier: Collection[str | int | None], signed: datetime | None
) -> Iterator[str]:
    if signed and change.change_set.at > signed:
        yield "after_signature"
    if change.after in earlier:
        yield "both_ways"
    if not change.is_first_entry and _is_night(change.change_set.at):
        yield "at_night"


def _is_night(at: datetime) -> bool:
    late, early = _NIGHT
    hour = timezone.localtime(at).hour
    return hour >= late or hour < early
