"""The lines of a score sheet: who is asked for at its period, and what was entered for each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from documents.assessment.models import PupilResults
from documents.assessment.sheets import day_of
from people.models import AssessmentPeriod, SchoolClass
from people.movements.enrolments import pupils_in
from workflows.models import Approval
from workflows.record import Part

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One pupil on the sheet. `version` is that of the row; 0 before anything was entered."""

    pupil: int
    name: str
    born_on: date
    values: Mapping[str, str | int]
    version: int = 0
    code: str = ""
    """The ministry's, by which tables from elsewhere name a pupil."""
    gender: str = ""
    suggested: frozenset[str] = frozenset()
    """The cells that the bank filled and that nobody has read."""

    def content(self) -> dict[str, Any]:
        return {
            "pupil": self.pupil,
            "name": self.name,
            "born_on": self.born_on.isoformat(),
            "values": dict(self.values),
        }


def of(approval: Approval, school_class: SchoolClass, period: AssessmentPeriod) -> list[Line]:
    entered = {row.pupil_id: row for row in PupilResults.objects.filter(approval=approval)}
    lines = []
    for pupil in pupils_in(school_class, day_of(period)):
        row = entered.get(pupil.pk)
        values, version = (row.values, row.version) if row else ({}, 0)
        who = pupil.pk, pupil.full_name, pupil.born_on
        suggested = frozenset(row.suggested) if row else frozenset()
        more = pupil.ministry_code or "", pupil.gender, suggested
        lines.append(Line(*who, values, version, *more))
    return lines


def in_words(row: Row, columns: Sequence[tuple[str, str]]) -> str:
    values = row["values"]
    return " · ".join(f"{title}: {values[code]}" for code, title in columns if code in values)


def summary(content: Mapping[str, Any]) -> list[Part]:
    """A sheet in a few words: how many pupils, and how often each value was given."""
    rows = content["rows"]
    parts = [Part("pupils", _("Pupils"), str(len(rows)))]
    for code, title in content["columns"]:
        values = [row["values"][code] for row in rows if code in row["values"]]
        if code.startswith(("comment", "on_")):
            parts.append(Part(code, title, _("%d written") % len(values)))
        else:
            counts = sorted(Counter(values).items(), key=lambda pair: str(pair[0]))
            text = " · ".join(f"{value}: {count}" for value, count in counts)
            parts.append(Part(code, title, text))
    return parts
