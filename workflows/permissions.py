"""Who may: which person, in which capacity, at which open desk. Never what is right with the content."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from people.duties import STAND_INS, Capacity, Post, Roster
from people.models import Duty, Staff
from workflows import basis, flows, registry
from workflows.flows import AUTHOR
from workflows.models import Approval
from workflows.states import FINAL, State, Step


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


def drafters(approval: Approval, roster: Roster) -> frozenset[Capacity]:
    """Who writes it: its author, or whoever holds its post today; where that is vacant, the next one up."""
    if not approval.post:
        return frozenset({Capacity(approval.author_id)})
    return roster.takers(Post.parse(approval.post))


def owners(approval: Approval, roster: Roster) -> frozenset[int]:
    """Whose own work it is: who submitted it, and who drafts it today. They judge none of it."""
    own = {approval.author_id}
    if approval.post:
        own.update(capacity.person for capacity in drafters(approval, roster))
    return frozenset(own)


def is_drafter(approval: Approval, person: int, roster: Roster) -> bool:
    return any(capacity.person == person for capacity in drafters(approval, roster))


def seats(
    step: Step, approval: Approval, person: int, roster: Roster, tasks: Sequence[Any]
) -> list[Seat]:
    """Every capacity in which this person may take this step now; own right comes first."""
    if step in {Step.SUBMIT, Step.RECALL}:
        found = _drafting_seats(step, approval, person, roster, tasks)
    elif step == Step.REVISE:
        may = _may_revise(approval)
        found = _of_person(person, drafters(approval, roster), None) if may else []
    elif step == Step.UNLOCK:
        takers = roster.takers(Post(_unlocker(approval)), owners(approval, roster))
        found = _of_person(person, takers, None)
    elif approval.state == State.CONFIRMED:
        found = _seats_above(step, approval, person, roster)
    else:
        found = list(_seats_at_desks(step, approval, person, roster, tasks))
    return sorted(found, key=lambda seat: seat.capacity.acting_for or 0)


def _may_revise(approval: Approval) -> bool:
    """Where the type says so; what sums up others, because one of them is newer. What was issued is
    withdrawn by decision.
    """
    kind = approval.type
    if kind.author_may_revise or not kind.rests_on_others or kind.final_state == State.ISSUED:
        return kind.author_may_revise
    return bool(basis.outdated(approval))


def _unlocker(approval: Approval) -> Duty:
    """What something finished rests on is the principal's to open."""
    usual = approval.type.unlocked_by
    if usual != Duty.PRINCIPAL and basis.above(approval, state__in=FINAL).exists():
        return Duty.PRINCIPAL
    return usual


def _seats_above(step: Step, approval: Approval, person: int, roster: Roster) -> list[Seat]:
    """Confirmed by its author, it lies on no desk: who sums it up sends it back, until that is done."""
    duty = approval.type.returned_by
    if step != Step.SEND_BACK or duty is None:
        return []
    post = Post(duty, flows.place_of(duty, approval))
    return _of_person(person, roster.takers(post, owners(approval, roster)), None)


def _drafting_seats(
    step: Step, approval: Approval, person: int, roster: Roster, tasks: Sequence[Any]
) -> list[Seat]:
    """At the drafting desk to submit; to take back, while the record lies on another."""
    at_own_desk = bool(tasks) and tasks[0].owner_permission == AUTHOR
    if not tasks or at_own_desk != (step == Step.SUBMIT):
        return []
    return _of_person(person, drafters(approval, roster), tasks[0])


def _seats_at_desks(
    step: Step, approval: Approval, person: int, roster: Roster, tasks: Sequence[Any]
) -> Iterator[Seat]:
    own = owners(approval, roster)
    for task in tasks:
        if task.owner_permission != AUTHOR and _is_step_of(task, step):
            takers = roster.takers(Post.parse(task.owner_permission), own)
            yield from _of_person(person, takers, task)


def _is_step_of(task: Any, step: Step) -> bool:
    """A task of a node that no longer exists answers to no step; a system check refuses such a start."""
    offered = getattr(task.flow_task, "step", None)
    return offered is not None and (step == Step.SEND_BACK or offered == step)


def _of_person(person: int, takers: Iterable[Capacity], task: Any) -> list[Seat]:
    return [Seat(capacity, task) for capacity in takers if capacity.person == person]


def may_see(approval: Approval, staff: Staff, roster: Roster) -> bool:
    """May this person read the record? Who wrote or writes it, whoever a desk of it belongs to, the leaders,
    and whom its type names.

    A draft that was never submitted is its drafters' alone. Of an erased one nothing is left.
    """
    if approval.erased_at:
        return False
    if staff.pk == approval.author_id or is_drafter(approval, staff.pk, roster):
        return True
    if approval.is_private:
        return False
    at_desks = (capacity.person for capacity in _desk_readers(approval, roster))
    return staff.pk in at_desks or any(
        readers.include(approval, staff, roster) for readers in approval.type.readers
    )


def _desk_readers(approval: Approval, roster: Roster) -> set[Capacity]:
    posts = {Post(Duty.PRINCIPAL), Post(Duty.VICE_PRINCIPAL)}
    for desk in approval.type.desks:
        posts.update(desk.posts(approval))
    return {capacity for post in posts for rung in roster.rungs(post)[:2] for capacity in rung}
