"""What an import would do, row by row: new, changed, unchanged, or refused and why."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from people.imports.rows import Row
from people.models import SchoolYear, Staff


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Scope:
    """What the person chose beside the file, and who it is."""

    year: SchoolYear
    on: date
    make_missing: bool
    by: Staff


@dataclass(frozen=True, slots=True)
class Found:
    """What was read: the rows, and what the person should know of the rest."""

    rows: list[Row]
    notes: list[str]


@dataclass(slots=True)
class Verdict:
    """About one row. `changes` are field, old, new; `target` is whom it is about, if known here."""

    sheet: str
    row: int
    who: str
    outcome: str
    reasons: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    changes: list[list[str]] = field(default_factory=list)
    target: int | None = None
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"{self.sheet} · {self.row}" if self.sheet else str(self.row)


def refused(row: Row, who: str) -> Verdict:
    values = {**row.values, **row.said}
    return Verdict(
        row.sheet, row.number, who, Outcome.REFUSED, row.problems, row.remarks, values=values
    )


def judged(
    row: Row, who: str, changes: list[list[str]], target: int | None, **values: Any
) -> Verdict:
    """Not refused: new where nobody was found, else changed or unchanged."""
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    if target is None:
        outcome = Outcome.NEW
    return Verdict(row.sheet, row.number, who, outcome, [], row.remarks, changes, target, values)


def fingerprint(verdicts: Iterable[Verdict]) -> str:
    """Of what would be done; not of the words in which it is told."""
    told = [
        (one.sheet, one.row, one.outcome, one.target, one.changes, one.values) for one in verdicts
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def counted(verdicts: Iterable[Verdict]) -> dict[str, int]:
    found = Counter(verdict.outcome for verdict in verdicts)
    return {outcome.value: found[outcome] for outcome in Outcome}
