"""The one door. Nothing but this file changes the state of a record."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.duties import Roster, holds
from people.models import SchoolClass, SchoolYear, Staff, SubjectGroup
from workflows import flows, notices, registry, trail
from workflows.held import Act, Held, RemarkOn, hold
from workflows.machine import ConcurrentTransition, keep_moves
from workflows.models import Approval, Event, Remark, Submission
from workflows.permissions import Seat, roster_of, seats
from workflows.record import Record
from workflows.refusals import (
    AlreadyUsed,
    Changed,
    Incomplete,
    NotPossible,
    NotYours,
    Problem,
)
from workflows.states import BACKWARD, NEEDS_REASON, NEW_REVISION, Step


def take(  # noqa: PLR0913 what a request of a person says is as much
    step: Step,
    approval: Approval,
    *,
    by: Staff,
    seen: str,
    acting_for: Staff | None = None,
    note: str = "",
    remarks: Sequence[RemarkOn] = (),
    key: str | None = None,
    prepared: Any = None,
) -> Event:
    """Check, change, remember, pass on: either all of it happens or none of it.

    `seen` is the `version` of the approval that the person looked at; `key` makes a repeated request
    harmless; `prepared` is the file made for this step beforehand. Raises Refusal with sentences.
    """
    act = Act(step, by, acting_for, note, tuple(remarks))
    try:
        with transaction.atomic():
            held = hold([approval.pk])[0]
            answered = answer_to(act, held.approval, key)
            if answered:
                return answered
            roster = roster_of()
            seat = examine(act, held, roster, seen=seen, with_file=prepared is not None)
            held.record.insist_on(prepared)
            return carry_out(act, [(held, seat, key, prepared)], roster)[0]
    except (ConcurrentTransition, flows.AlreadyMoved):
        raise Changed(seen, "") from None


def answer_to(act: Act, approval: Approval, key: str | None) -> Event | None:
    """Check 1: what was answered when this very request came before."""
    if not key or not Event.objects.filter(key=key).exists():
        return None
    event = Event.objects.get(key=key)
    if (event.kind, event.by_id, event.approval_id) != (
        act.step.value,
        act.by.pk,
        approval.pk,
    ):
        raise AlreadyUsed
    return event


def examine(
    act: Act, held: Held, roster: Roster, *, seen: str | None, with_file: bool = True
) -> Seat:
    """Checks 2 to 6, changing nothing. Returns the seat taken; raises Refusal."""
    approval = held.approval
    seat = _seat(act, held, roster)
    if seen is not None and seen != approval.version:
        raise Changed(seen, approval.version)
    _check_state(act.step, held, seat)
    if act.step in NEEDS_REASON and not act.said():
        raise Incomplete(Problem(_("Please say why."), "note"))
    if with_file != held.record.needs_file(act.step):
        raise NotPossible(_("This step is signed: please give your PIN."))
    return seat


def _seat(act: Act, held: Held, roster: Roster) -> Seat:
    """Checks 4 and 5: a duty held today, in person or for somebody; never on own work."""
    found = seats(act.step, held.approval, act.by.pk, roster, held.tasks)
    acting_for = act.acting_for.pk if act.acting_for else None
    for seat in found:
        if seat.capacity.acting_for == acting_for:
            return seat
    _refuse_by_state(act.step, held)
    raise NotYours(_("This step is not yours to take."))


def _refuse_by_state(step: Step, held: Held) -> None:
    """A step that nobody could take now is told as such, not as a lack of duty."""
    if not held.approval.can(step) or held.approval.erased_at:
        raise NotPossible(
            _("The record is “%s”: this step is not possible now.")
            % held.approval.get_state_display()
        )


def _check_state(step: Step, held: Held, seat: Seat) -> None:
    """Checks 2 and 3: from this state, content as submitted, complete."""
    _refuse_by_state(step, held)
    approval, record = held.approval, held.record
    if record.fingerprint() != approval.fingerprint:
        raise NotPossible(
            _("The content is no longer what was saved here. Tell the records board.")
        )
    if step == Step.SUBMIT:
        problems = record.problems()
        if problems:
            raise Incomplete(*problems)
    if seat.task is None and step not in NEW_REVISION:
        raise NotPossible(_("The record lies on no desk where this step is taken."))


def carry_out(
    act: Act, batch: Sequence[tuple[Held, Seat, str | None, Any]], roster: Roster
) -> list[Event]:
    """Checks 7 to 10 for records already examined, in the caller's transaction."""
    chosen = [(held, seat) for held, seat, _key, _prepared in batch]
    entries = [_entry(act, *each) for each in batch]
    if act.step == Step.SUBMIT:
        _keep_submissions(chosen)
    _change_states(act.step, chosen)
    events = trail.append(entries)
    for (held, _seat, _key, prepared), event in zip(batch, events, strict=True):
        if prepared is not None:
            held.record.keep(prepared, event)
    approvals = [held.approval for held, _seat in chosen]
    _write_remarks(act, approvals, events)
    posts = _pass_on(act, chosen)
    notices.tell_next(list(zip(events, approvals, posts, strict=True)), roster)
    return events


def _entry(act: Act, held: Held, seat: Seat, key: str | None, prepared: Any) -> trail.Entry:
    """The event that will tell it, of the revision and round that it ends."""
    approval = held.approval
    return trail.Entry(
        kind=act.step.value,
        by=act.by.pk,
        approval=approval,
        counted=(approval.revision, approval.round),
        acting_for=seat.capacity.acting_for,
        detail=_detail(act, held, seat, prepared),
        key=key,
    )


def _change_states(step: Step, chosen: Sequence[tuple[Held, Seat]]) -> None:
    """The transitions, saved where the state still is what was examined."""
    moved, now = [], timezone.now()
    for held, seat in chosen:
        if step in BACKWARD or _is_last_seat(held, seat):
            moved.append((held.approval.state, held.approval))
            _change_state(step, held.approval)
            held.approval.updated_at = now
    keep_moves(moved, ("revision", "round", "is_returned", "updated_at"))


def _change_state(step: Step, approval: Approval) -> None:
    approval.move(step)
    approval.is_returned = step == Step.SEND_BACK
    if step in BACKWARD:
        approval.round += 1
    if step in NEW_REVISION:
        approval.revision, approval.round = approval.revision + 1, 1


def _is_last_seat(held: Held, seat: Seat) -> bool:
    """At a parallel desk the record moves on with the last seat only."""
    return seat.task is None or len(held.tasks) == 1


def _detail(act: Act, held: Held, seat: Seat, prepared: Any) -> dict[str, Any]:
    approval = held.approval
    detail: dict[str, Any] = {"content": approval.fingerprint}
    if seat.task is not None:
        detail["desk"] = seat.task.flow_task.name
        detail["post"] = seat.task.owner_permission
    if prepared is not None:
        detail |= held.record.told_of(prepared)
    said = [approval.fingerprint_of(remark.text) for remark in act.said()]
    return {**detail, "remarks": said} if said else detail


def _keep_submissions(chosen: Sequence[tuple[Held, Seat]]) -> None:
    at = timezone.now()
    Submission.objects.bulk_create(
        [
            Submission(
                approval=held.approval,
                revision=held.approval.revision,
                round=held.approval.round,
                content=held.record.canonical(),
                fingerprint=held.approval.fingerprint,
                at=at,
            )
            for held, _seat in chosen
        ]
    )


def _write_remarks(act: Act, approvals: Sequence[Approval], events: Sequence[Event]) -> None:
    Remark.objects.bulk_create(
        [
            Remark(
                approval=approval,
                event=event,
                revision=event.revision,
                round=event.round,
                by=act.by,
                at=event.at,
                part=remark.part,
                text=remark.text.strip(),
            )
            for approval, event in zip(approvals, events, strict=True)
            for remark in act.said()
        ]
    )


def _pass_on(act: Act, chosen: Sequence[tuple[Held, Seat]]) -> list[list[str]]:
    """Check 9: finish the tasks, open what each state calls for. Returns the posts now waiting."""
    if act.step in NEW_REVISION:
        for held, _seat in chosen:
            _start_anew(held.approval)
        return [[] for _each in chosen]
    if act.step == Step.RECALL:
        for held, seat in chosen:
            flows.withdraw(held.tasks)
            flows.return_to_author(seat.task)
        return [[] for _each in chosen]
    if act.step in BACKWARD:
        flows.withdraw(task for held, seat in chosen for task in held.tasks if task != seat.task)
    return flows.pass_on([(seat.task, _is_last_seat(held, seat)) for held, seat in chosen], act.by)


def _start_anew(approval: Approval) -> None:
    """A new revision goes its way in a process of its own; the old one stays as it ended."""
    flows.start(approval)
    approval.save(update_fields=["process"])


def open_approval(
    record: Record,
    *,
    by: Staff,
    school_year: SchoolYear,
    group: SubjectGroup | None = None,
    school_class: SchoolClass | None = None,
    public_id: UUID | None = None,
) -> Approval:
    """Lay a new record on its author's desk. Saves the record and its approval.

    Raises NotYours where this person does not draft records of this type.
    """
    kind = registry.of(type(record))
    if kind.drafted_by and not holds(by, *kind.drafted_by):
        raise NotYours(_("Records of this kind are not yours to begin."))
    with transaction.atomic():
        approval = Approval(
            record_type=kind.name,
            author=by,
            group=group,
            school_class=school_class,
            school_year=school_year,
            title=record.headline()[:250],
            public_id=public_id or uuid4(),
        )
        flows.start(approval)
        approval.save()
        record.approval = approval
        record.save()
        trail.append([trail.Entry("open", by.pk, approval)])
    return approval


def available(held: Held, staff: Staff, roster: Roster) -> dict[Step, list[Seat]]:
    """The steps this person could take now, and in which capacities; the door decides in the end."""
    found = {}
    for step in Step:
        if held.approval.can(step) and not held.approval.erased_at:
            open_to = seats(step, held.approval, staff.pk, roster, held.tasks)
            if open_to:
                found[step] = open_to
    return found
