"""What the rules are asked about: a pupil's year, as far as it is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from documents.assessment.terms import SubjectLevel, TraitLevel, YearResult


class Way(Enum):
    """How a pupil is assessed (Điều 8)."""

    AS_ALL = "as_all"
    BY_PLAN = "by_plan"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """One row of the year's end. `marks` are the tests in their order; the last one counts (Điều 7.1d)."""

    level: SubjectLevel | None = None
    marks: tuple[int, ...] = ()

    @property
    def mark(self) -> int | None:
        return self.marks[-1] if self.marks else None


@dataclass(frozen=True, slots=True)
class PupilYear:
    """What the end of a year is computed from.

    `left_out` are rows that do not count for this pupil: exempt, or not in the personal plan.
    `electives` are those that this pupil takes.
    """

    grade: int
    subjects: Mapping[str, SubjectFacts]
    traits: Mapping[str, TraitLevel | None]
    way: Way = Way.AS_ALL
    left_out: frozenset[str] = frozenset()
    electives: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ResultCell:
    """One value of a pupil, with what is wanted of it. `kind` is "level", "mark" or "trait"."""

    kind: str
    code: str
    value: SubjectLevel | TraitLevel | int | None = None


@dataclass(frozen=True, slots=True)
class Synthesis:
    """What the rules make of a year.

    Without a `result` it cannot be computed yet: `missing` says what for. `between` are the cells that
    stand between this pupil and the next better result.
    """

    result: YearResult | None
    clause: str
    missing: tuple[ResultCell, ...] = ()
    between: tuple[ResultCell, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplement:
    """Results of the supplementary assessment, beside the old ones; and what the principal decided."""

    levels: Mapping[str, SubjectLevel] = field(default_factory=dict)
    marks: Mapping[str, int] = field(default_factory=dict)
    traits: Mapping[str, TraitLevel] = field(default_factory=dict)
    decided_on: date | None = None
    moves_up: bool = False
