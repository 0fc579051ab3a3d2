"""The line of desks a record passes: who acted, who is awaited, what is still to come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from people.duties import Post, Roster
from workflows.flows import AUTHOR
from workflows.loaded import LoadedRecord
from workflows.models import Approval, Event
from workflows.permissions import drafters, owners
from workflows.states import Step
from workflows.story import details


@dataclass(slots=True)
class Station:
    """A desk on the line: done, now or ahead."""

    name: str
    label: str
    step: Step
    events: list[Event] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)
    """How those are called who may act here."""
    is_now: bool = False

    @property
    def state(self) -> str:
        if self.is_now:
            return "now"
        return "done" if self.events else "ahead"


def of(loaded: LoadedRecord, events: Iterable[Event], roster: Roster) -> list[Station]:
    """The author's desk first, then those of the record's way, in this revision and round.

    `events` are all of the record, oldest first.
    """
    stations = [Station("draft", loaded.approval.type.author_title, Step.SUBMIT)]
    stations += [
        Station(desk.name, str(desk.duty.label), desk.step) for desk in loaded.approval.type.desks
    ]
    by_name = {station.name: station for station in stations}
    for event, name in _acts(loaded.approval, events):
        if name in by_name:
            by_name[name].events.append(event)
    for task in loaded.tasks:
        station = by_name.get(task.flow_task.name)
        if station:
            station.is_now = True
            station.awaited += _awaited(loaded.approval, task.owner_permission, roster)
    return stations


def _acts(approval: Approval, events: Iterable[Event]) -> Iterator[tuple[Event, str]]:
    now = approval.revision, approval.round
    for event in events:
        is_act = event.kind not in {Step.SEND_BACK, Step.RECALL, "open"}
        if is_act and (event.revision, event.round) == now:
            yield event, details(event).get("desk", "")


def _awaited(approval: Approval, post: str, roster: Roster) -> list[str]:
    if post == AUTHOR and not approval.post:
        return [approval.author.called]
    if post == AUTHOR:
        takers = drafters(approval, roster)
    else:
        takers = roster.takers(Post.parse(post), owners(approval, roster))
    people = {roster.people[taker.person] for taker in takers}
    ordered = sorted(people, key=lambda colleague: (colleague.name_key, colleague.pk))
    return [colleague.called for colleague in ordered]
