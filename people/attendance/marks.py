"""How an absence is marked: P with permission (phép), K without; s for the morning, c for the afternoon."""

from django.utils.translation import gettext as _

from people.models import Absence

PRESENT = ""
EXCUSED, UNEXCUSED = "P", "K"
_SUFFIXES = {Absence.Part.DAY: "", Absence.Part.MORNING: "s", Absence.Part.AFTERNOON: "c"}
_PARTS = {suffix: part for part, suffix in _SUFFIXES.items()}
ABSENT = frozenset(letter + suffix for letter in (EXCUSED, UNEXCUSED) for suffix in _PARTS)


def mark_of(absence: Absence) -> str:
    letter = EXCUSED if absence.is_excused else UNEXCUSED
    return letter + _SUFFIXES[Absence.Part(absence.part)]


def compose(letter: str, part: str) -> str:
    """As it was chosen on the page; what is not a mark means that the pupil was there."""
    mark = letter + _SUFFIXES.get(part, "")  # type: ignore[call-overload]
    return mark if mark in ABSENT else PRESENT


def is_excused(mark: str) -> bool:
    return mark.startswith(EXCUSED)


def part_of(mark: str) -> Absence.Part:
    return _PARTS[mark[1:]]


def sessions_of(mark: str, sessions_a_day: int) -> int:
    """How many sessions are missed."""
    if mark == PRESENT:
        return 0
    return sessions_a_day if part_of(mark) == Absence.Part.DAY else 1


def in_words(mark: str) -> str:
    if mark == PRESENT:
        return _("present")
    words = _("with permission") if is_excused(mark) else _("without permission")
    part = part_of(mark)
    return words if part == Absence.Part.DAY else f"{words} ({part.label})"


def legend(sessions_a_day: int) -> list[tuple[str, str]]:
    """What each mark on the sheet of a month means."""
    letters = [
        (EXCUSED, _("absent with permission")),
        (UNEXCUSED, _("absent without permission")),
    ]
    if sessions_a_day == 1:
        return letters
    morning, afternoon = Absence.Part.MORNING, Absence.Part.AFTERNOON
    halves = [
        (_SUFFIXES[morning], _("only in the morning")),
        (_SUFFIXES[afternoon], _("only in the afternoon")),
    ]
    return letters + halves
