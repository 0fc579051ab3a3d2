"""What is open for a time: which cells of a confirmed record, and until when."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from people.compiled import NUMBER, CompiledQuery
from people.refusals import Problem
from workflows.models import Approval, Opening, Submission
from workflows.record import Record, RecordCell


def active(approval: Approval) -> Opening | None:
    """By which this record is open now, or was until it lapsed unnoticed."""
    if not approval.is_draft or approval.revision == 1:
        return None
    rows = _granted(approval=approval.pk)
    return rows[0] if rows else None


_granted = CompiledQuery(
    lambda approval: Opening.objects.filter(approval=approval, outcome=Opening.Outcome.GRANTED),
    approval=NUMBER,
)


def last_of(approval: Approval) -> Opening | None:
    rows = Opening.objects.filter(approval=approval).select_related("asked_by", "decided_by")
    return rows.first()


def confirmed_before(opening: Opening) -> Submission:
    """What the record said when it was confirmed, and what it says again where the opening lapses."""
    versions = {"revision": opening.revision, "round": opening.round}
    return Submission.objects.get(approval=opening.approval_id, **versions)


@dataclass(frozen=True, slots=True)
class OpenedCell:
    """A cell that was asked for or changed: what it said, and what it says since."""

    before: RecordCell
    after: RecordCell | None
    is_asked_for: bool

    @property
    def is_changed(self) -> bool:
        return self.after is not None and self.after.text != self.before.text


def cells_opened(opening: Opening, record: Record | None = None) -> list[OpenedCell]:
    """What was asked for or changed; with the draft where a record is given, else as confirmed anew."""
    before = {cell.key: cell for cell in cells_of(opening.approval, confirmed_before(opening))}
    after = {cell.key: cell for cell in _cells_after(opening, record)}
    scope = set(opening.scope)
    opened = [
        OpenedCell(before.get(key, _empty(after.get(key))), after.get(key), key in scope)
        for key in [*before, *(key for key in after if key not in before)]
    ]
    return [each for each in opened if each.is_asked_for or each.is_changed]


def _empty(cell: RecordCell | None) -> RecordCell:
    return RecordCell(cell.key, cell.line, cell.column, "") if cell else RecordCell("", "", "", "")


def _cells_after(opening: Opening, record: Record | None) -> Sequence[RecordCell]:
    if opening.outcome == Opening.Outcome.CONFIRMED:
        versions = {"revision": opening.revision + 1, "round": 1}
        anew = Submission.objects.filter(approval=opening.approval_id, **versions).first()
        return cells_of(opening.approval, anew)
    if opening.is_granted and record is not None:
        return record.cells_of(record.content())
    return ()


def cells_of(approval: Approval, submission: Submission | None) -> list[RecordCell]:
    if submission is None or not submission.content:
        return []
    return list(approval.type.model.cells_of(json.loads(submission.content)))


@dataclass(frozen=True, slots=True)
class Limits:
    """Which cells may be changed while a record is open: those named, and lines that were not there."""

    opening: Opening
    scope: frozenset[str]
    before: dict[str, str]

    def allow(self, key: str) -> bool:
        return key in self.scope or key not in self.before


def limits_of(approval: Approval) -> Limits | None:
    """Nothing where the record is no opened one."""
    opening = active(approval)
    if opening is None:
        return None
    cells = cells_of(approval, confirmed_before(opening))
    before = {cell.key: cell.text for cell in cells}
    return Limits(opening, frozenset(opening.scope), before)


def closed_because(opening: Opening) -> Problem | None:
    if not opening.is_over:
        return None
    said = _("The opening ended on %s: what was confirmed before holds again.")
    moment = timezone.localtime(opening.ends_at)
    return Problem(said % f"{moment:%d/%m/%Y %H:%M}", "opening_ended")


def problems(record: Record) -> list[Problem]:
    """What keeps an opened record from being confirmed: a change outside, or none at all."""
    limits = limits_of(record.approval)
    if limits is None or not limits.scope:  # what was withdrawn is drawn up anew as a whole
        return []
    now = record.cells_of(record.content())
    changed = [cell for cell in now if cell.text != limits.before.get(cell.key, "")]
    if not changed:
        said = _("Nothing was changed: let the opening end, and what was confirmed holds again.")
        return [Problem(said, "opened_and_unchanged")]
    outside = _("%(line)s, “%(column)s”: this cell was not opened.")
    return [
        Problem(outside % {"line": cell.line, "column": cell.column}, "outside_opening", cell.key)
        for cell in changed
        if not limits.allow(cell.key)
    ]
