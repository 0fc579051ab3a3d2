"""Where a record is and whose, by its events alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from workflows.models import Event
from workflows.states import BACKWARD, NEW_REVISION, State, Step, target
from workflows.story import HAND_OVER, LAPSE, details


@dataclass(slots=True)
class Replayed:
    """What the events of a record say of it."""

    state: str = State.DRAFT
    revision: int = 1
    round: int = 1
    author: int | None = None
    is_erased: bool = False
    contents: dict[tuple[int, int], str] = field(default_factory=dict)
    """The fingerprint of what was submitted, by revision and round."""


def replay(events: Iterable[Event], path: tuple[Step, ...]) -> Replayed:
    """The events of one record of this path, oldest first."""
    told = Replayed()
    for event in events:
        _move(told, event.kind, path)
        if event.kind == LAPSE:
            _fall_shut(told, details(event), path)
        told.is_erased |= event.kind == "erase"
        if event.kind in {"open", Step.SUBMIT}:
            told.author = event.by_id
        if event.kind == HAND_OVER:
            told.author = details(event)["staff"]
        if event.kind == Step.SUBMIT:
            told.contents[event.revision, event.round] = details(event)["content"]
    return told


def _move(told: Replayed, kind: str, path: tuple[Step, ...]) -> None:
    if kind in BACKWARD:
        told.state, told.round = State.DRAFT, told.round + 1
    elif kind in NEW_REVISION:
        told.state, told.revision, told.round = State.DRAFT, told.revision + 1, 1
    elif kind in Step:
        told.state = target(path, Step(kind))


def _fall_shut(told: Replayed, detail: dict[str, int], path: tuple[Step, ...]) -> None:
    told.state = target(path, path[-1])
    told.revision, told.round = detail["revision"], detail["round"]
