"""What the school knows of its pupils today, loaded at once, to compare a list with."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from people.imports.headings import plain
from people.imports.pupils.columns import OF_KIN
from people.imports.pupils.reading import PROTECTED, TEXTS
from people.imports.verdicts import Scope
from people.models import Enrolment, Guardian, Movement, ProtectedFacts, Pupil, SchoolClass
from people.names import join_name

_PLAIN = ("ministry_code", "personal_id", "gender", *TEXTS, "residence")
OWN = ("full_name", "born_on", *_PLAIN)


@dataclass(slots=True)
class Known:
    """Pupils by their codes and names, where each is now, and the classes of the year."""

    values: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    by_code: dict[tuple[str, str], int] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    # Class and year of those who are in one; who moved at all and is in none has left.
    places: dict[int, tuple[str, int, str]] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    classes: dict[str, str] = field(default_factory=dict)

    def has_left(self, pupil: int) -> bool:
        return pupil in self.moved and pupil not in self.places


def squeezed(name: str) -> str:
    """ "Lớp 3 A" and "3a" are one class."""
    return plain(name).removeprefix("lop").replace(" ", "")


def name_of(name: str, born_on: str) -> tuple[str, str]:
    return name.casefold(), born_on


def known_to(scope: Scope) -> Known:
    known = Known()
    _load_pupils(known)
    _load_kin(known)
    _load_places(known)
    for name in SchoolClass.objects.filter(year=scope.year).values_list("name", flat=True):
        known.classes[squeezed(name)] = name
    return known


def _load_pupils(known: Known) -> None:
    parts = ("surname", "middle_name", "given_name")
    for row in Pupil.objects.order_by().values("pk", "born_on", *parts, *_PLAIN):
        pupil = row["pk"]
        values = {key: row[key] or "" for key in _PLAIN}
        values["full_name"] = join_name(*(row[part] for part in parts))
        values["born_on"] = row["born_on"].isoformat()
        known.values[pupil] = values
        for key in ("ministry_code", "personal_id"):
            if values[key]:
                known.by_code[key, values[key]] = pupil
        known.by_name[name_of(values["full_name"], values["born_on"])].append(pupil)


def _load_kin(known: Known) -> None:
    for row in Guardian.objects.order_by().values("pupil_id", "relation", *_GUARDIAN.values()):
        for part, column in _GUARDIAN.items():
            known.values[row["pupil_id"]][f"{row['relation']}_{part}"] = _text(row[column])
    for facts in ProtectedFacts.objects.values("pupil_id", *PROTECTED):
        known.values[facts.pop("pupil_id")].update(facts)


_GUARDIAN = {part: "full_name" if part == "name" else part for part in OF_KIN}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _load_places(known: Known) -> None:
    known.moved = set(
        Movement.objects.order_by().filter(reversal=None).values_list("pupil", flat=True).distinct()
    )
    names = ("school_class__name", "school_class__year_id", "school_class__year__name")
    for pupil, *place in Enrolment.objects.filter(ends_on=None).values_list("pupil_id", *names):
        known.places[pupil] = tuple(place)
