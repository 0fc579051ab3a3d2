"""How a difference is shown: what is protected is named, never told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from people.imports.labels import label_of
from people.imports.models import ImportRun
from people.imports.pupils.reading import PROTECTED
from people.imports.verdicts import Outcome
from people.models import SchoolClass, SubjectGroup

_MARKS = {
    Outcome.NEW: "done",
    Outcome.CHANGED: "waiting",
    Outcome.UNCHANGED: "todo",
    Outcome.REFUSED: "late",
}


# What is told of a new row, so that it can be checked before it is applied.
_OF_NEW = {
    ImportRun.Kind.PUPILS: ("class", "born_on", "gender"),
    ImportRun.Kind.STAFF: ("username", "group"),
}


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    old: str
    new: str
    is_protected: bool


@dataclass(frozen=True, slots=True)
class Shown:
    place: str
    who: str
    mark: str
    words: str
    facts: str
    changes: list[Change]
    reasons: list[str]
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class Tab:
    outcome: str
    words: str
    count: int
    is_current: bool


def words_of(outcome: str) -> str:
    words = {
        Outcome.NEW: _("new"),
        Outcome.CHANGED: _("changed"),
        Outcome.UNCHANGED: _("unchanged"),
        Outcome.REFUSED: _("refused"),
    }
    return words[Outcome(outcome)]


def shown(verdict: dict[str, Any], kind: str) -> Shown:
    outcome = Outcome(verdict["outcome"])
    place = " · ".join(filter(None, (verdict["sheet"], str(verdict["row"]))))
    words = words_of(outcome)
    return Shown(
        place,
        verdict["who"],
        _MARKS[outcome],
        words,
        _facts(verdict["values"], kind) if outcome == Outcome.NEW else "",
        [_change(*each) for each in verdict["changes"]],
        verdict["reasons"],
        verdict["remarks"],
    )


def _facts(values: dict[str, str], kind: str) -> str:
    keys = _OF_NEW.get(ImportRun.Kind(kind), ())
    return " · ".join(f"{label_of(key)} {_told(key, values[key])}" for key in keys if key in values)


def _change(key: str, old: str, new: str) -> Change:
    is_protected = key in PROTECTED
    told = ("", "") if is_protected else (_told(key, old), _told(key, new))
    return Change(label_of(key), *told, is_protected)


def _told(key: str, value: str) -> str:
    return f"{date.fromisoformat(value):%d/%m/%Y}" if key == "born_on" and value else value


def to_be_made(run: ImportRun) -> list[str]:
    """The classes, or subject groups, that applying this would make."""
    if run.state != ImportRun.State.COMPARED or not run.make_missing:
        return []
    of_year = SchoolClass.objects.filter(year=run.year_id)
    key, there = "class", set(of_year.values_list("name", flat=True))
    if run.kind == ImportRun.Kind.STAFF:
        key, there = "group", set(SubjectGroup.objects.values_list("name", flat=True))
    rows = [one for one in run.verdicts or () if one["outcome"] != Outcome.REFUSED]
    return sorted({one["values"][key] for one in rows if key in one["values"]} - there)


def tabs(run: ImportRun, show: str) -> list[Tab]:
    """Everything, then each outcome with how often."""
    every = Tab("", _("all rows"), sum(run.counts.values()), not show)
    order = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)
    return [
        every,
        *(Tab(one, words_of(one), run.counts.get(one, 0), show == one) for one in order),
    ]
