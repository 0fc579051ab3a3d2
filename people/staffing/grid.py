"""The grid of a grade as it is typed: a name in each cell, checked against who works here."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.models import SchoolClass, SchoolYear, Staff, Subject
from people.names import nfc
from people.refusals import ChangedMeanwhile, Problem
from people.staffing.teaching import HOMEROOM, Cell, classes_of, holders, subjects_of


@dataclass(slots=True)
class Box:
    """One cell on the page: who holds it, what stands there, what stood there when the page was made."""

    cell: Cell
    class_name: str
    held: frozenset[int]
    text: str
    was: str
    error: Problem | None = None

    @property
    def name(self) -> str:
        return f"c{self.cell.school_class}-{self.cell.subject or 'h'}"


@dataclass(slots=True)
class Row:
    subject: Subject | None
    boxes: list[Box]


class Grid:
    """One grade: subjects down, classes across, the homeroom on top."""

    def __init__(
        self, year: SchoolYear, grade: int, by: Staff, typed: Mapping[str, str] | None = None
    ) -> None:
        self.by = by
        self.classes: list[SchoolClass] = classes_of(year, grade)
        self.staff = _Names(list(Staff.objects.filter(is_active=True)))
        self._now = holders(year)
        self._typed = typed
        subjects: list[Subject | None] = [HOMEROOM, *subjects_of(grade)]
        self.rows = [self._row(subject) for subject in subjects]

    def _row(self, subject: Subject | None) -> Row:
        place = subject.pk if subject else HOMEROOM
        return Row(subject, [self._box(Cell(one.pk, place), one.name) for one in self.classes])

    def _box(self, cell: Cell, class_name: str) -> Box:
        held = [row.staff for row in self._now.get(cell, [])]
        now = ", ".join(map(self.staff.name_of, held))
        box = Box(cell, class_name, frozenset(one.pk for one in held), now, now)
        if self._typed is not None and box.name in self._typed:
            box.text = nfc(self._typed[box.name])
            box.was = self._typed.get(f"was-{box.name}", "")
            if box.text != box.was and box.was != now and box.text != now:
                said = _("Meanwhile somebody else entered “%s” here.") % (now or "–")
                box.error = Problem(said, ChangedMeanwhile.code)
                box.was = now
        return box

    def wanted(self) -> dict[Cell, Staff | None]:
        """What was changed on the page; a cell that cannot be understood gets an error instead."""
        found: dict[Cell, Staff | None] = {}
        for box in self.boxes():
            if box.text == box.was or box.error:
                continue
            staff = self.staff.find(box.text)
            if box.text and staff is None:
                said = _("Nobody here, or more than one, is called “%s”.") % box.text
                box.error = Problem(said, "nobody_so_called")
            elif staff == self.by:
                said = _("Nobody assigns teaching to himself or herself.")
                box.error = Problem(said, "own_teaching")
            found[box.cell] = staff
        return found

    def seen(self) -> dict[Cell, frozenset[int]]:
        """Who holds what was changed on the page, as its texts were compared with."""
        return {box.cell: box.held for box in self.boxes() if box.text != box.was}

    def boxes(self) -> list[Box]:
        return [box for row in self.rows for box in row.boxes]

    @property
    def errors(self) -> list[Box]:
        return [box for box in self.boxes() if box.error]


class _Names:
    """How people are called in the grid: by full name, with the user name where two share it."""

    def __init__(self, staff: list[Staff]) -> None:
        self.everybody = staff
        shared = Counter(_plain(one.full_name) for one in staff)
        self._shared = {name for name, number in shared.items() if number > 1}
        self._found = {_plain(self.name_of(one)): one for one in staff}
        self._found |= {one.username: one for one in staff}

    def name_of(self, staff: Staff) -> str:
        if _plain(staff.full_name) in self._shared:
            return f"{staff.full_name} ({staff.username})"
        return staff.full_name

    def names(self) -> list[str]:
        return [self.name_of(one) for one in self.everybody]

    def find(self, text: str) -> Staff | None:
        return self._found.get(_plain(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
