"""What a person wants to do, and the record it is to be done to, with all that a step needs of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from people.compiled import NUMBER, CompiledQuery
from people.models import Staff
from workflows import basis, flows, registry, trail
from workflows.models import Approval, Basis, Submission, record_query
from workflows.record import Record
from workflows.states import Step


@dataclass(frozen=True, slots=True)
class RemarkOn:
    """What a reviewer says of a part of the record; no part means the whole.

    With `below` it is said of a record on which this one rests: that goes back with it.
    """

    text: str
    part: str = ""
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """An opening that was asked for, by its key, and until when it is granted; a withdrawal has no end."""

    opening: int
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepRequest:
    """What a person wants to do to any record: the same for one and for many."""

    step: Step
    by: Staff
    acting_for: Staff | None = None
    note: str = ""
    remarks: tuple[RemarkOn, ...] = ()
    grant: Grant | None = None
    """The request that this step grants."""
    selection: str = ""
    """Of many at once: the fingerprint of the list that was on the screen."""

    def all_remarks(self) -> list[RemarkOn]:
        """The note of the whole and those on parts, without the empty ones."""
        whole = [RemarkOn(self.note.strip())] if self.note.strip() else []
        return whole + [each for each in self.remarks if each.text.strip() and each.below is None]

    def remarks_below(self) -> dict[int, list[RemarkOn]]:
        """Those on records below, by the record that they are said of."""
        found: dict[int, list[RemarkOn]] = defaultdict(list)
        for each in self.remarks:
            if each.below is not None and each.text.strip():
                found[each.below].append(replace(each, below=None))
        return found


@dataclass
class LoadedRecord:
    """A record on its way, with everything a step needs to know of it."""

    approval: Approval
    record: Record
    tasks: list[Any] = field(default_factory=list)
    rests_on: list[Basis] = field(default_factory=list)
    """What it was submitted upon; of types alone that rest on others."""
    all_below: list[Basis] = field(default_factory=list)
    """The same, with what that rests on, down to the ground."""

    def __post_init__(self) -> None:
        """What a draft says follows the school's names of today until it is submitted."""
        self._stored = self._frozen()
        if self.approval.is_draft and not self.approval.erased_at:
            self.approval.fingerprint = self.record.fingerprint()

    def _frozen(self) -> tuple[str, str, int]:
        return self.approval.fingerprint, self.approval.title, self.approval.author_id

    def differs_from_stored(self) -> bool:
        """Is something of what a submission freezes not yet in the database?"""
        return self._frozen() != self._stored

    def is_as_submitted(self) -> bool:
        """Are the submission of this round and the record's own row what the approval says they are?"""
        content, row = self._submission
        is_same_content = self.approval.fingerprint_of(content or "") == self.approval.fingerprint
        # What was submitted before rows had a fingerprint has none.
        return is_same_content and (not row or self.record.row_fingerprint() == row)

    @property
    def _submission(self) -> tuple[str | None, str | None]:
        facts = self.approval.__dict__
        if "submitted_content" not in facts:
            facts |= _submission_of(self.approval)
        return facts["submitted_content"], facts["submitted_row"]


def _submission_of(approval: Approval) -> dict[str, str | None]:
    rows = approval.submissions.filter(revision=approval.revision, round=approval.round)
    content, row = rows.values_list("content", "row").first() or (None, None)
    return {"submitted_content": content, "submitted_row": row}


def lock_records(approvals: Sequence[int]) -> list[LoadedRecord]:
    """Lock these approvals, in a fixed order, and load what their steps need.

    The trail is waited for first: whoever closes a school year writes to it, too, so that no year
    closes between the question whether it is open and the step's commit.
    """
    trail.become_the_writer()
    one_by_one = len(approvals) == 1
    rows = _locked_one(pk=approvals[0]) if one_by_one else list(_locked(approvals))
    records = _contents(rows)
    tasks, bases = flows.open_tasks(rows), _bases(rows)
    all_below = basis.with_all_below(bases)
    return [
        LoadedRecord(
            row,
            records[row.pk],
            tasks.get(row.process_id, []),
            bases.get(row.pk, []),
            all_below.get(row.pk, []),
        )
        for row in rows
    ]


def _contents(rows: Sequence[Approval]) -> dict[int, Record]:
    """What each of them says; those of one type know of one another."""
    records: dict[int, Record] = {}
    for name in {row.record_type for row in rows}:
        model, own = registry.get(name).model, [row for row in rows if row.record_type == name]
        found = {record.pk: record for record in _records(model, [row.pk for row in own])}
        for row in own:
            # For an erased record an empty one stands in: no step is possible with it.
            records[row.pk] = found.get(row.pk) or model()
            records[row.pk].approval = row
        model.read_together([records[row.pk] for row in own])
    return records


def _bases(rows: Sequence[Approval]) -> dict[int, list[Basis]]:
    resting = [row.pk for row in rows if row.type.rests_on_others and not row.is_draft]
    return basis.of(resting) if resting else {}


_SUBMISSION = Submission.objects.filter(
    approval=OuterRef("pk"), revision=OuterRef("revision"), round=OuterRef("round")
)


def _locked(approvals: Sequence[int]) -> QuerySet[Approval]:
    return (
        Approval.objects.select_for_update(of=("self",))
        .select_related("process", "author", "school_year")
        .filter(pk__in=approvals)
        .annotate(
            submitted_content=Subquery(_SUBMISSION.values("content")),
            submitted_row=Subquery(_SUBMISSION.values("row")),
        )
        .order_by("pk")
    )


_locked_one = CompiledQuery(lambda pk: _locked([pk]), pk=NUMBER)


def _records(model: type[Record], ids: Sequence[int]) -> Iterable[Record]:
    if len(ids) == 1:
        return record_query(model)(pk=ids[0])
    return model._default_manager.select_related(*model.related).filter(pk__in=ids)


def load_record(approval: Approval, record: Record | None = None) -> LoadedRecord:
    """The record as it lies now, without locking it: for pages."""
    record = record or approval.record
    record.approval = approval
    tasks = flows.open_tasks([approval]).get(approval.process_id, [])
    bases = _bases([approval])
    all_below = basis.with_all_below(bases)
    return LoadedRecord(
        approval, record, tasks, bases.get(approval.pk, []), all_below.get(approval.pk, [])
    )
