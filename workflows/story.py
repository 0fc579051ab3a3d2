"""The trail told as sentences that a principal can read."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.compiled import NUMBER, CompiledQuery
from people.door import ACTS
from people.models import Duty, Pupil, SchoolClass, SchoolYear, Staff, SubjectGroup
from people.movements.models import Kind
from workflows.models import Approval, Event, Remark
from workflows.states import Step

HAND_OVER = "hand_over"
RENEW = "renew_timestamp"
ASK, WITHDRAW = "ask_opening", "withdraw_opening"
REFUSE, LAPSE = "refuse_opening", "lapse"
_SENTENCES = {
    "open": _("%(who)s began the record."),
    Step.SUBMIT: _("%(who)s signed and submitted it, round %(round)d."),
    Step.COSIGN: _("%(who)s confirmed an own section."),
    Step.REVIEW: _("%(who)s reviewed and approved it."),
    Step.SIGN: _("%(who)s signed it."),
    Step.LOCK: _("%(who)s locked it."),
    Step.ISSUE: _("%(who)s sealed and issued it."),
    Step.SEND_BACK: _("%(who)s sent it back."),
    Step.RECALL: _("%(who)s took it back."),
    Step.REVISE: _("%(who)s opened a new revision; revision %(revision)d stays as it was signed."),
    Step.UNLOCK: _("%(who)s unlocked it; revision %(revision)d stays as it was signed."),
    HAND_OVER: _("%(who)s handed the draft over to %(staff)s."),
    RENEW: _(
        "%(who)s renewed the archive timestamp of revision %(revision)d, which proves itself"
        " until %(ends)s."
    ),
    ASK: _("%(who)s asked for cells of revision %(revision)d to be opened."),
    WITHDRAW: _("%(who)s took the request to open it back."),
    REFUSE: _("%(who)s refused to open it."),
    LAPSE: _("The opening ended: what was confirmed before holds again."),
    "erase": _("%(who)s erased its content for good."),
}
# Whose details name people and places by number, beside all acts on people.
_OF_RECORDS = frozenset({HAND_OVER})
# What happens to signing keys belongs to no record; the details name whose key it is.
_OF_KEYS = {
    "key_registered": (_("Key registered"), _("%(who)s registered a signing key for %(whom)s.")),
    "key_made": (_("Key made"), _("%(who)s made the signing key %(key)s and chose a PIN.")),
    "key_renewed": (_("Key renewed"), _("%(who)s renewed the signing key; now it is %(key)s.")),
    "pin_changed": (_("PIN changed"), _("%(who)s changed the PIN of the signing key %(key)s.")),
    "key_revoked": (_("Key revoked"), _("%(who)s revoked the signing key of %(whom)s.")),
    "picture_changed": (
        _("Picture changed"),
        _("%(who)s changed the picture on paper of %(whom)s."),
    ),
}
WARNING = frozenset({Step.SEND_BACK, Step.RECALL, Step.UNLOCK, "erase", "key_revoked"})
# What the details of people's acts name by number, and where the name stands.
_NAMED: dict[str, type[Model]] = {
    "staff": Staff,
    "pupil": Pupil,
    "school_class": SchoolClass,
    "year": SchoolYear,
    "group": SubjectGroup,
}
Names = Mapping[tuple[str, int], str]


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
    events: list[Event] = _events_of(approval=approval.pk)
    prefetch_related_objects(events, Prefetch("remarks", Remark.objects.select_related("by")))
    return list(tell(events))


_events_of = CompiledQuery(
    lambda approval: Event.objects.filter(approval=approval).select_related("by", "acting_for"),
    approval=NUMBER,
)


def tell(events: Iterable[Event]) -> Iterator[Told]:
    listed = list(events)
    owners, names = _owners_of_keys(listed), _names_in(listed)
    for event in listed:
        yield Told(event, sentence(event, owners, names), list(event.remarks.all()))


def sentence(
    event: Event, owners: Mapping[int, Staff] | None = None, names: Names | None = None
) -> str:
    """`owners` and `names` are the people told of, where they have been loaded already."""
    words = _SENTENCES.get(event.kind)
    facts = {"who": who(event), "round": event.round, "revision": event.revision}
    if event.kind in _OF_KEYS:
        words = _OF_KEYS[event.kind][1]
        facts |= _facts_of_key(event, _owners_of_keys([event]) if owners is None else owners)
    elif _names_people(event):
        words = words or ACTS.get(event.kind).sentence
        facts |= _facts_of_people(event, _names_in([event]) if names is None else names)
    elif event.kind == RENEW:
        facts["ends"] = _day(details(event)["ends"])
    told = str(words) % facts if words else f"{facts['who']}: {event.kind}"
    return told[:1].upper() + told[1:]


def _owners_of_keys(events: Iterable[Event]) -> dict[int, Staff]:
    named = {details(event).get("owner") for event in events if event.kind in _OF_KEYS}
    return Staff.objects.in_bulk(named - {None})


def _facts_of_key(event: Event, owners: Mapping[int, Staff]) -> dict[str, Any]:
    told = details(event)
    owner = owners.get(told.get("owner") or 0)
    whom = owner.called if owner else gettext("the school")
    if told.get("is_seal") and owner:
        whom = gettext("%(whom)s, for the school's seal") % {"whom": whom}
    return {"whom": whom, "key": str(told.get("fingerprint", ""))[:12]}


def _names_in(events: Iterable[Event]) -> dict[tuple[str, int], str]:
    """Everybody and everything named by acts on people; a query for each kind that occurs."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if _names_people(event):
            for name, value in details(event).items():
                if name in _NAMED:
                    wanted[name].add(value)
    return {
        (name, row.pk): str(row)
        for name, numbers in wanted.items()
        for row in _NAMED[name]._default_manager.filter(pk__in=numbers)
    }


def _names_people(event: Event) -> bool:
    return event.kind in ACTS or event.kind in _OF_RECORDS


def _facts_of_people(event: Event, names: Names) -> dict[str, Any]:
    return {
        name: names.get((name, value), "…") if name in _NAMED else _worded(name, value)
        for name, value in details(event).items()
    }


def _worded(name: str, value: Any) -> Any:
    """A code of ours in the words of the school."""
    if name == "duty":
        return Duty(value).label
    if name == "moved":
        return Kind(value).label
    if name == "table":
        return apps.get_model("people", value)._meta.verbose_name
    return value


def _day(moment: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(moment)), "d/m/Y")


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
    ours = [
        ("open", gettext("Began")),
        (HAND_OVER, gettext("Handed over")),
        (RENEW, gettext("Timestamp renewed")),
        (ASK, gettext("Opening asked for")),
        (WITHDRAW, gettext("Request withdrawn")),
        (REFUSE, gettext("Opening refused")),
        (LAPSE, gettext("Opening ended")),
        ("erase", gettext("Erased")),
    ]
    steps = [(step.value, str(step.label)) for step in Step]
    keys = [(kind, str(label)) for kind, (label, _words) in _OF_KEYS.items()]
    return ours + steps + keys + [(act.name, str(act.label)) for act in ACTS.all() if act.is_told]


def details(event: Event) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(event.body)["detail"]
    return facts
