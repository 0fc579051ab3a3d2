"""What happened, written once: append to the chain, check it, take a checkpoint of it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import starmap
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from people.compiled import CompiledQuery
from workflows import chain
from workflows.models import Approval, Event

# Any fixed number: whoever appends on PostgreSQL holds this advisory lock until the commit.
_WRITER = 0x50_4B_59


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be: ids and fingerprints only, never a name, a mark or a reason in words.

    `counted` is the revision and round it belongs to; without it those the approval has now.
    """

    kind: str
    by: int | None
    approval: Approval | None = None
    counted: tuple[int, int] | None = None
    acting_for: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    key: str | None = None


def append(entries: Sequence[Entry]) -> list[Event]:
    """Add events at the end of the chain. Must run inside the transaction of what they tell."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An event belongs to a transaction.")
    become_the_writer()
    sequence, previous = next(iter(_head()), (0, chain.START))
    at = timezone.now()
    events = []
    for entry in entries:
        sequence += 1
        events.append(_event(entry, sequence, previous, at))
        previous = events[-1].hash
    return Event.objects.bulk_create(events)


_head = CompiledQuery(
    lambda: Event.objects.order_by("-sequence").values_list("sequence", "hash")[:1]
)


def become_the_writer() -> None:
    """Nobody else appends until this transaction ends; what is read from here on stays so until then."""
    # On SQLite the transaction itself is the lock: BEGIN IMMEDIATE lets in one writer.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITER])


def _event(entry: Entry, sequence: int, previous: str, at: datetime) -> Event:
    approval = entry.approval
    now = (approval.revision, approval.round) if approval else (0, 0)
    revision, round_ = entry.counted or now
    facts = {
        "kind": entry.kind,
        "approval": approval.pk if approval else None,
        "by": entry.by,
        "acting_for": entry.acting_for,
        "at": at.isoformat(),
        "revision": revision,
        "round": round_,
    }
    return _stored(entry, facts, sequence, previous, at)


def _stored(
    entry: Entry, facts: dict[str, Any], sequence: int, previous: str, at: datetime
) -> Event:
    """The body is the truth; the columns repeat what it is found by."""
    body = chain.canonical({**facts, "detail": entry.detail})
    return Event(
        sequence=sequence,
        previous=previous,
        hash=chain.digest(sequence, previous, chain.VERSION, body),
        body=body,
        key=entry.key,
        kind=entry.kind,
        approval=entry.approval,
        by_id=entry.by,
        acting_for_id=entry.acting_for,
        at=at,
        revision=facts["revision"],
        round=facts["round"],
    )


def links() -> Iterator[chain.Link]:
    rows = Event.objects.order_by("sequence").values_list(
        "sequence", "previous", "hash", "version", "body"
    )
    return starmap(chain.Link, rows.iterator(chunk_size=5000))


_COLUMNS = ("kind", "approval_id", "by_id", "acting_for_id", "at", "revision", "round")


def first_break(checkpoints: Iterable[dict[str, Any]] = ()) -> chain.Break | None:
    """The first place where the stored trail does not hold, its searchable columns included."""
    false_columns: list[chain.Break] = []
    return chain.first_break(_links_with_true_columns(false_columns), checkpoints) or next(
        iter(false_columns), None
    )


def _links_with_true_columns(false_columns: list[chain.Break]) -> Iterator[chain.Link]:
    """The links, and beside them which columns say something else than the body: one pass for both.

    The columns only find events; where they differ, somebody touched them.
    """
    rows = Event.objects.order_by("sequence").values_list(*chain.Link._fields, *_COLUMNS)
    for sequence, previous, digest, version, body, *facts in rows.iterator(chunk_size=5000):
        if not false_columns and not _says(body, facts):
            reason = "its searchable columns no longer say what its body says."
            false_columns.append(chain.Break(sequence, "columns", reason))
        yield chain.Link(sequence, previous, digest, version, body)


def _says(body: str, facts: Sequence[Any]) -> bool:
    kind, approval, by, acting_for, at, revision, round_ = facts
    ids = ["null" if each is None else each for each in (acting_for, approval, by)]
    # The canonical text has its keys in order, so its two ends can be compared as they stand; a body
    # is taken apart only where they differ.
    start = f'{{"acting_for":{ids[0]},"approval":{ids[1]},"at":"{at.isoformat()}","by":{ids[2]},"de'
    end = f'"kind":"{kind}","revision":{revision},"round":{round_}}}'
    if body.startswith(start) and body.endswith(end):
        return True
    try:
        told = json.loads(body)
    except ValueError:
        return False
    names = ("kind", "approval", "by", "acting_for", "at", "revision", "round")
    return [told[name] for name in names] == [*facts[:4], at.isoformat(), *facts[5:]]
