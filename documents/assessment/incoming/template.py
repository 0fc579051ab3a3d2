"""A sheet as a workbook to be filled in and brought back: names protected, cells that check themselves."""

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from documents.assessment.columns import CellKind, Column
from documents.assessment.incoming.comparing import SheetToFill
from documents.assessment.incoming.matching import PupilRow
from documents.assessment.rules.tt27_2020 import MARKS
from documents.assessment.terms import SubjectLevel, TraitLevel
from documents.assessment.typed import MOST_LETTERS
from people.imports.labels import PUPIL_HEADINGS
from people.imports.sheets import new_book

SHEET_MARK = "Mã phiếu"
_HEADINGS = ("STT", *(PUPIL_HEADINGS[key] for key in ("ministry_code", "full_name", "born_on")))
_WIDTHS = (5, 14, 28, 12)
_FIRST_ROW = 3
_LEVELS = {CellKind.SUBJECT_LEVEL: SubjectLevel, CellKind.TRAIT_LEVEL: TraitLevel}


def template_of(sheet: SheetToFill, title: str) -> bytes:
    """An .xlsx file. Brought back as it is, it changes nothing."""
    file = io.BytesIO()
    book = new_book(file)
    page = book.add_worksheet(_("Score sheet"))
    pen = _Pen(book, page)
    page.write_string(0, 0, title, pen.head)
    page.write_string(1, 0, f"{SHEET_MARK}: {sheet.mark}")
    for at, heading in enumerate((*_HEADINGS, *(column.title for column in sheet.columns))):
        page.write_string(_FIRST_ROW - 1, at, heading, pen.heading)
    for number, row in enumerate(sheet.rows):
        pen.write_row(_FIRST_ROW + number, row, sheet.columns)
    _lay_out(page, sheet.columns)
    _check_cells(page, sheet)
    book.close()
    return file.getvalue()


class _Pen:
    def __init__(self, book: Workbook, page: Worksheet) -> None:
        self._page = page
        self.head = book.add_format({"bold": True, "font_size": 13})
        framed = {"border": 1, "valign": "top"}
        self.heading = book.add_format({**framed, "bold": True, "text_wrap": True})
        self._closed = book.add_format({**framed, "num_format": "@", "bg_color": "#f2f2f2"})
        self._day = book.add_format({**framed, "num_format": "dd/mm/yyyy", "bg_color": "#f2f2f2"})
        self._open = book.add_format({**framed, "locked": False, "align": "center"})
        self._words = book.add_format(
            {**framed, "locked": False, "text_wrap": True, "num_format": "@"}
        )

    def write_row(self, at: int, row: PupilRow, columns: Sequence[Column]) -> None:
        page = self._page
        page.write_number(at, 0, row.number, self._closed)
        page.write_string(at, 1, row.code, self._closed)
        page.write_string(at, 2, row.name, self._closed)
        page.write_datetime(at, 3, row.born_on, self._day)
        for place, column in enumerate(columns, len(_HEADINGS)):
            self._write_value(at, place, column, row.values.get(column.code))

    def _write_value(self, at: int, place: int, column: Column, value: str | int | None) -> None:
        form = self._open if column.is_short else self._words
        if value is None:
            self._page.write_blank(at, place, None, form)
        elif isinstance(value, int):
            self._page.write_number(at, place, value, form)
        else:
            self._page.write_string(at, place, value, form)


def _lay_out(page: Worksheet, columns: Sequence[Column]) -> None:
    """On landscape A4, headings on every page; the widths may be changed, the names not."""
    for at, width in enumerate(_WIDTHS):
        page.set_column(at, at, width)
    for at, column in enumerate(columns, len(_WIDTHS)):
        page.set_column(at, at, 12 if column.is_short else 50)
    page.freeze_panes(_FIRST_ROW, 3)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_FIRST_ROW - 1)
    page.protect("", {"format_columns": True, "format_rows": True})


def _check_cells(page: Worksheet, sheet: SheetToFill) -> None:
    if not sheet.rows:
        return
    last = _FIRST_ROW + len(sheet.rows) - 1
    for at, column in enumerate(sheet.columns, len(_HEADINGS)):
        page.data_validation(_FIRST_ROW, at, last, at, _rule(column))


def _rule(column: Column) -> dict[str, Any]:
    if column.kind in _LEVELS:
        letters = [level.value for level in _LEVELS[column.kind]]
        said = _("Please type one of: %s.") % ", ".join(letters)
        return {"validate": "list", "source": letters, "error_message": said}
    if column.kind == CellKind.MARK:
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": MARKS[0],
            "maximum": MARKS[-1],
            "error_message": _("A mark is a whole number from 0 to 10."),
        }
    return {
        "validate": "length",
        "criteria": "<=",
        "value": MOST_LETTERS,
        "error_message": _("A comment has at most 500 letters."),
    }
