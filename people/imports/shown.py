"""How a difference is shown: what is protected is named, never told."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from people.imports.labels import label_of
from people.imports.models import ImportRun
from people.imports.pupils.reading import PROTECTED
from people.imports.verdicts import Outcome

_MARKS = {
    Outcome.NEW: "done",
    Outcome.CHANGED: "waiting",
    Outcome.UNCHANGED: "todo",
    Outcome.REFUSED: "late",
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


def shown(verdict: dict[str, Any]) -> Shown:
    outcome = Outcome(verdict["outcome"])
    changes = [
        Change(
            label_of(key),
            "" if key in PROTECTED else old,
            "" if key in PROTECTED else new,
            key in PROTECTED,
        )
        for key, old, new in verdict["changes"]
    ]
    place = " · ".join(filter(None, (verdict["sheet"], str(verdict["row"]))))
    words = words_of(outcome)
    return Shown(
        place,
        verdict["who"],
        _MARKS[outcome],
        words,
        changes,
        verdict["reasons"],
        verdict["remarks"],
    )


def tabs(run: ImportRun, show: str) -> list[Tab]:
    """Everything, then each outcome with how often."""
    every = Tab("", _("all rows"), sum(run.counts.values()), not show)
    order = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)
    return [
        every,
        *(Tab(one, words_of(one), run.counts.get(one, 0), show == one) for one in order),
    ]
