"""Pupils written in bulk, with their history: new ones with their admission, changed ones, and back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from people.imports.keeping import keep_history
from people.imports.kin import KIN
from people.imports.pupils.reading import PROTECTED
from people.imports.verdicts import Outcome, Scope, Verdict
from people.models import Guardian, Movement, ProtectedFacts, Pupil, SchoolClass, Staff
from people.movements.acts import record_many
from people.movements.models import Kind
from people.names import key_of, split_name

_BATCH = 500
_NO_TEXT = frozenset({"ministry_code", "personal_id"})
_KIN_OF = {f"{kin}_": kin for kin in KIN}


def write(verdicts: Iterable[Verdict], scope: Scope) -> dict[str, Any]:
    """Do what was announced; what was made is handed back, so that it can be undone."""
    verdicts = list(verdicts)
    new = [row for row in verdicts if row.outcome == Outcome.NEW]
    pupils = _create(new, scope.by)
    changed = {row.target: row for row in verdicts if row.outcome == Outcome.CHANGED and row.target}
    changes = {pk: {key: value for key, _old, value in row.changes} for pk, row in changed.items()}
    change(changes, scope.by)
    coming = [(pupil.pk, row) for pupil, row in zip(pupils, new, strict=True)]
    coming += [(pk, row) for pk, row in changed.items() if "class" in row.values]
    classes, new_classes = _classes(coming, scope)
    return {
        "new": [pupil.pk for pupil in pupils],
        "changed": {str(pk): row.changes for pk, row in changed.items()},
        "movements": _admit(coming, classes, scope),
        "classes": new_classes,
        "at": timezone.now().isoformat(),
    }


def _admit(
    coming: Iterable[tuple[int, Verdict]], classes: Mapping[str, SchoolClass], scope: Scope
) -> list[int]:
    """Tells the keys of the movements."""
    admissions, former = [], {}
    for pk, row in coming:
        to_class = classes[row.values["class"]]
        admissions.append(
            Movement(pupil_id=pk, kind=Kind.ADMISSION, on=scope.on, to_class=to_class)
        )
        former[pk] = row.values.get("former_number", "")
    return [stored.pk for stored in record_many(admissions, scope.by, former)]


def _classes(
    coming: list[tuple[int, Verdict]], scope: Scope
) -> tuple[dict[str, SchoolClass], list[int]]:
    """The classes of the year by name; those that were announced are made first."""
    named = {one.values["class"] for _pk, one in coming}
    of_year = SchoolClass.objects.filter(year=scope.year).select_related("year")
    known = {one.name: one for one in of_year}
    missing = sorted(named - set(known))
    made = [SchoolClass(year=scope.year, name=name, grade=int(name[0])) for name in missing]
    SchoolClass.objects.bulk_create(made)
    keep_history(made, scope.by, "+")
    return known | {one.name: one for one in made}, [one.pk for one in made]


def _create(new: list[Verdict], by: Staff) -> list[Pupil]:
    pupils = [Pupil(**_columns(one.values)) for one in new]
    Pupil.objects.bulk_create(pupils, batch_size=_BATCH)
    keep_history(pupils, by, "+")
    given = {pupil.pk: one.values for pupil, one in zip(pupils, new, strict=True)}
    _write_facts(given, by)
    _write_kin(given, by)
    return pupils


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the pupil's own row."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key == "full_name":
            surname, middle_name, given_name = split_name(value)
            found |= {"surname": surname, "middle_name": middle_name, "given_name": given_name}
            found["name_key"] = key_of(value)
        elif key == "born_on":
            found[key] = date.fromisoformat(value)
        elif hasattr(Pupil, key) and key not in PROTECTED:
            found[key] = (value or None) if key in _NO_TEXT else value
    return found


def change(changes: Mapping[int, Mapping[str, str]], by: Staff) -> None:
    """Set these fields of these pupils, wherever they are kept; an empty parent's name takes it away."""
    _update(Pupil, {pk: _columns(values) for pk, values in changes.items()}, by)
    _write_facts(changes, by)
    _write_kin(changes, by)


def _update(model: Any, changes: Mapping[int, Mapping[str, Any]], by: Staff) -> None:
    changes = {pk: values for pk, values in changes.items() if values}
    rows = list(model.objects.select_for_update().filter(pk__in=changes))
    for row in rows:
        for key, value in changes[row.pk].items():
            setattr(row, key, value)
    columns = {key for values in changes.values() for key in values}
    if rows:
        model.objects.bulk_update(rows, sorted(columns), batch_size=200)
        keep_history(rows, by, "~")


def _write_facts(given: Mapping[int, Mapping[str, str]], by: Staff) -> None:
    wanted = {
        pk: facts
        for pk, values in given.items()
        if (facts := {key: values[key] for key in PROTECTED if key in values})
    }
    there = dict(ProtectedFacts.objects.filter(pupil__in=wanted).values_list("pupil", "pk"))
    _update(ProtectedFacts, {there[pk]: facts for pk, facts in wanted.items() if pk in there}, by)
    fresh = [
        ProtectedFacts(pupil_id=pk, **facts) for pk, facts in wanted.items() if pk not in there
    ]
    ProtectedFacts.objects.bulk_create(fresh, batch_size=_BATCH)
    keep_history(fresh, by, "+")


def _write_kin(given: Mapping[int, Mapping[str, str]], by: Staff) -> None:
    wanted: dict[tuple[int, str], dict[str, Any]] = defaultdict(dict)
    for pk, values in given.items():
        for key, value in values.items():
            kin, _, part = key.partition("_")
            if kin in KIN:
                wanted[pk, kin] |= _part(part, value)
    rows = Guardian.objects.filter(pupil__in={pk for pk, _kin in wanted})
    there = {(pk, kin): row for row, pk, kin in rows.values_list("pk", "pupil_id", "relation")}
    gone = [
        there[key] for key, parts in wanted.items() if key in there and parts.get("full_name") == ""
    ]
    stay = {there[key]: parts for key, parts in wanted.items() if key in there}
    _remove(Guardian.objects.filter(pk__in=gone), by)
    _update(Guardian, {pk: parts for pk, parts in stay.items() if pk not in gone}, by)
    fresh = [
        Guardian(pupil_id=pk, relation=kin, **parts)
        for (pk, kin), parts in wanted.items()
        if (pk, kin) not in there and parts.get("full_name")
    ]
    Guardian.objects.bulk_create(fresh, batch_size=_BATCH)
    keep_history(fresh, by, "+")


def _part(part: str, value: str) -> dict[str, Any]:
    if part == "name":
        return {"full_name": value}
    return {part: (int(value) if value else None) if part == "born_year" else value}


def _remove(rows: models.QuerySet[Any], by: Staff) -> None:
    """Nothing refers to them; without signals, so that the history tells it once."""
    keep_history(list(rows), by, "-")
    rows._raw_delete(rows.db)  # noqa: SLF001
