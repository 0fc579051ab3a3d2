"""Who may: which person, in which capacity, at which open desk. Never what is right with the content."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from people.duties import STAND_INS, Capacity, Post, Roster
from people.models import Duty
from workflows import registry
from workflows.flows import AUTHOR
from workflows.models import Approval
from workflows.states import Step


def roster_of(on: date | None = None) -> Roster:
    """Who holds today the duties that any desk asks for; the rest of the school is not loaded."""
    asked = {Duty.PRINCIPAL, Duty.VICE_PRINCIPAL, Duty.RECORDS_BOARD}
    for kind in registry.all_types():
        asked.update(kind.drafted_by, (desk.duty for desk in kind.desks))
    return Roster(on, asked.union(*(STAND_INS[duty] for duty in asked)))


@dataclass(frozen=True, slots=True)
class Seat:
    """A capacity in which a person may take a step, and the open task it would finish."""

    capacity: Capacity
    task: Any = None


def seats(
    step: Step, approval: Approval, person: int, roster: Roster, tasks: Sequence[Any]
) -> list[Seat]:
    """Every capacity in which this person may take this step now; own right comes first."""
    if step == Step.UNLOCK:
        takers = roster.takers(Post(Duty.PRINCIPAL), approval.author_id)
        return _of_person(person, takers, None)
    if step == Step.REVISE:
        own = approval.type.author_may_revise and person == approval.author_id
        return [Seat(Capacity(person))] if own and approval.school_year.takes_work else []
    if step in {Step.SUBMIT, Step.RECALL}:
        return _author_seats(step, approval, person, tasks)
    found: list[Seat] = []
    for task in tasks:
        if task.owner_permission == AUTHOR or not _is_step_of(task, step):
            continue
        takers = roster.takers(Post.parse(task.owner_permission), approval.author_id)
        found += _of_person(person, takers, task)
    return sorted(found, key=lambda seat: seat.capacity.acting_for or 0)


def _author_seats(step: Step, approval: Approval, person: int, tasks: Sequence[Any]) -> list[Seat]:
    if person != approval.author_id or not tasks:
        return []
    at_own_desk = tasks[0].owner_permission == AUTHOR
    return [Seat(Capacity(person), tasks[0])] if at_own_desk == (step == Step.SUBMIT) else []


def _is_step_of(task: Any, step: Step) -> bool:
    """A task of a node that no longer exists answers to no step; a system check refuses such a start."""
    offered = getattr(task.flow_task, "step", None)
    return offered is not None and (step == Step.SEND_BACK or offered == step)


def _of_person(person: int, takers: Iterable[Capacity], task: Any) -> list[Seat]:
    return [Seat(one, task) for one in takers if one.person == person]


def may_see(approval: Approval, person: int, roster: Roster) -> bool:
    """May this person read the record? Its author, whoever a desk of it belongs to, and the leaders.

    A draft that was never submitted is its author's alone. Of an erased one nothing is left.
    """
    if approval.erased_at:
        return False
    if person == approval.author_id:
        return True
    if approval.is_private:
        return False
    return any(one.person == person for one in readers(approval, roster))


def readers(approval: Approval, roster: Roster) -> set[Capacity]:
    posts = {Post(Duty.PRINCIPAL), Post(Duty.VICE_PRINCIPAL)}
    for desk in approval.type.desks:
        posts.update(desk.posts(approval))
    found: set[Capacity] = set()
    for post in posts:
        for rung in roster.rungs(post)[:2]:
            found |= rung
    return found
