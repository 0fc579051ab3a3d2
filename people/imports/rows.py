"""One row being read: what is clear, what is wrong and in which cell, what was put right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from people.digits import are_digits
from people.imports.cells import (
    Unclear,
    code_of,
    day_of,
    gainsays,
    gender_of,
    is_gender,
    is_marked,
    text_of,
    whole,
)
from people.imports.tables import Line, letters
from people.imports.workbook import Cell

T = TypeVar("T")


@dataclass(slots=True)
class Row:
    """What a row says, every value as text and only where something is said; kept as JSON."""

    sheet: str
    number: int
    values: dict[str, str]
    problems: list[str]
    remarks: list[str]
    places: dict[str, int]
    # The cells that could not be taken, as they stand in the file, for whoever puts them right.
    said: dict[str, str] = field(default_factory=dict)

    def refuse(self, key: str, sentence: str) -> None:
        self.problems.append(f"{address(self.places, key, self.number)}: {sentence}")

    def remark(self, key: str, sentence: str) -> None:
        """A list of its own: the rows as they were read are kept to be judged again."""
        self.remarks = [*self.remarks, f"{address(self.places, key, self.number)}: {sentence}"]


def as_json(rows: Iterable[Row]) -> dict[str, Any]:
    """Kept as JSON; where the columns stand is written once for each sheet."""
    rows = list(rows)
    return {
        "places": {row.sheet: row.places for row in rows},
        "rows": [
            [row.sheet, row.number, row.values, row.problems, row.remarks, row.said] for row in rows
        ],
    }


def from_json(kept: dict[str, Any]) -> list[Row]:
    places = kept["places"]
    return [
        Row(sheet, number, values, problems, remarks, places[sheet], said)
        for sheet, number, values, problems, remarks, said in kept["rows"]
    ]


def address(places: dict[str, int], key: str, number: int) -> str:
    """Which cell of the sheet: "D7"; where the key has no column, the row."""
    return f"{letters(places[key])}{number}" if key in places else _("row %d") % number


@dataclass(slots=True)
class Reading:
    """Takes a line's cells for what they mean; what cannot be taken becomes a problem."""

    line: Line
    mac_dates: bool = False
    row: Row = field(init=False)

    def __post_init__(self) -> None:
        line = self.line
        self.row = Row(line.sheet, line.number, {}, [], [], line.places)

    def cell(self, key: str) -> Cell:
        return self.line.cells.get(key)

    def keep(self, key: str, value: str) -> None:
        if value:
            self.row.values[key] = value

    def text(self, key: str, most: int) -> str:
        return self._taken(key, lambda cell: text_of(cell, most), "")

    def day(self, key: str) -> date | None:
        return self._taken(key, lambda cell: day_of(cell, mac_dates=self.mac_dates), None)

    def gender(self) -> str:
        """From one column, or from a tick under "Nữ" or "Nam"."""
        if "gender" in self.line.cells:
            return self._taken("gender", gender_of, "")
        ticked = {
            gender: self._is_of(key, gender)
            for key, gender in (("female", "nữ"), ("male", "nam"))
            if key in self.line.places
        }
        if len(ticked) == 2 and len(set(ticked.values())) == 1:
            both = _("“Nam” and “Nữ” are both ticked.")
            self.refuse("female", both if ticked["nữ"] else _("neither “Nam” nor “Nữ” is ticked."))
            return ""
        if not ticked:
            return ""
        [gender, is_one], *_other = ticked.items()
        return gender if is_one else {"nữ": "nam", "nam": "nữ"}[gender]

    def _is_of(self, key: str, gender: str) -> bool:
        """A tick, or the word itself; the other gender's word is no tick."""
        cell = self.cell(key)
        return is_marked(cell) and (not is_gender(cell) or gender_of(cell) == gender)

    def code(self, key: str, length: int) -> str:
        """A code of so many digits; zeros that a spreadsheet dropped are put back, and that is said."""
        code = self._taken(key, code_of, "")
        if not code:
            return ""
        if not are_digits(code) or not length - 3 <= len(code) <= length:
            said = {"code": code[:30], "length": length}
            self.refuse(key, _("“%(code)s” must have exactly %(length)d digits.") % said)
            return ""
        if len(code) < length:
            code = code.zfill(length)
            self.remark(key, _("zeros in front had been lost; read as %s.") % code)
        return code

    def personal_id(self, key: str, born_on: date | None, gender: str) -> str:
        """Twelve digits; restored ones must fit the person, whole ones that do not are remarked on."""
        code = self.code(key, 12)
        wrong = gainsays(code, born_on, gender) if code else ""
        if wrong and code_of(self.cell(key)) != code:
            self.refuse(
                key, _("“%(code)s” is no personal ID: %(why)s.") % {"code": code, "why": wrong}
            )
            return ""
        if wrong:
            self.remark(key, _("please check the personal ID: %s.") % wrong)
        return code

    def phone(self, key: str) -> str:
        """A telephone number whose leading zero a spreadsheet dropped gets it back."""
        said = self.text(key, 20)
        digits = "".join(sign for sign in said if are_digits(sign))
        if len(digits) == 9 and digits[0] in "35789" and not isinstance(self.cell(key), str):
            self.remark(key, _("zeros in front had been lost; read as %s.") % f"0{digits}")
            return f"0{digits}"
        return said

    def refuse(self, key: str, sentence: str) -> None:
        self.row.refuse(key, sentence)
        cell = self.cell(key)
        if cell is not None:
            self.row.said[key] = f"{cell:%d/%m/%Y}" if isinstance(cell, date) else whole(cell)[:200]

    def remark(self, key: str, sentence: str) -> None:
        line = self.line
        self.row.remarks.append(f"{address(line.places, key, line.number)}: {sentence}")

    def _taken(self, key: str, meaning: Callable[[Cell], T], nothing: T) -> T:
        try:
            return meaning(self.cell(key))
        except Unclear as why:
            self.refuse(key, str(why))
            return nothing
