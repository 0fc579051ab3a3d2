"""Which step leads a request about personal data from where to where; each needs words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.door import Act
from people.privacy import acts
from people.privacy.models import DataRequest

State = DataRequest.State
_OPEN = frozenset({State.ENTERED, State.ANSWERED})


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    button: Any
    act: Act
    sources: frozenset[State]
    target: State


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("answer", _("First answer"), acts.ANSWER, frozenset({State.ENTERED}), State.ANSWERED),
        Step("done", _("It is done"), acts.FULFIL, _OPEN, State.DONE),
        Step("refuse", _("Refuse"), acts.REFUSE, _OPEN, State.REFUSED),
        Step("withdraw", _("It was withdrawn"), acts.WITHDRAW, _OPEN, State.WITHDRAWN),
    )
}
