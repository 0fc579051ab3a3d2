"""What the rows of a pupils' list say."""

import re
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from people.digits import are_digits
from people.door import may_do
from people.imports.cells import Unclear, code_of, whole
from people.imports.headings import plain
from people.imports.kin import KIN, OF_KIN
from people.imports.names import read_name
from people.imports.notes import notes_on
from people.imports.pupils.columns import COLUMNS, NEEDED
from people.imports.rows import Reading, Row
from people.imports.tables import Line, Table, tables_in
from people.imports.verdicts import Found, Scope
from people.imports.workbook import Workbook
from people.names import is_too_long
from people.pupils.acts import CHANGE_PROTECTED

TEXTS = {"birth_place": 200, "home_place": 200, "nationality": 40, "note": 300}
PROTECTED = {"ethnicity": 40, "religion": 40, "disability": 200, "priority": 200, "health": 300}
_YOUNGEST, _OLDEST = 4, 20
# "Mã định danh" is said of both codes, "Mã học sinh" of a software's own, too.
_UNSURE = ("identity", "pupil_code")
# Who is in class, or comes; anything else is why somebody is not.
_HERE = re.compile(
    r"(dang|van) (theo )?(di )?hoc( tap)?|(hoc )?binh thuong|(hoc sinh |tuyen |hs )?moi( tuyen| vao| den)?|"
    r"(moi )?nhap hoc|(moi )?chuyen den\b.*|tiep nhan|(dang hoc )?(lop )?luu ban|hoc lai|co|x|1"
)
_NO = frozenset({"khong", "k", "ko", "0"})


def read(book: Workbook, scope: Scope) -> Found:
    tables = tables_in(book, COLUMNS, NEEDED)
    left_aside = () if may_do(CHANGE_PROTECTED, scope.by) else PROTECTED
    rows, unused = [], []
    for table in tables:
        codes = _code_columns(table)
        unused += [
            label
            for key, label in table.heading.labels.items()
            if key in left_aside
            or key == "class_code"
            or (key == "year_of_birth" and "born_month" not in table.heading.columns)
            or (key in _UNSURE and key not in codes.values())
        ]
        rows += [_Pupil(Reading(line, book.mac_dates), codes).read() for line in table.lines]
    return Found(rows, notes_on(book, tables, unused))


def _code_columns(table: Table) -> dict[str, str]:
    """Which columns hold which code, told by their headings, else by how long the codes are."""
    found: dict[str, str] = {
        key: key for key in ("ministry_code", "personal_id") if key in table.heading.columns
    }
    for key in _UNSURE:
        lengths = _lengths(table.lines, key)
        kind = (
            "personal_id"
            if key == "identity" and lengths and max(lengths) > 10
            else "ministry_code"
        )
        longest = 12 if kind == "personal_id" else 10
        if (
            lengths
            and kind not in found
            and longest - 3 <= min(lengths)
            and max(lengths) <= longest
        ):
            found[kind] = key
    return found


def _lengths(lines: tuple[Line, ...], key: str) -> set[int]:
    """How long the codes of this column are; a single word among them makes it nobody's code."""
    said = {_code(line, key) for line in lines if line.cells.get(key) is not None}
    return {len(code) if are_digits(code) else 99 for code in said if code}


def _code(line: Line, key: str) -> str:
    try:
        return code_of(line.cells.get(key))
    except Unclear:
        return ""


class _Pupil:
    """One line, read field by field."""

    def __init__(self, reading: Reading, codes: dict[str, str]) -> None:
        self.reading, self.codes = reading, codes

    def read(self) -> Row:
        reading = self.reading
        name = read_name(reading, 140)
        if is_too_long(name):
            reading.refuse("full_name", _("this name is too long."))
        reading.keep("full_name", name)
        born_on = self._born_on()
        gender = reading.gender()
        reading.keep("born_on", born_on.isoformat() if born_on else "")
        reading.keep("gender", gender)
        self._read_codes(born_on, gender)
        for key, most in (TEXTS | PROTECTED).items():
            reading.keep(key, self._worded(key, most))
        reading.keep("residence", reading.text("residence", 200) or reading.text("permanent", 200))
        reading.keep("class", self._class())
        reading.keep("state", self._state())
        reading.keep("former_number", reading.text("former_number", 20))
        for kin in KIN:
            self._read_kin(kin)
        return reading.row

    def _worded(self, key: str, most: int) -> str:
        """A tick under "Khuyết tật" is a yes, a "không" is nothing to be kept."""
        said = self.reading.text(key, most)
        if key in PROTECTED and plain(said) in _NO:
            return ""
        return "có" if key in {"disability", "priority"} and plain(said) == "x" else said

    def _born_on(self) -> date | None:
        reading = self.reading
        if "girl_born_on" in reading.line.places:
            self._take_from_column_of_gender()
        elif parts := self._parts_of_day():
            reading.line.cells["born_on"] = "/".join(parts)
        born_on = reading.day("born_on")
        if born_on and not _YOUNGEST <= timezone.localdate().year - born_on.year <= _OLDEST:
            reading.refuse("born_on", _("no pupil is born on %s.") % f"{born_on:%d/%m/%Y}")
            return None
        return born_on

    def _take_from_column_of_gender(self) -> None:
        """The birth date stands below "Nam" or below "Nữ"."""
        cells = self.reading.line.cells
        days = {"nam": cells.get("born_year"), "nữ": cells.get("girl_born_on")}
        said = [(gender, day) for gender, day in days.items() if day is not None]
        if len(said) == 1 and "gender" not in self.reading.line.places:
            [(cells["gender"], cells["born_on"])] = said

    def _parts_of_day(self) -> list[str]:
        """Three columns, of which the first may be headed "Ngày sinh" or the last "Năm sinh"."""
        cells = self.reading.line.cells
        whole_day = cells.get("born_on")
        if isinstance(whole_day, date) or len(whole(whole_day or "")) > 4:
            return []
        day, month = cells.get("born_day", whole_day), cells.get("born_month")
        year = cells.get("born_year", cells.get("year_of_birth", whole_day))
        parts = [whole(part) for part in (day, month, year) if part is not None]
        return parts if len(parts) == 3 else []

    def _read_codes(self, born_on: date | None, gender: str) -> None:
        reading = self.reading
        if column := self.codes.get("ministry_code"):
            reading.keep("ministry_code", reading.code(column, 10))
        if column := self.codes.get("personal_id"):
            reading.keep("personal_id", reading.personal_id(column, born_on, gender))

    def _class(self) -> str:
        """Its own column, else the title above the list, else the name of the sheet."""
        line = self.reading.line
        if isinstance(line.cells.get("class"), date):
            self.reading.refuse(
                "class", _("the spreadsheet took the class for a date: type it as text.")
            )
            return ""
        if "class" in line.places:
            return self.reading.text("class", 20)
        return line.title or line.sheet

    def _state(self) -> str:
        """What keeps a pupil out of class: "Đã chuyển trường"; nothing of who is there."""
        said = self.reading.text("state", 100)
        return "" if _HERE.fullmatch(plain(said)) else said

    def _read_kin(self, kin: str) -> None:
        reading = self.reading
        for part, most in OF_KIN.items():
            key = f"{kin}_{part}"
            if key not in reading.line.places:
                continue
            if part == "born_year":
                reading.keep(key, self._year(key))
            elif part == "phone":
                reading.keep(key, reading.phone(key))
            elif part == "personal_id":
                reading.keep(key, self._personal_id_of_kin(key))
            else:
                reading.keep(key, reading.text(key, most))

    def _personal_id_of_kin(self, key: str) -> str:
        """Twelve digits, or the nine of an old identity card; anything else is left out and said."""
        said = _code(self.reading.line, key)
        if are_digits(said) and len(said) in {10, 11}:
            said = said.zfill(12)
            self.reading.remark(key, _("zeros in front had been lost; read as %s.") % said)
        if said and not (are_digits(said) and len(said) in {9, 12}):
            self.reading.remark(key, _("“%s” is no personal ID and is left out.") % said[:20])
            return ""
        return said

    def _year(self, key: str) -> str:
        """A year, or the year of a whole date."""
        reading = self.reading
        said = whole(reading.cell(key)) if reading.cell(key) is not None else ""
        year = said.strip() if len(said.strip()) == 4 else said.strip()[-4:]
        cell = reading.cell(key)
        if isinstance(cell, date):
            year = str(cell.year)
        if said and not (are_digits(year) and 1900 < int(year) <= timezone.localdate().year):
            reading.remark(key, _("“%s” is no year and is left out.") % said[:20])
            return ""
        return year if said else ""
