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
from workflows.loaded import LoadedRecord, RemarkOn, StepRequest, lock_records
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
    request = StepRequest(step, by, acting_for, note, tuple(remarks))
    try:
        with transaction.atomic():
            loaded = lock_records([approval.pk])[0]
            answered = answer_to(request, loaded.approval, key)
            if answered:
                return answered
            roster = roster_of()
            seat = examine(request, loaded, roster, seen=seen, with_file=prepared is not None)
            loaded.record.insist_on(prepared)
            return carry_out(request, [(loaded, seat, key, prepared)], roster)[0]
    except (ConcurrentTransition, flows.AlreadyMoved):
        raise Changed(seen, "") from None


def answer_to(request: StepRequest, approval: Approval, key: str | None) -> Event | None:
    """Check 1: what was answered when this very request came before."""
    if not key or not Event.objects.filter(key=key).exists():
        return None
    event = Event.objects.get(key=key)
    if (event.kind, event.by_id, event.approval_id) != (
        request.step.value,
        request.by.pk,
        approval.pk,
    ):
        raise AlreadyUsed
    return event


def examine(
    request: StepRequest,
    loaded: LoadedRecord,
    roster: Roster,
    *,
    seen: str | None,
    with_file: bool = True,
) -> Seat:
    """Checks 2 to 6, changing nothing. Returns the seat taken; raises Refusal."""
    approval = loaded.approval
    seat = _seat(request, loaded, roster)
    if seen is not None and seen != approval.version:
        raise Changed(seen, approval.version)
    _check_state(request.step, loaded, seat)
    if request.step in NEEDS_REASON and not request.said():
        raise Incomplete(Problem(_("Please say why."), "note"))
    if with_file != loaded.record.needs_file(request.step):
        raise NotPossible(_("This step is signed: please give your PIN."))
    return seat


def _seat(request: StepRequest, loaded: LoadedRecord, roster: Roster) -> Seat:
    """Checks 4 and 5: a duty held today, in person or for somebody; never on own work."""
    found = seats(request.step, loaded.approval, request.by.pk, roster, loaded.tasks)
    acting_for = request.acting_for.pk if request.acting_for else None
    for seat in found:
        if seat.capacity.acting_for == acting_for:
            return seat
    _refuse_by_state(request.step, loaded)
    raise NotYours(_("This step is not yours to take."))


def _refuse_by_state(step: Step, loaded: LoadedRecord) -> None:
    """A step that nobody could take now is told as such, not as a lack of duty."""
    if not loaded.approval.can(step) or loaded.approval.erased_at:
        raise NotPossible(
            _("The record is “%s”: this step is not possible now.")
            % loaded.approval.get_state_display()
        )


def _check_state(step: Step, loaded: LoadedRecord, seat: Seat) -> None:
    """Checks 2 and 3: from this state, content as submitted, complete."""
    _refuse_by_state(step, loaded)
    approval, record = loaded.approval, loaded.record
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
    request: StepRequest,
    batch: Sequence[tuple[LoadedRecord, Seat, str | None, Any]],
    roster: Roster,
) -> list[Event]:
    """Checks 7 to 10 for records already examined, in the caller's transaction."""
    chosen = [(loaded, seat) for loaded, seat, _key, _prepared in batch]
    entries = [_entry(request, *each) for each in batch]
    if request.step == Step.SUBMIT:
        _keep_submissions(chosen)
    _change_states(request.step, chosen)
    events = trail.append(entries)
    for (loaded, _seat, _key, prepared), event in zip(batch, events, strict=True):
        if prepared is not None:
            loaded.record.keep(prepared, event)
    approvals = [loaded.approval for loaded, _seat in chosen]
    _write_remarks(request, approvals, events)
    posts = _pass_on(request, chosen)
    notices.tell_next(list(zip(events, approvals, posts, strict=True)), roster)
    return events


def _entry(
    request: StepRequest, loaded: LoadedRecord, seat: Seat, key: str | None, prepared: Any
) -> trail.Entry:
    """The event that will tell it, of the revision and round that it ends."""
    approval = loaded.approval
    return trail.Entry(
        kind=request.step.value,
        by=request.by.pk,
        approval=approval,
        counted=(approval.revision, approval.round),
        acting_for=seat.capacity.acting_for,
        detail=_detail(request, loaded, seat, prepared),
        key=key,
    )


def _change_states(step: Step, chosen: Sequence[tuple[LoadedRecord, Seat]]) -> None:
    """The transitions, saved where the state still is what was examined."""
    moved, now = [], timezone.now()
    for loaded, seat in chosen:
        if step in BACKWARD or _is_last_seat(loaded, seat):
            moved.append((loaded.approval.state, loaded.approval))
            _change_state(step, loaded.approval)
            loaded.approval.updated_at = now
    keep_moves(moved, ("revision", "round", "is_returned", "updated_at"))


def _change_state(step: Step, approval: Approval) -> None:
    approval.move(step)
    approval.is_returned = step == Step.SEND_BACK
    if step in BACKWARD:
        approval.round += 1
    if step in NEW_REVISION:
        approval.revision, approval.round = approval.revision + 1, 1


def _is_last_seat(loaded: LoadedRecord, seat: Seat) -> bool:
    """At a parallel desk the record moves on with the last seat only."""
    return seat.task is None or len(loaded.tasks) == 1


def _detail(
    request: StepRequest, loaded: LoadedRecord, seat: Seat, prepared: Any
) -> dict[str, Any]:
    approval = loaded.approval
    detail: dict[str, Any] = {"content": approval.fingerprint}
    if seat.task is not None:
        detail["desk"] = seat.task.flow_task.name
        detail["post"] = seat.task.owner_permission
    if prepared is not None:
        detail |= loaded.record.told_of(prepared)
    said = [approval.fingerprint_of(remark.text) for remark in request.said()]
    return {**detail, "remarks": said} if said else detail


def _keep_submissions(chosen: Sequence[tuple[LoadedRecord, Seat]]) -> None:
    at = timezone.now()
    Submission.objects.bulk_create(
        [
            Submission(
                approval=loaded.approval,
                revision=loaded.approval.revision,
                round=loaded.approval.round,
                content=loaded.record.canonical(),
                fingerprint=loaded.approval.fingerprint,
                at=at,
            )
            for loaded, _seat in chosen
        ]
    )


def _write_remarks(
    request: StepRequest, approvals: Sequence[Approval], events: Sequence[Event]
) -> None:
    Remark.objects.bulk_create(
        [
            Remark(
                approval=approval,
                event=event,
                revision=event.revision,
                round=event.round,
                by=request.by,
                at=event.at,
                part=remark.part,
                text=remark.text.strip(),
            )
            for approval, event in zip(approvals, events, strict=True)
            for remark in request.said()
        ]
    )


def _pass_on(request: StepRequest, chosen: Sequence[tuple[LoadedRecord, Seat]]) -> list[list[str]]:
    """Check 9: finish the tasks, open what each state calls for. Returns the posts now waiting."""
    if request.step in NEW_REVISION:
        for loaded, _seat in chosen:
            _start_anew(loaded.approval)
        return [[] for _each in chosen]
    if request.step == Step.RECALL:
        for loaded, seat in chosen:
            flows.withdraw(loaded.tasks)
            flows.return_to_author(seat.task)
        return [[] for _each in chosen]
    if request.step in BACKWARD:
        flows.withdraw(
            task for loaded, seat in chosen for task in loaded.tasks if task != seat.task
        )
    return flows.pass_on(
        [(seat.task, _is_last_seat(loaded, seat)) for loaded, seat in chosen], request.by
    )


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


def available(loaded: LoadedRecord, staff: Staff, roster: Roster) -> dict[Step, list[Seat]]:
    """The steps this person could take now, and in which capacities; the door decides in the end."""
    found = {}
    for step in Step:
        if loaded.approval.can(step) and not loaded.approval.erased_at:
            open_to = seats(step, loaded.approval, staff.pk, roster, loaded.tasks)
            if open_to:
                found[step] = open_to
    return found
