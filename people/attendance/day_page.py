"""The lines of the page on which attendance is taken: what stands, what was chosen, what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from people.attendance.day_sheet import DaySheet
from people.attendance.marks import EXCUSED, PRESENT, UNEXCUSED, compose, in_words, part_of
from people.models import Absence, Pupil


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil with the mark on the page; `stands` says what is kept where that is another one."""

    pupil: Pupil
    mark: str
    stands: str = ""

    @property
    def letter(self) -> str:
        return self.mark[:1]

    @property
    def part(self) -> str:
        return part_of(self.mark) if self.mark else Absence.Part.DAY

    @property
    def words(self) -> str:
        return in_words(self.mark)


def lines_of(sheet: DaySheet, typed: Mapping[int, str] | None = None) -> list[Line]:
    """As it stands, or as it was chosen on a page that could not be kept."""
    lines = []
    for pupil in sheet.pupils:
        stored = sheet.marks.get(pupil.pk, PRESENT)
        mark = stored if typed is None else typed.get(pupil.pk, PRESENT)
        is_other = mark != stored and sheet.roll_call is not None
        lines.append(Line(pupil, mark, in_words(stored) if is_other else ""))
    return lines


def is_whole(sheet: DaySheet, posted: Mapping[str, Any]) -> bool:
    """A choice for somebody of the class at least: a page cut short makes nobody present."""
    return any(f"p{pupil.pk}" in posted for pupil in sheet.pupils) or not sheet.pupils


def chosen(sheet: DaySheet, posted: Mapping[str, str]) -> dict[int, str]:
    """The marks of the absent, as they were chosen on the page."""
    both = sheet.school_class.year.sessions_a_day > 1
    marks = {}
    for pupil in sheet.pupils:
        letter = posted.get(f"p{pupil.pk}", PRESENT)
        part = posted.get(f"s{pupil.pk}", "") if both else ""
        mark = compose(letter, part) if letter in {EXCUSED, UNEXCUSED} else PRESENT
        if mark:
            marks[pupil.pk] = mark
    return marks
