"""The line of desks a record passes: who acted, who is awaited, what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from people.duties import Post, Roster
from people.models import Staff
from workflows.flows import AUTHOR
from workflows.held import Held
from workflows.models import Approval, Event
from workflows.states import Step
from workflows.story import details


@dataclass(slots=True)
class Station:
    """A desk on the line: done, now or ahead."""

    name: str
    label: str
    step: Step
    events: list[Event] = field(default_factory=list)
    awaited: list[Staff] = field(default_factory=list)
    is_now: bool = False

    @property
    def state(self) -> str:
        if self.is_now:
            return "now"
        return "done" if self.events else "ahead"


def of(held: Held, roster: Roster) -> list[Station]:
    """The author's desk first, then those of the record's way, in this revision and round."""
    stations = [Station("draft", held.approval.type.author_title, Step.SUBMIT)]
    stations += [
        Station(desk.name, str(desk.duty.label), desk.step) for desk in held.approval.type.desks
    ]
    by_name = {station.name: station for station in stations}
    for event, name in _acts(held.approval):
        if name in by_name:
            by_name[name].events.append(event)
    for task in held.tasks:
        station = by_name.get(task.flow_task.name)
        if station:
            station.is_now = True
            station.awaited += _awaited(held.approval, task.owner_permission, roster)
    return stations


def _acts(approval: Approval) -> list[tuple[Event, str]]:
    events = approval.events.filter(revision=approval.revision, round=approval.round)
    return [
        (event, details(event).get("desk", ""))
        for event in events.select_related("by", "acting_for")
        if event.kind not in {Step.SEND_BACK, Step.RECALL, "open"}
    ]


def _awaited(approval: Approval, post: str, roster: Roster) -> Sequence[Staff]:
    if post == AUTHOR:
        return [approval.author]
    people = {one.person for one in roster.takers(Post.parse(post), approval.author_id)}
    return list(Staff.objects.filter(pk__in=people))
