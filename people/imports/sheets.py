"""Spreadsheets written: every text stays a text, whatever it begins with."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME, _NARROWEST, _WIDEST = 31, 6, 40
Cell = str | int | date | None
Rows = Iterable[Sequence[Cell]]


def spreadsheet(sheets: Mapping[str, tuple[Sequence[str], Rows]]) -> bytes:
    """An .xlsx file: for each sheet its headings and its rows."""
    file = io.BytesIO()
    book = new_book(file)
    pen = _Pen(book)
    names = _names(sheets)
    for name, (headings, rows) in zip(names, sheets.values(), strict=True):
        pen.write(name, headings, rows)
    book.close()
    return file.getvalue()


def new_book(file: io.BytesIO) -> xlsxwriter.Workbook:
    """Without these a text that begins with "=" or "http://" would become a formula or a link."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(file, {"in_memory": True, **safe})


def _names(wanted: Iterable[str]) -> list[str | None]:
    """As spreadsheets allow: where 1/1 becomes 1-1 and that is there already, 1-1 (2)."""
    names: dict[str, str] = {}
    for one in wanted:
        name = first = _FORBIDDEN.sub("-", one)[:_LONGEST_NAME]
        number = 1
        while name.casefold() in names:
            number += 1
            name = f"{first[: _LONGEST_NAME - len(f' ({number})')]} ({number})"
        names[name.casefold()] = name
    return [name or None for name in names.values()]


class _Pen:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})

    def write(self, name: str | None, headings: Sequence[str], rows: Rows) -> None:
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        widths = [len(heading) for heading in headings]
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, self.head)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                self._write_cell(sheet, number, place, cell)
                widths[place] = max(widths[place], len(str(cell or "")))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(max(width + 1, _NARROWEST), _WIDEST))

    def _write_cell(self, sheet: Worksheet, number: int, place: int, cell: Cell) -> None:
        if isinstance(cell, date):
            sheet.write_datetime(number, place, cell, self.day)
        elif isinstance(cell, int):
            sheet.write_number(number, place, cell)
        elif cell:
            sheet.write_string(number, place, cell, self.text)
