"""Which rows of a sheet are people, and which are titles, totals and signatures?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from people.imports.cells import Unclear, day_of, is_gender, whole
from people.imports.feet import class_in, class_of_title, is_foot
from people.imports.headings import Column, Heading, find_heading
from people.imports.workbook import Cell, Sheet, Workbook

_FEW = 3
_NAMES = ("family_name", "full_name", "given_name")
_ORDINAL = re.compile(r"\s*\d{1,4}\s*[.)]?\s*")
_NUMBERING = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?")


@dataclass(frozen=True, slots=True)
class Line:
    """A row about somebody: where it stands, what it says, and under which title."""

    sheet: str
    number: int  # as the spreadsheet counts, from 1
    cells: dict[str, Cell]
    places: dict[str, int]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    sheet: str
    heading: Heading
    lines: tuple[Line, ...]
    passed_over: tuple[int, ...]  # rows beneath the headings that are nobody


def letters(place: int) -> str:
    """A column as spreadsheets name it: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def tables_in(book: Workbook, columns: Sequence[Column], needed: Sequence[str]) -> list[Table]:
    """The tables with these headings, one a sheet; sheets without are left aside."""
    found = ((sheet, find_heading(sheet, columns, needed)) for sheet in book.sheets)
    return [_table(sheet, heading, needed) for sheet, heading in found if heading]


def _table(sheet: Sheet, heading: Heading, needed: Sequence[str]) -> Table:
    reader = _Reader(sheet, heading, needed)
    lines = tuple(reader.lines())
    return Table(sheet.name, heading, lines, tuple(reader.passed_over))


class _Reader:
    """Goes down a sheet beneath its headings."""

    def __init__(self, sheet: Sheet, heading: Heading, needed: Sequence[str]) -> None:
        self.sheet, self.heading = sheet, heading
        self.rows = _filled_down(sheet)
        self.passed_over: list[int] = []
        self.places = _with_second_name_column(heading, self.rows)
        self.anchor = next(heading.columns[key] for key in needed if key in heading.columns)
        # The class that the last title named.
        self.title = _class_above(self.rows[: heading.first_row])
        # A foot or a title was passed, and nobody came since.
        self.over = False

    def lines(self) -> Iterator[Line]:
        for number, row in enumerate(self.rows):
            if number <= self.heading.last_row or not any(cell is not None for cell in row):
                continue
            if self._is_nobody(number, row):
                self.passed_over.append(number + 1)
            else:
                cells = {key: row[at] for key, at in self.places.items() if at < len(row)}
                yield Line(self.sheet.name, number + 1, cells, self.places, self.title)

    def _is_nobody(self, number: int, row: list[Cell]) -> bool:
        """A repeated heading, a title between two lists, a total, a signature, 1-2-3 beneath headings."""
        if self._is_somebody(row):
            self.over = False
            return False
        if self._repeats_heading(row):
            self.over = False
            return True
        texts = self._texts(row)
        self._look_for_title(row, texts)
        self.over = self.over or self._is_foot(row, texts)
        is_numbering = number == self.heading.last_row + 1 and all(map(_is_numbering, texts))
        return self.over or is_numbering

    def _texts(self, row: list[Cell]) -> list[str]:
        """What it says, once each; a class beside other words in the column of classes is no title."""
        texts = {at: str(cell) for at, cell in enumerate(row) if cell is not None}
        at = self.places.get("class", -1)
        if len(texts) > 1 and class_in(texts.get(at, "")):
            del texts[at]
        return list(dict.fromkeys(texts.values()))

    def _is_somebody(self, row: list[Cell]) -> bool:
        """A name with its number, birth date or gender: never a foot, and it ends one."""
        said = {key: row[at] for key, at in self.places.items() if at < len(row)}
        name = self._name(row)
        if self.anchor == self.places.get("class"):
            return bool(class_in(name)) and sum(cell is not None for cell in said.values()) > 1
        return _is_name(name) and (
            _is_day(said.get("born_on"))
            or _is_ordinal(said.get("born_year"))
            or is_gender(said.get("gender"))
            or (_is_ordinal(said.get("number")) and not is_foot(name))
        )

    def _name(self, row: list[Cell]) -> str:
        """What stands where names do, in one piece."""
        at = dict.fromkeys([self.places.get(key, self.anchor) for key in _NAMES])
        cells = (row[place] for place in at if place < len(row))
        return " ".join(str(cell) for cell in cells if cell is not None)

    def _look_for_title(self, row: list[Cell], texts: list[str]) -> None:
        """A row that says "Lớp 1A" names the class of those below it, with or without how many they are."""
        may_be = len(texts) == 1 or (len(texts) <= _FEW and self._names_nobody(row))
        title = class_of_title(texts) if may_be else ""
        if title:
            self.title, self.over = title, True

    def _is_foot(self, row: list[Cell], texts: list[str]) -> bool:
        """A total or a signature: few words, and no person beside "Hiệu trưởng" or "GVCN"."""
        return len(texts) <= _FEW and self._names_nobody(row) and any(map(is_foot, texts))

    def _names_nobody(self, row: list[Cell]) -> bool:
        said = self._name(row)
        return not said or is_foot(said)

    def _repeats_heading(self, row: list[Cell]) -> bool:
        said = row[self.anchor] if self.anchor < len(row) else None
        head = self.sheet.rows[self.heading.first_row], self.sheet.rows[self.heading.last_row]
        same = [each[self.anchor] for each in head if self.anchor < len(each)]
        return isinstance(said, str) and said in same


def _is_name(said: str) -> bool:
    return any(map(str.isalpha, said)) and not any(map(str.isdecimal, said))


def _is_ordinal(cell: Cell) -> bool:
    return cell is not None and not isinstance(cell, bool) and bool(_ORDINAL.fullmatch(whole(cell)))


def _is_day(cell: Cell) -> bool:
    if cell is None or isinstance(cell, date):
        return cell is not None
    try:
        return day_of(cell) is not None
    except (Unclear, OverflowError):
        return False


def _is_numbering(text: str) -> bool:
    return bool(_NUMBERING.fullmatch(text.strip().removesuffix(".0")))


def _filled_down(sheet: Sheet) -> list[list[Cell]]:
    """A cell merged over several rows says the same in each of them."""
    rows = sheet.rows
    for top, left, bottom, _right in sheet.merged:
        if bottom <= top or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] is None:
                row[left] = rows[top][left]
    return rows


def _class_above(rows: list[list[Cell]]) -> str:
    """The class of a title: "Danh sách học sinh lớp 3A"."""
    texts = (cell for row in rows for cell in row if isinstance(cell, str))
    return next(filter(None, map(class_in, texts)), "")


def _with_second_name_column(heading: Heading, rows: list[list[Cell]]) -> dict[str, int]:
    """Surname and given name in two columns under one heading."""
    places = dict(heading.columns)
    name = places.get("full_name")
    if name is None or "given_name" in places or name + 1 in places.values():
        return places
    beneath = rows[heading.last_row + 1 :]
    texts = [row[name + 1] for row in beneath if name + 1 < len(row) and isinstance(row[name], str)]
    filled = sum(isinstance(cell, str) for cell in texts)
    if filled * 2 > len(texts) and _has_no_heading_of_its_own(heading, rows, name + 1):
        places["given_name"] = name + 1
    return places


def _has_no_heading_of_its_own(heading: Heading, rows: list[list[Cell]], place: int) -> bool:
    head = rows[heading.first_row : heading.last_row + 1]
    return not any(row[place] for row in head if place < len(row))
