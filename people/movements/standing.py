"""What a pupil's movements add up to: where the pupil stands, and in which class on which day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Protocol

from people.movements.models import Kind


class Standing(Enum):
    NEVER = "never"  # not yet at this school
    HERE = "here"
    ELSEWHERE = "elsewhere"  # at another school
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"


AFTER = {
    Kind.ADMISSION: Standing.HERE,
    Kind.TRANSFER_IN: Standing.HERE,
    Kind.TRANSFER_OUT: Standing.ELSEWHERE,
    Kind.CLASS_CHANGE: Standing.HERE,
    Kind.WITHDRAWAL: Standing.WITHDRAWN,
    Kind.RETURN: Standing.HERE,
    Kind.PROMOTION: Standing.HERE,
    Kind.REPETITION: Standing.HERE,
    Kind.COMPLETION: Standing.COMPLETED,
}
_HERE = frozenset({Standing.HERE})
POSSIBLE_FROM = {
    Kind.ADMISSION: frozenset({Standing.NEVER}),
    Kind.TRANSFER_IN: frozenset({Standing.NEVER, Standing.ELSEWHERE, Standing.WITHDRAWN}),
    Kind.TRANSFER_OUT: _HERE,
    Kind.CLASS_CHANGE: _HERE,
    Kind.WITHDRAWAL: _HERE,
    Kind.RETURN: frozenset({Standing.WITHDRAWN}),
    Kind.PROMOTION: _HERE,
    Kind.REPETITION: _HERE,
    Kind.COMPLETION: _HERE,
}


class Step(Protocol):
    """A movement, as far as this page is concerned."""

    kind: str
    on: date
    to_class_id: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """In this class from a day until a day, both included."""

    school_class: int
    starts_on: date
    ends_on: date | None = None


def standing_after(movements: Sequence[Step]) -> Standing:
    return AFTER[Kind(movements[-1].kind)] if movements else Standing.NEVER


def spans(movements: Iterable[Step]) -> list[Span]:
    """Each movement takes effect as its day begins; a class left the day it was entered leaves nothing."""
    found: list[Span] = []
    for movement in movements:
        if found and found[-1].ends_on is None:
            found.append(_until(found.pop(), movement.on - timedelta(days=1)))
        if AFTER[Kind(movement.kind)] is Standing.HERE and movement.to_class_id is not None:
            found.append(Span(movement.to_class_id, movement.on))
    return [span for span in found if span.ends_on is None or span.ends_on >= span.starts_on]


def _until(span: Span, day: date) -> Span:
    return Span(span.school_class, span.starts_on, day)
