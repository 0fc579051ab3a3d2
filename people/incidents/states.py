"""Which step leads a reported problem from where to where, who takes it, and whether it needs words."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.incidents.models import Incident

State = Incident.State
_OPEN = frozenset({State.REPORTED, State.TAKEN_UP})
_RUNNING = _OPEN | {State.ANSWERED}


class Side(Enum):
    REPORTER = "reporter"
    ANSWERING = "answering"  # the board and the principal; never who reported it


@dataclass(frozen=True, slots=True)
class Step:
    """From any of the sources to the target; without a target the state stays as it is."""

    name: str
    button: Any
    sources: frozenset[State]
    target: State | None
    side: Side
    needs_words: bool = False


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("take_up", _("Take it up"), _OPEN, State.TAKEN_UP, Side.ANSWERING),
        Step("answer", _("Answer"), _OPEN, State.ANSWERED, Side.ANSWERING, needs_words=True),
        Step("remark", _("Ask or remark"), _RUNNING, None, Side.ANSWERING, needs_words=True),
        Step(
            "hand_up",
            _("Hand to the principal"),
            _OPEN,
            State.REPORTED,
            Side.ANSWERING,
            needs_words=True,
        ),
        Step(
            "confirm",
            _("It is settled"),
            frozenset({State.ANSWERED}),
            State.CLOSED,
            Side.REPORTER,
        ),
        Step(
            "reopen",
            _("It is not settled"),
            frozenset({State.ANSWERED}),
            State.REPORTED,
            Side.REPORTER,
            needs_words=True,
        ),
        Step("add", _("Write more"), _RUNNING, None, Side.REPORTER, needs_words=True),
        Step("withdraw", _("No longer needed"), _OPEN, State.CLOSED, Side.REPORTER),
        Step(
            "lay_down",
            _("Close without confirmation"),
            frozenset({State.ANSWERED}),
            State.CLOSED,
            Side.ANSWERING,
            needs_words=True,
        ),
    )
}
