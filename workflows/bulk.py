"""One step on many records: shown beforehand, done in chunks, an outcome for each, resumable."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from people.duties import Capacity, Roster
from people.models import Staff
from people.refusals import Refusal
from workflows import notices, steps
from workflows.effects import Examined, carry_out
from workflows.loaded import LoadedRecord, StepRequest, lock_records
from workflows.models import Approval, BulkItem, BulkRun, Event
from workflows.permissions import Seat, roster_of, seats
from workflows.record import Record
from workflows.refusals import AlreadyUsed
from workflows.states import Step

# No chunk holds the one writer of SQLite for longer than a keystroke can wait.
CHUNK = 50

# From approvals as chosen to what was made for each: a prepared file, or the refusal it met.
Prepare = Callable[[Sequence[LoadedRecord]], dict[int, Any]]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would become of one record, before anything is done."""

    approval: Approval
    capacity: Capacity | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Which of how many parts of a run: each takes turns at its chunks, so that neighbours stay together."""

    which: int = 0
    of: int = 1
    chunk: int = CHUNK


WHOLE = Share()


def preview(request: StepRequest, approvals: Sequence[Approval]) -> list[Prospect]:
    """Which of these would be done and which skipped, and why; in the order given. Changes nothing."""
    roster = roster_of()
    with transaction.atomic():
        loaded = {each.approval.pk: each for each in lock_records([row.pk for row in approvals])}
    return [_prospect(request, loaded[row.pk], roster) for row in approvals]


def fingerprint_of(prospects: Iterable[Prospect]) -> str:
    """Of what would be done, as it is on the screen: which records, in which version."""
    lines = sorted(f"{each.approval.public_id} {each.approval.version}" for each in prospects)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _prospect(request: StepRequest, loaded: LoadedRecord, roster: Roster) -> Prospect:
    with_file = loaded.record.needs_file(request.step)
    try:
        seat = _examine(request, loaded, roster, seen=None, with_file=with_file)
    except Refusal as refusal:
        return Prospect(loaded.approval, None, str(refusal))
    return Prospect(loaded.approval, seat.capacity)


def take_many(
    request: StepRequest,
    chosen: Sequence[tuple[Approval, str]],
    *,
    key: str,
    prepare: Prepare | None = None,
) -> BulkRun:
    """Take one step on each record of `chosen` (approval, version seen), in chunks of 50.

    Called again with the same key it goes on where it stopped and does nothing twice: whatever a killed
    process had committed stands, whatever it had not is still waiting.
    """
    run = open_run(request, chosen, key=key)
    for _count in carry_on(run, prepare=prepare):
        pass
    return run


def open_run(request: StepRequest, chosen: Sequence[tuple[Approval, str]], *, key: str) -> BulkRun:
    """Write down what was asked, before anything is done. The same key gives the same run."""
    facts = {
        "step": request.step,
        "by": request.by,
        "note": request.note,
        "selection": request.selection,
    }
    with transaction.atomic():
        run, is_new = BulkRun.objects.get_or_create(key=key, defaults=facts)
        if (run.step, run.by_id) != (request.step, request.by.pk):
            raise AlreadyUsed
        if is_new:
            BulkItem.objects.bulk_create(
                BulkItem(run=run, approval=approval, seen=seen, position=position)
                for position, (approval, seen) in enumerate(chosen)
            )
    return run


def carry_on(run: BulkRun, *, prepare: Prepare | None = None) -> Iterator[int]:
    """Do what is still waiting, a chunk at a time; yields how many were settled each time.

    It ends where somebody stops it: after the chunk at hand, and then it can be carried on.
    """
    yield from work_through(run, prepare=prepare)
    if run.finished_at is None and not waiting(run).exists():
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at"])
        notices.run_ended(run)


def work_through(
    run: BulkRun, *, prepare: Prepare | None = None, share: Share = WHOLE
) -> Iterator[int]:
    """The chunks of this share. The run is not ended with it."""
    while chunk := list(waiting(run, share)[: share.chunk]):
        prepared = _prepare(run, chunk, prepare)
        with transaction.atomic():
            _settle(run, chunk, prepared)
        yield len(chunk)
        if BulkRun.objects.filter(pk=run.pk, stopped_at__isnull=False).exists():
            return


def waiting(run: BulkRun, share: Share = WHOLE) -> QuerySet[BulkItem]:
    """What is not done yet."""
    items = run.items.filter(outcome=BulkItem.Outcome.WAITING)
    if share.of == 1:
        return items
    return items.alias(share=F("position") / share.chunk % share.of).filter(share=share.which)


def request_of(run: BulkRun) -> StepRequest:
    """What was asked for each of its records."""
    return StepRequest(Step(run.step), run.by, note=run.note, selection=run.selection)


def _prepare(run: BulkRun, chunk: Sequence[BulkItem], prepare: Prepare | None) -> dict[int, Any]:
    """Slow work, outside every transaction, and only for what would be done."""
    if prepare is None:
        return {}
    roster, request = roster_of(), request_of(run)
    with transaction.atomic():
        loaded = lock_records([item.approval_id for item in chunk])
    return prepare([each for each in loaded if _prospect(request, each, roster).capacity])


def _settle(run: BulkRun, chunk: Sequence[BulkItem], prepared: dict[int, Any]) -> None:
    roster, request = roster_of(), request_of(run)
    items = {item.approval_id: item for item in chunk}
    keys = {pk: f"{run.key}:{pk}" for pk in items}
    # Locked first, asked then: another process of the same run may be about to commit these.
    locked, answered = lock_records(list(items)), _answered(list(keys.values()))
    misfits = _misfits(locked, prepared)
    batch: list[Examined] = []
    for loaded in locked:
        pk = loaded.approval.pk
        file = misfits.get(pk, prepared.get(pk))
        if pk in answered:
            _done(items[pk], answered[pk])
            continue
        try:
            seat = _admitted(request, loaded, roster, items[pk].seen, file)
            batch.append((loaded, seat, keys[pk], file))
        except Refusal as refusal:
            items[pk].outcome = BulkItem.Outcome.REFUSED
            items[pk].reason = str(refusal)
    events = carry_out(request, batch, roster, run) if batch else []
    for (loaded, *_rest), event in zip(batch, events, strict=True):
        _done(items[loaded.approval.pk], event)
    _write(chunk)


def _misfits(locked: Sequence[LoadedRecord], prepared: dict[int, Any]) -> dict[int, Refusal]:
    """Which prepared files no longer fit; one question for each record type."""
    by_type: dict[type[Record], list[tuple[Record, Any]]] = defaultdict(list)
    for loaded in locked:
        file = prepared.get(loaded.approval.pk)
        if file is not None and not isinstance(file, Refusal):
            by_type[type(loaded.record)].append((loaded.record, file))
    found: dict[int, Refusal] = {}
    for model, pairs in by_type.items():
        found.update(model.check_files(pairs))
    return found


def _admitted(
    request: StepRequest, loaded: LoadedRecord, roster: Roster, seen: str, file: Any
) -> Seat:
    """The seat taken with what was prepared for it; raises the refusal that was met instead."""
    if isinstance(file, Refusal):
        raise file
    return _examine(request, loaded, roster, seen=seen, with_file=file is not None)


def _write(chunk: Sequence[BulkItem]) -> None:
    """One statement; bulk_update would ask the database a question for each row and column."""
    BulkItem.objects.bulk_create(
        chunk,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["outcome", "reason", "event"],
    )


def _answered(keys: Sequence[str]) -> dict[int | None, Event]:
    return {event.approval_id: event for event in Event.objects.filter(key__in=keys)}


def _examine(
    request: StepRequest,
    loaded: LoadedRecord,
    roster: Roster,
    *,
    seen: str | None,
    with_file: bool,
) -> Seat:
    """In bulk a person acts in whichever capacity is open: own right first."""
    open_seats = seats(request.step, loaded.approval, request.by.pk, roster, loaded.tasks)
    if open_seats and (absent := open_seats[0].capacity.acting_for):
        request = replace(request, acting_for=Staff(pk=absent))
    return steps.examine(request, loaded, roster, seen=seen, with_file=with_file)


def _done(item: BulkItem, event: Event) -> None:
    item.outcome, item.event = BulkItem.Outcome.DONE, event
