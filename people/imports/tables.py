"""Which rows of a sheet are people, and which are titles, totals and signatures?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from people.imports.headings import Column, Heading, find_heading, plain
from people.imports.workbook import Cell, Sheet, Workbook

_FOOT = re.compile(
    r"(tong( cong| so)?|cong|danh sach (nay )?(co|gom)|(lop|trong do|an dinh).{0,40}|"
    r"nguoi (lap|nhap)|lap bieu|(pho )?hieu truong|kt hieu truong|giao vien chu nhiem|gvcn|thu truong|"
    r"xac nhan|ky ten|duyet|.*\bngay (\d+ )?thang (\d+ )?nam( \d+)?)\b.*"
)
_CLASS = re.compile(
    r"\bl(?:ớp|op)\s*:?\s*(\d[\w/. -]{0,9}?)(?=$|[,;:()–]|\s+[^\W\d]{2,}|\s+-)", re.IGNORECASE
)
_FEW = 3
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
        self.title = _class_above(self.rows[: heading.first_row])
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
        if self._repeats_heading(row):
            self.over = False
            return True
        texts = list(dict.fromkeys(str(cell) for cell in row if cell is not None))
        title = _CLASS.search(texts[0]) if len(texts) == 1 else None
        if title:
            self.title, self.over = title[1].strip(), True
        self.over = self.over or self._is_foot(row, texts)
        is_numbering = number == self.heading.last_row + 1 and all(map(_is_numbering, texts))
        return self.over or is_numbering

    def _is_foot(self, row: list[Cell], texts: list[str]) -> bool:
        """A total or a signature: few words, and no person beside "Hiệu trưởng" or "GVCN"."""
        said = row[self.anchor] if self.anchor < len(row) else None
        nobody = said is None or _is_foot_word(str(said))
        return nobody and len(texts) <= _FEW and any(map(_is_foot_word, texts))

    def _repeats_heading(self, row: list[Cell]) -> bool:
        said = row[self.anchor] if self.anchor < len(row) else None
        head = self.sheet.rows[self.heading.first_row], self.sheet.rows[self.heading.last_row]
        same = [each[self.anchor] for each in head if self.anchor < len(each)]
        return isinstance(said, str) and said in same


def _is_foot_word(text: str) -> bool:
    return bool(_FOOT.fullmatch(plain(text)))


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
    return next((found[1].strip() for text in texts if (found := _CLASS.search(text))), "")


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
