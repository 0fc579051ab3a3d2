"""Do the records say what the trail says of them? State, author, content, remarks, files: one by one.

The chain proves that nobody changed the events; this proves that nobody changed what they tell of.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from workflows import registry
from workflows.models import Approval, Event, Remark, Submission
from workflows.record import Record
from workflows.replay import Replayed, replay
from workflows.states import State
from workflows.story import HAND_OVER, details

CHUNK = 500
# So many of those long checked are looked at again each time: all of them have their turn.
BY_TURNS = 50


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A record that is not as the trail says, and how."""

    approval: int
    sentence: str

    def __str__(self) -> str:
        return _("Record %(number)d: %(what)s") % {
            "number": self.approval,
            "what": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is kept of one record."""

    approval: Approval
    record: Record | None
    events: Sequence[Event]
    told: Replayed
    submissions: dict[tuple[int, int], Submission]
    remarks: dict[int, list[Remark]]
    """By the event with which they were made."""


def contradictions(approvals: Sequence[int], *, with_files: bool = True) -> Iterator[Contradiction]:
    """Of these records, in chunks; a constant number of queries for each chunk."""
    for start in range(0, len(approvals), CHUNK):
        numbers = approvals[start : start + CHUNK]
        kept = list(_kept(numbers))
        for each in kept:
            sentences = chain(_of_state(each), _of_content(each), _of_remarks(each))
            yield from (Contradiction(each.approval.pk, sentence) for sentence in sentences)
        yield from _beside(kept, with_files=with_files)


def _beside(kept: Sequence[Kept], *, with_files: bool) -> Iterator[Contradiction]:
    """What a record type keeps beside its records."""
    by_type: dict[str, dict[int, Sequence[Event]]] = defaultdict(dict)
    for each in kept:
        by_type[each.approval.record_type][each.approval.pk] = each.events
    for name, events in by_type.items():
        model = registry.get(name).model
        for number, sentence in model.contradictions(events, with_files=with_files):
            yield Contradiction(number, sentence)


def _kept(numbers: Sequence[int]) -> Iterator[Kept]:
    approvals = Approval.objects.in_bulk(numbers)
    events = _events(numbers)
    submissions = _grouped(Submission.objects.filter(approval__in=numbers))
    remarks = _grouped(Remark.objects.filter(approval__in=numbers).order_by("pk"))
    records = _records(list(approvals.values()))
    for number, approval in approvals.items():
        by_event: dict[int, list[Remark]] = defaultdict(list)
        for remark in remarks[number]:
            by_event[remark.event_id].append(remark)
        rounds = {(each.revision, each.round): each for each in submissions[number]}
        told = replay(events[number], approval.path)
        yield Kept(approval, records.get(number), events[number], told, rounds, by_event)


def _events(numbers: Sequence[int]) -> dict[int, list[Event]]:
    """With the columns that are compared here, and no more: they are many."""
    rows = Event.objects.filter(approval__in=numbers).order_by("sequence")
    return _grouped(rows.only("sequence", "kind", "approval", "by", "revision", "round", "body"))


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.approval_id].append(row)
    return found


def _records(approvals: Sequence[Approval]) -> dict[int, Record]:
    found: dict[int, Record] = {}
    by_number = {approval.pk: approval for approval in approvals}
    for name in {approval.record_type for approval in approvals}:
        model = registry.get(name).model
        rows = model._default_manager.select_related(*model.related).filter(pk__in=by_number)
        for record in rows:
            record.approval = by_number[record.pk]
            found[record.pk] = record
    return found


def _of_state(kept: Kept) -> Iterator[str]:
    approval, told = kept.approval, kept.told
    if told.is_erased != bool(approval.erased_at):
        yield _("the trail and the record disagree whether it was erased.")
    if (approval.revision, approval.round) != (told.revision, told.round):
        yield _("revision or round are not those of the trail.")
    if approval.state != told.state and not _waits_for_others(approval, told):
        yield _("its state is not the one of the trail.")
    if told.author not in {None, approval.author_id}:
        yield _("its author is not the one of the trail.")


def _waits_for_others(approval: Approval, told: Replayed) -> bool:
    """At a parallel desk a step is told of each seat, and the state moves with the last."""
    return any(desk.each is not None for desk in approval.type.desks) and told.state != State.DRAFT


def _of_content(kept: Kept) -> Iterator[str]:
    approval, told = kept.approval, kept.told
    if told.is_erased:
        return
    if kept.submissions.keys() != told.contents.keys():
        yield _("submissions are missing or were added.")
    for key, submission in kept.submissions.items():
        content = approval.fingerprint_of(submission.content)
        if not content == submission.fingerprint == told.contents.get(key, content):
            yield _("a submission is no longer what was submitted.")
    now = approval.revision, approval.round
    if approval.state != State.DRAFT and now in told.contents:
        yield from _of_row(kept, told.contents[now], kept.submissions.get(now))


def _of_row(kept: Kept, fingerprint: str, submission: Submission | None) -> Iterator[str]:
    row = submission.row if submission else ""
    if kept.approval.fingerprint != fingerprint:
        yield _("its fingerprint is not the one of the trail.")
    if kept.record is None:
        yield _("its content is gone.")
    elif row and kept.record.row_fingerprint() != row:
        yield _("its content was changed after it was submitted.")


def _of_remarks(kept: Kept) -> Iterator[str]:
    if kept.told.is_erased:
        return
    for event in kept.events:
        if event.kind == HAND_OVER:
            continue
        remarks = [kept.approval.fingerprint_of(each.text) for each in kept.remarks[event.pk]]
        if remarks != details(event).get("remarks", []):
            yield _("the remarks of event %d were changed.") % event.sequence


def all_contradictions(*, with_files: bool = True) -> list[Contradiction]:
    numbers = list(Approval.objects.order_by("pk").values_list("pk", flat=True))
    return list(contradictions(numbers, with_files=with_files))


def new_contradictions() -> list[Contradiction]:
    """Of what has moved since the last time, and of some more by turns; remembers how far it came."""
    mark = _mark()
    last = Event.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    moved = Event.objects.filter(sequence__gt=mark["sequence"], approval__isnull=False)
    numbers = set(moved.values_list("approval", flat=True))
    rows = Approval.objects.order_by("pk").values_list("pk", flat=True)
    turn = list(rows.filter(pk__gt=mark["turn"])[:BY_TURNS])
    found = list(contradictions(sorted(numbers.union(turn))))
    if not found:
        turn_ends_at = turn[-1] if len(turn) == BY_TURNS else 0
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(json.dumps({"sequence": last, "turn": turn_ends_at}), encoding="utf-8")
    return found


def _file() -> Path:
    return Path(settings.SOKY_HOME) / "checked.json"


def _mark() -> dict[str, int]:
    try:
        mark = json.loads(_file().read_text(encoding="utf-8"))
        return {"sequence": int(mark["sequence"]), "turn": int(mark["turn"])}
    except (OSError, ValueError, KeyError):
        return {"sequence": 0, "turn": 0}
