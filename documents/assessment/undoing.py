"""Changes of a sheet are taken back: as changes of their own, so that nothing is lost."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from documents.assessment import changes
from documents.assessment.changes import Author, Change, last_of
from documents.assessment.entering import Sheet, TypedRow, Values, enter, shown
from documents.assessment.models import CellChange, ChangeSet, PupilResults
from people.refusals import ChangedMeanwhile
from workflows.models import Approval


def take_back_last(sheet: Sheet, author: Author, number: int) -> str:
    """Each cell of the last set as it was before it. Returns what stood in the way, if anything.

    `number` is the set that was on the screen: raises ChangedMeanwhile where it is the last no more.
    """
    last = last_of(sheet.approval.pk)
    if last is None or last.number != number:
        raise ChangedMeanwhile
    cell_changes = list(CellChange.objects.filter(change_set=last))
    pupils = {change.pupil_id for change in cell_changes} & sheet.pupils
    typed = _as_before(sheet, pupils, cell_changes)
    enter(sheet, typed, author, ChangeSet.Means.UNDONE)
    gone = len({change.pupil_id for change in cell_changes}) - len(pupils)
    return _("%d pupil(s) are on this sheet no more: their cells stay.") % gone if gone else ""


def _as_before(
    sheet: Sheet, pupils: Collection[int], cell_changes: Sequence[CellChange]
) -> list[TypedRow]:
    before: dict[int, dict[str, str]] = defaultdict(dict)
    for change in cell_changes:
        before[change.pupil_id][change.cell] = shown(change.before)
    rows = PupilResults.objects.filter(approval=sheet.approval, pupil__in=pupils)
    return [TypedRow(row.pupil_id, row.version, before[row.pupil_id]) for row in rows]


def give_back(approval: Approval, before: Mapping[int, Values]) -> None:
    """Every row as it was when the sheet was confirmed, in the caller's transaction; by Sổ Ký itself."""
    cell_changes: list[Change] = []
    for row in PupilResults.objects.filter(approval=approval).order_by("pk"):
        given_back = list(_differences(row, before.get(row.pupil_id, {})))
        if given_back:
            row.values, row.version = dict(before.get(row.pupil_id, {})), row.version + 1
            row.suggested = []
            row.save(update_fields=["values", "version", "suggested"])
        cell_changes += given_back
    changes.keep(approval, cell_changes, None, ChangeSet.Means.LAPSED)


def _differences(row: PupilResults, before: Values) -> Iterator[Change]:
    for cell in sorted({*row.values, *before}):
        now, then = row.values.get(cell), before.get(cell)
        if now != then:
            yield Change(row.pupil_id, cell, now, then, row.version + 1)
