"""What stands in the enrolment register of an intake year on a day, line by line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from people.models import Guardian, IntakeRegister, Movement, Pupil, RegisterEntry
from people.movements.models import Kind

Line = dict[str, Any]

COMING = (Kind.ADMISSION, Kind.TRANSFER_IN, Kind.RETURN)
LEAVING = (Kind.TRANSFER_OUT, Kind.WITHDRAWAL, Kind.COMPLETION)


def lines(register: IntakeRegister, on: date) -> list[Line]:
    """Every number given, in order, with what the movements up to this day say; four queries.

    Plain data, the same for the same facts. Sensitive facts of a pupil (ethnic group, religion,
    health) are not part of the register.
    """
    entries = list(
        RegisterEntry.objects.filter(register=register).select_related("pupil").order_by("number")
    )
    pupils = [entry.pupil_id for entry in entries]
    families, moves = _families(pupils), _moves(pupils, on)
    return [_line(entry, families[entry.pupil_id], moves[entry.pupil_id]) for entry in entries]


def _line(entry: RegisterEntry, family: list[Line], moves: list[Line]) -> Line:
    return {
        "number": entry.number,
        "former": entry.former_number,
        **_person(entry.pupil),
        "family": family,
        "coming": [move for move in moves if move["kind"] in COMING],
        "leaving": [move for move in moves if move["kind"] in LEAVING],
    }


def _person(pupil: Pupil) -> Line:
    said = ("ministry_code", "personal_id", "gender", "birth_place", "home_place", "residence")
    return {
        "name": pupil.full_name,
        "born_on": pupil.born_on.isoformat(),
        **{name: getattr(pupil, name) or "" for name in said},
    }


def _families(pupils: Sequence[int]) -> Mapping[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for one in Guardian.objects.filter(pupil__in=pupils).order_by("relation", "pk"):
        found[one.pupil_id].append(
            {
                "relation": one.relation,
                "name": one.full_name,
                "born": one.born_year or "",
                "occupation": one.occupation,
            }
        )
    return found


def _moves(pupils: Sequence[int], on: date) -> Mapping[int, list[Line]]:
    counting = Movement.objects.filter(pupil__in=pupils, reversal=None, on__lte=on)
    told = counting.filter(kind__in=(*COMING, *LEAVING)).select_related("to_class", "from_class")
    found: dict[int, list[Line]] = defaultdict(list)
    for move in told.order_by("on", "pk"):
        place = move.to_class or move.from_class
        found[move.pupil_id].append(
            {
                "kind": move.kind,
                "on": move.on.isoformat(),
                "class": place.name if place else "",
                "school": move.other_school,
                "reason": move.reason,
                "decision": move.decision,
            }
        )
    return found
