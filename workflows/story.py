"""The trail told as sentences that a principal can read."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflows.models import Approval, Event, Remark
from workflows.states import Step

_SENTENCES = {
    "open": _("%(who)s began the record."),
    Step.SUBMIT: _("%(who)s signed and submitted it, round %(round)d."),
    Step.CONFIRM: _("%(who)s confirmed an own section."),
    Step.REVIEW: _("%(who)s reviewed and approved it."),
    Step.SIGN: _("%(who)s signed it."),
    Step.LOCK: _("%(who)s locked it."),
    Step.ISSUE: _("%(who)s sealed and issued it."),
    Step.SEND_BACK: _("%(who)s sent it back."),
    Step.RECALL: _("%(who)s took it back."),
    Step.REVISE: _("%(who)s opened a new revision; revision %(revision)d stays as it was signed."),
    Step.UNLOCK: _("%(who)s unlocked it; revision %(revision)d stays as it was signed."),
    "erase": _("%(who)s erased its content for good."),
}
WARNING = frozenset({Step.SEND_BACK, Step.RECALL, Step.UNLOCK, "erase"})


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a sentence, with what was said on the occasion."""

    event: Event
    sentence: str
    remarks: list[Remark] = field(default_factory=list)

    @property
    def is_warning(self) -> bool:
        return self.event.kind in WARNING


def of(approval: Approval) -> list[Told]:
    """The story of one record, oldest first."""
    events = approval.events.select_related("by", "acting_for").prefetch_related("remarks")
    return list(tell(events))


def tell(events: Iterable[Event]) -> Iterator[Told]:
    for event in events:
        yield Told(event, sentence(event), list(event.remarks.all()))


def sentence(event: Event) -> str:
    words = _SENTENCES.get(event.kind)
    facts = {"who": who(event), "round": event.round, "revision": event.revision}
    told = str(words) % facts if words else f"{facts['who']}: {event.kind}"
    return told[:1].upper() + told[1:]


def who(event: Event) -> str:
    if event.by is None:
        return gettext("Sổ Ký")
    if event.acting_for is None:
        return event.by.called
    return gettext("%(who)s for %(absent)s") % {
        "who": event.by.called,
        "absent": event.acting_for.called,
    }


def kinds() -> list[tuple[str, str]]:
    """What can be looked for in the trail: the kinds of events with their names."""
    ours = [("open", gettext("Began")), ("erase", gettext("Erased"))]
    return ours + [(step.value, str(step.label)) for step in Step]


def details(event: Event) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(event.body)["detail"]
    return facts
