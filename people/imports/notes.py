"""What of a file was left aside: sheets, columns and rows."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from people.imports.labels import label_of
from people.imports.tables import Table, letters
from people.imports.workbook import Workbook

_MOST = 12
# Known, so that they are taken for nothing else.
_OF_NO_USE = frozenset({"number", "grade"})


def notes_on(book: Workbook, tables: Sequence[Table], unused: Iterable[str] = ()) -> list[str]:
    """`unused` are columns that were known, and of no use here."""
    unused = list(unused)
    return list(dict.fromkeys([*_notes(book, tables, unused), *_readings(tables, unused)]))


def _notes(book: Workbook, tables: Sequence[Table], known: Iterable[str]) -> Iterator[str]:
    used = {table.sheet for table in tables}
    aside = [sheet.name for sheet in book.sheets if sheet.rows and sheet.name not in used]
    if aside:
        yield _("Sheets without such a table were left aside: %s.") % _listed(aside)
    unused = dict.fromkeys([*known, *(label for table in tables for label in table.heading.unused)])
    if unused:
        yield _("Columns that are not kept: %s.") % _listed(list(unused))
    for table in tables:
        if len(table.heading.again) > 1 and "full_name" in table.heading.again:
            beside = letters(min(table.heading.again.values()))
            sentence = _(
                "A second list stands beside the first, from column %s on; nobody in it was read."
                " Put it below the first or on a sheet of its own."
            )
            yield _on(table.sheet) + sentence % beside
        if table.passed_over:
            rows = ", ".join(_ranges(table.passed_over))
            sentence = _("Rows passed over as titles, totals or signatures: %s.")
            yield _on(table.sheet) + sentence % rows


def _on(sheet: str) -> str:
    """A file of plain text has one sheet without a name."""
    return f"“{sheet}”: " if sheet else ""


def _readings(tables: Sequence[Table], unused: Sequence[str]) -> Iterator[str]:
    """Which column was taken for what; once for all sheets that have the same ones."""
    sheets: dict[str, list[str]] = {}
    for table in tables:
        sheets.setdefault(_reading(table, unused), []).append(f"“{table.sheet}”")
    for columns, names in sheets.items():
        if len(sheets) == 1:
            yield _("Columns as they were read: %s.") % columns
        else:
            said = {"sheets": _listed(names), "columns": columns}
            yield _("Columns as they were read in %(sheets)s: %(columns)s.") % said


def _reading(table: Table, unused: Sequence[str]) -> str:
    labels = table.heading.labels
    return "; ".join(
        f"{letters(at)} “{labels[key]}” → {label_of(key)}"
        for key, at in table.heading.columns.items()
        if key not in _OF_NO_USE and labels[key] not in unused
    )


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """All of them, shortly: 3, 5–9. Nobody may be missing from a list without being told."""
    for _step, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        (_first, first), *_between = both = list(run)
        last = both[-1][1]
        yield f"{first}–{last}" if last > first else str(first)


def _listed(words: list[str]) -> str:
    return ", ".join(words[:_MOST]) + (", …" if len(words) > _MOST else "")
