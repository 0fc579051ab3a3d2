"""The one way by which a result changes: cells typed by a drafter, each change remembered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from documents.assessment import changes, windows
from documents.assessment.changes import Author, Change
from documents.assessment.columns import Column
from documents.assessment.models import ChangeSet, PupilResults
from documents.assessment.typed import TypedValue
from people.refusals import NotYours, Problem, Refusal
from workflows import openings
from workflows.models import Approval
from workflows.openings import Limits
from workflows.permissions import drafters, roster_of
from workflows.refusals import NotPossible, RecordIsClosed

Values = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class TypedRow:
    """What was typed into a pupil's row, by column, and the version of the row that was on the screen."""

    pupil: int
    seen: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CellAnswer:
    """What became of a cell: its text now, and the problem where it was not taken or needs a look."""

    text: str
    code: str = ""
    sentence: str = ""
    is_refused: bool = False


@dataclass(slots=True)
class RowAnswer:
    """What became of a row: its version now, and of each cell that was sent."""

    pupil: int
    version: int
    cells: dict[str, CellAnswer] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        return any(cell.is_refused for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Sheet:
    """What may be typed where: the columns, the pupils who are asked for, and the cells that none has."""

    approval: Approval
    columns: Sequence[Column]
    pupils: frozenset[int]
    closed: Mapping[str, str] = field(default_factory=dict)
    """By the cell's key why nothing is entered there."""


def enter(
    sheet: Sheet,
    rows: Sequence[TypedRow],
    author: Author,
    means: str = ChangeSet.Means.TYPED,
    *,
    only_empty: bool = False,
    is_read: bool = False,
) -> dict[int, RowAnswer]:
    """Take over what can be taken, cell by cell; what cannot says why, and nothing else is lost.

    A cell that somebody else changed after the row was read is not written over: both values are told.
    `only_empty` leaves alone what is filled; what is suggested stays so until it is typed otherwise or
    sent by who has read it (`is_read`). Raises NotYours, RecordIsClosed, NotPossible.
    """
    if any(row.pupil not in sheet.pupils for row in rows):
        raise NotPossible(_("This pupil is not on this sheet."), "pupil_not_on_sheet")
    with transaction.atomic():
        approval, limits = _open_draft(sheet.approval.pk, author)
        writings = list(_begin(approval, rows, _Manner(means, only_empty, is_read)))
        answers = {writing.typed.pupil: writing.take(sheet, limits) for writing in writings}
        _keep([writing.row for writing in writings if writing.is_changed])
        cell_changes = [change for each in writings for change in each.changes]
        changes.keep(approval, cell_changes, author, means)
    return answers


def _open_draft(approval: int, author: Author) -> tuple[Approval, Limits | None]:
    """Locked, so that it is not submitted meanwhile, and to which cells it is limited, where it was opened
    on request. Raises where this person may not write it now."""
    rows = Approval.objects.select_for_update(of=("self",)).select_related("school_year", "period")
    locked = rows.get(pk=approval)
    if not locked.is_draft or locked.erased_at or not locked.school_year.takes_work:
        raise RecordIsClosed
    allowed = drafters(locked, roster_of())
    if not any(each == author.capacity for each in allowed):
        raise NotYours(_("This sheet is not yours to fill in."))
    limits = openings.limits_of(locked)
    if closed := _closed_because(locked, limits):
        raise Refusal(closed)
    return locked, limits


def _closed_because(approval: Approval, limits: Limits | None) -> Problem | None:
    """An opening has an end of its own, in the place of the period's."""
    if limits:
        return openings.closed_because(limits.opening)
    if approval.period is None:
        return None
    return windows.closed_because(approval.period, is_returned=approval.is_returned)


@dataclass(frozen=True, slots=True)
class _Manner:
    means: str
    only_empty: bool
    is_read: bool


def _begin(approval: Approval, rows: Sequence[TypedRow], manner: _Manner) -> Iterator["_Writing"]:
    stored = _rows_of(approval, [row.pupil for row in rows])
    later = changes.since(approval, {row.pupil: row.seen for row in rows})
    for row in rows:
        yield _Writing(row, stored[row.pupil], later.get(row.pupil, {}), manner)


def _rows_of(approval: Approval, pupils: Sequence[int]) -> dict[int, PupilResults]:
    """By pupil; a new one for whom nothing was entered yet."""
    rows = PupilResults.objects.filter(approval=approval, pupil__in=pupils)
    stored = {row.pupil_id: row for row in rows}
    new = {pk: PupilResults(approval=approval, pupil_id=pk) for pk in pupils if pk not in stored}
    return {**stored, **new}


def _keep(rows: Sequence[PupilResults]) -> None:
    """One statement for new rows and old ones."""
    PupilResults.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["approval", "pupil"],
        update_fields=["values", "version", "suggested"],
    )


class _Writing:
    """One row as its cells are taken over."""

    def __init__(
        self, typed: TypedRow, row: PupilResults, later: Mapping[str, Any], manner: _Manner
    ) -> None:
        self.typed, self.row = typed, row
        self._later, self._manner = later, manner
        self._was_suggested = frozenset(row.suggested)
        self._suggested = set(row.suggested)
        self.changes: list[Change] = []

    @property
    def is_changed(self) -> bool:
        return bool(self.changes) or self._suggested != self._was_suggested

    def take(self, sheet: Sheet, limits: Limits | None) -> RowAnswer:
        self._limits, self._closed = limits, sheet.closed
        version, texts = self.row.version + 1, self.typed.texts
        cells = {
            column.code: self._cell(column, texts[column.code], version)
            for column in sheet.columns
            if column.code in texts
        }
        if self.changes:
            self.row.version = version
        self.row.suggested = sorted(self._suggested)
        return RowAnswer(self.row.pupil_id, self.row.version, cells)

    def _cell(self, column: Column, text: str, version: int) -> CellAnswer:
        typed = column.read(text)
        if typed.is_refused:
            return CellAnswer(text, typed.code, str(typed.sentence), is_refused=True)
        now = self.row.values.get(column.code)
        if typed.value == now or (self._manner.only_empty and now is not None):
            if self._manner.is_read and typed.value == now:
                self._suggested.discard(column.code)
            return _answer(now, typed)
        if column.code in self._later:
            return self._conflict(column.code, typed.value, now)
        if why := self._not_open(column.code, now):
            return CellAnswer(shown(now), *why, is_refused=True)
        self.changes.append(Change(self.row.pupil_id, column.code, now, typed.value, version))
        self._put(column.code, typed.value)
        return _answer(typed.value, typed)

    def _put(self, cell: str, value: Any) -> None:
        if value is None:
            del self.row.values[cell]
        else:
            self.row.values[cell] = value
        if self._manner.means == ChangeSet.Means.SUGGESTED:
            self._suggested.add(cell)
        else:
            self._suggested.discard(cell)

    def _not_open(self, code: str, now: Any) -> tuple[str, str] | None:
        key = cell_key(self.row.pupil_id, code)
        if key in self._closed:
            return "cell_not_asked_for", self._closed[key]
        if self._limits and not self._limits.allow(key):
            return "outside_opening", _("This cell was not opened: “%s” stays.") % shown(now)
        return None

    def _conflict(self, cell: str, typed: Any, now: Any) -> CellAnswer:
        """Somebody else was quicker. Who typed nothing new here gets the newer value and no question."""
        if typed == self._later[cell]:
            return CellAnswer(shown(now))
        sentence = _(
            "Meanwhile “%(now)s” was entered here; you typed “%(typed)s”. Type the right one once more."
        )
        facts = {"now": shown(now), "typed": shown(typed)}
        return CellAnswer(shown(typed), "changed_meanwhile", sentence % facts, is_refused=True)


def _answer(value: Any, typed: TypedValue[Any]) -> CellAnswer:
    return CellAnswer(shown(value), typed.code, str(typed.sentence))


def cell_key(pupil: int, code: str) -> str:
    """How a cell is called in a form, in a problem that points at it, and in an opening."""
    return f"c{pupil}-{code}"


def shown(value: str | int | None) -> str:
    """As it stands in the cell."""
    return "" if value is None else str(value)
