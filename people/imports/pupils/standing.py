"""What the school knows of its pupils today, loaded at once, to compare a list with."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from people.imports.class_names import by_name
from people.imports.kin import OF_KIN
from people.imports.pupils.reading import PROTECTED, TEXTS
from people.imports.verdicts import Scope
from people.models import (
    Enrolment,
    Guardian,
    Movement,
    ProtectedFacts,
    Pupil,
    RegisterEntry,
    SchoolClass,
)
from people.names import join_name, key_of

CODES = ("ministry_code", "personal_id")
_PLAIN = (*CODES, "gender", *TEXTS, "residence")
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


def name_of(name: str, born_on: str) -> tuple[str, str]:
    """Name and birth date, so that it does not matter how the name was typed."""
    return key_of(name), born_on


def known_to(scope: Scope) -> Known:
    known = Known(values=current_values())
    for pupil, values in known.values.items():
        for key in CODES:
            if values[key]:
                known.by_code[key, values[key]] = pupil
        known.by_name[name_of(values["full_name"], values["born_on"])].append(pupil)
    _load_places(known)
    names = SchoolClass.objects.filter(year=scope.year).values_list("name", flat=True)
    known.classes = by_name(names)
    return known


def current_values(pupils: Collection[int] | None = None) -> dict[int, dict[str, str]]:
    """Everything a spreadsheet may say of these pupils, or of all, as text."""
    parts = ("surname", "middle_name", "given_name")
    found = {}
    of = Q() if pupils is None else Q(pk__in=pupils)
    for row in Pupil.objects.order_by().filter(of).values("pk", "born_on", *parts, *_PLAIN):
        values = {key: row[key] or "" for key in _PLAIN}
        values["full_name"] = join_name(*(row[part] for part in parts))
        values["born_on"] = row["born_on"].isoformat()
        found[row["pk"]] = values
    of_these = Q() if pupils is None else Q(pupil__in=pupils)
    _add_kin(found, of_these)
    _add_numbers(found, of_these)
    return found


def _add_numbers(found: dict[int, dict[str, str]], of: Q) -> None:
    """The one of the paper register, where there is one."""
    for entry in RegisterEntry.objects.filter(of).select_related("register"):
        found[entry.pupil_id]["former_number"] = entry.former_number or str(entry)


def _add_kin(found: dict[int, dict[str, str]], of: Q) -> None:
    columns = ("pupil_id", "relation", *_GUARDIAN.values())
    for row in Guardian.objects.order_by().filter(of).values(*columns):
        for part, column in _GUARDIAN.items():
            found[row["pupil_id"]][f"{row['relation']}_{part}"] = _text(row[column])
    for facts in ProtectedFacts.objects.filter(of).values("pupil_id", *PROTECTED):
        found[facts.pop("pupil_id")].update(facts)


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
