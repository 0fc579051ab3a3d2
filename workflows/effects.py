"""What a step brings with it, once it has been examined: states, submissions, trail, desks, notices."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from people.duties import Roster
from people.models import Staff
from workflows import basis, flows, notices, opening_ends, opening_requests, trail
from workflows.loaded import LoadedRecord, StepRequest, lock_records
from workflows.machine import keep_moves
from workflows.models import Approval, BulkRun, Event, Remark, Submission
from workflows.permissions import Seat
from workflows.record import Record
from workflows.states import BACKWARD, NEW_REVISION, Step

# A record, the seat taken, the request's key, what was prepared for the step.
Examined = tuple[LoadedRecord, Seat, str | None, Any]


def carry_out(
    request: StepRequest,
    batch: Sequence[Examined],
    roster: Roster,
    run: BulkRun | None = None,
) -> list[Event]:
    """Checks 7 to 10 for records already examined, in the caller's transaction."""
    chosen = [(loaded, seat) for loaded, seat, _key, _prepared in batch]
    entries = [_entry(request, *each) for each in batch]
    if request.step == Step.SUBMIT:
        records = [loaded for loaded, _seat in chosen]
        _freeze_content(records, request.by)
        _keep_bases(records)
        opening_ends.confirmed_anew([loaded.approval for loaded in records])
    _change_states(request.step, chosen)
    events = trail.append(entries)
    if request.grant:
        opening_requests.grant(request, chosen[0][0], events[0])
    _keep_files(batch, events)
    approvals = [loaded.approval for loaded, _seat in chosen]
    _write_remarks(request, approvals, events)
    posts = _pass_on(request, chosen)
    _send_back_below(request, chosen, roster, run)
    notices.tell_next(zip(events, approvals, posts, strict=True), roster, run)
    return events


def _keep_files(batch: Sequence[Examined], events: Sequence[Event]) -> None:
    by_type: dict[type[Record], list[tuple[Record, Any, Event]]] = defaultdict(list)
    for (loaded, _seat, _key, prepared), event in zip(batch, events, strict=True):
        if prepared is not None:
            by_type[type(loaded.record)].append((loaded.record, prepared, event))
    for model, prepared_ones in by_type.items():
        model.keep_files(prepared_ones)


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
        detail |= loaded.record.audit_facts(prepared)
    if request.grant:
        detail |= opening_requests.facts_of(request.grant)
    if request.selection:
        detail["selection"] = request.selection
    remarks = [approval.fingerprint_of(remark.text) for remark in request.all_remarks()]
    return {**detail, "remarks": remarks} if remarks else detail


def _freeze_content(records: Sequence[LoadedRecord], by: Staff) -> None:
    """From here on the record says what it says now, by the names of today, and is this person's own."""
    at = timezone.now()
    for loaded in records:
        loaded.approval.title = loaded.record.headline()[:250]
        loaded.approval.author = by
        if loaded.differs_from_stored():
            loaded.approval.save(update_fields=["fingerprint", "title", "author"])
    Submission.objects.bulk_create(
        [
            Submission(
                approval=loaded.approval,
                revision=loaded.approval.revision,
                round=loaded.approval.round,
                content=loaded.record.canonical(),
                fingerprint=loaded.approval.fingerprint,
                row=loaded.record.row_fingerprint(),
                at=at,
            )
            for loaded in records
        ]
    )


def _keep_bases(records: Sequence[LoadedRecord]) -> None:
    resting = [loaded for loaded in records if loaded.approval.type.rests_on_others]
    basis.keep((loaded.approval, loaded.record.rests_on()) for loaded in resting)


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
            for remark in request.all_remarks()
        ]
    )


def _send_back_below(
    request: StepRequest,
    chosen: Sequence[tuple[LoadedRecord, Seat]],
    roster: Roster,
    run: BulkRun | None,
) -> None:
    """What was named with remarks goes back in the same act; the others below keep their signatures."""
    for below, remarks in request.remarks_below().items():
        [(_above, seat)] = chosen
        capacity = Seat(seat.capacity)
        one = replace(request, note="", remarks=tuple(remarks))
        carry_out(
            one, [(loaded, capacity, None, None) for loaded in lock_records([below])], roster, run
        )


def _pass_on(request: StepRequest, chosen: Sequence[tuple[LoadedRecord, Seat]]) -> list[list[str]]:
    """Check 9: finish the tasks, open what each state calls for. Returns the posts now waiting."""
    if request.step in NEW_REVISION:
        return _pass_on_without_desk(chosen)
    if request.step == Step.RECALL:
        for loaded, seat in chosen:
            flows.withdraw(loaded.tasks)
            flows.return_to_author(seat.task)
        return [[] for _each in chosen]
    if request.step in BACKWARD:
        flows.withdraw(
            task for loaded, seat in chosen for task in loaded.tasks if task != seat.task
        )
    if any(seat.task is None for _loaded, seat in chosen):
        return _pass_on_without_desk(chosen)
    return flows.pass_on(
        [(seat.task, _is_last_seat(loaded, seat)) for loaded, seat in chosen], request.by
    )


def _pass_on_without_desk(chosen: Sequence[tuple[LoadedRecord, Seat]]) -> list[list[str]]:
    for loaded, _seat in chosen:
        _start_anew(loaded.approval)
    return [[] for _each in chosen]


def _start_anew(approval: Approval) -> None:
    """A new revision goes its way in a process of its own; the old one stays as it ended."""
    flows.start(approval)
    approval.save(update_fields=["process"])
