"""The rows of what was pasted or uploaded, every cell as text."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from people.imports import delimited
from people.imports.cells import whole
from people.imports.workbook import Cell, Sheet, open_workbook
from people.refusals import Refusal

MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 500, 60, 300_000


@dataclass(frozen=True, slots=True)
class IncomingTable:
    """One sheet of a file, or what was pasted. A cell merged over others is told by its corners."""

    name: str
    rows: list[list[str]]
    merged: list[list[int]] = field(default_factory=list)

    def as_sheet(self) -> Sheet:
        """As the lists of people are read; a copy, for its reader fills merged cells in."""
        rows: list[list[Cell]] = [[cell or None for cell in row] for row in self.rows]
        corners = ((top, left, bottom, right) for top, left, bottom, right in self.merged)
        return Sheet(self.name, rows, tuple(corners))


def from_clipboard(text: str) -> IncomingTable:
    """As Excel and LibreOffice copy cells; else by the separator that cuts most evenly.

    Raises Refusal where it is empty, no table, or far more than a class.
    """
    if len(text) > MOST_LETTERS:
        raise _too_large()
    try:
        rows = _cells_of(text) if "\t" in text else _by_separator(text)
    except delimited.NotATable:
        raise Refusal(_("This is no table: copy the cells in Excel."), "not_a_table") from None
    return _checked(IncomingTable("", [list(map(_blank, row)) for row in rows]))


def _cells_of(text: str) -> list[list[str]]:
    """A quote that nobody closed is an ordinary letter: then lines and tabs alone part the cells."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    except csv.Error:
        return [line.split("\t") for line in text.splitlines()]


def _by_separator(text: str) -> list[list[str]]:
    data = text.encode(errors="ignore")
    return delimited.rows_of(data, MOST_ROWS, MOST_COLUMNS) if data else []


def from_file(data: bytes) -> list[IncomingTable]:
    """The sheets that hold anything. Raises Refusal."""
    tables = [
        IncomingTable(sheet.name, _texts(sheet.rows), [list(corners) for corners in sheet.merged])
        for sheet in open_workbook(data).sheets
        if any(cell is not None for row in sheet.rows for cell in row)
    ]
    if not tables:
        raise Refusal(_("There is no table in this file."), "no_table_in_file")
    return tables


def fitting(tables: Iterable[IncomingTable]) -> list[IncomingTable]:
    """Checked to be no larger than a class can need. Raises Refusal."""
    return [_checked(table) for table in tables]


def _texts(rows: Iterable[Iterable[Cell]]) -> list[list[str]]:
    return [list(map(_text, row)) for row in rows]


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else _blank(whole(cell))


def _blank(text: str) -> str:
    return text if text.strip() else ""


def _checked(table: IncomingTable) -> IncomingTable:
    rows = _without_empty_end(table.rows)
    if not rows:
        raise Refusal(_("Nothing was pasted: copy the cells in Excel first."), "nothing_pasted")
    letters = sum(len(cell) for row in rows for cell in row)
    if len(rows) > MOST_ROWS or letters > MOST_LETTERS or max(map(len, rows)) > MOST_COLUMNS:
        raise _too_large()
    return IncomingTable(table.name, rows, table.merged)


def _without_empty_end(rows: Sequence[list[str]]) -> list[list[str]]:
    """Without what is empty beneath and to the right: borders that somebody drew over nothing."""
    last = max((at for at, row in enumerate(rows) if any(row)), default=-1)
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell), default=0)
    return [row[:width] for row in rows[: last + 1]]


def _too_large() -> Refusal:
    most: dict[str, Any] = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
    said = _("This is far more than a class: at most %(rows)d rows and %(columns)d columns.")
    return Refusal(said % most, "table_too_large")
