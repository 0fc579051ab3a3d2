"""What a person wants to do, and the record it is to be done to, with all that a step needs of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from people.models import Staff
from workflows import flows, registry
from workflows.models import Approval
from workflows.record import Record
from workflows.states import Step


@dataclass(frozen=True, slots=True)
class RemarkOn:
    """What a reviewer says of a part of the record; no part means the whole."""

    text: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class StepRequest:
    """What a person wants to do to any record: the same for one and for many."""

    step: Step
    by: Staff
    acting_for: Staff | None = None
    note: str = ""
    remarks: tuple[RemarkOn, ...] = ()

    def said(self) -> list[RemarkOn]:
        whole = [RemarkOn(self.note.strip())] if self.note.strip() else []
        return whole + [remark for remark in self.remarks if remark.text.strip()]


@dataclass(slots=True)
class LoadedRecord:
    """A record on its way, with everything a step needs to know of it."""

    approval: Approval
    record: Record
    tasks: list[Any] = field(default_factory=list)


def lock_records(approvals: Sequence[int]) -> list[LoadedRecord]:
    """Lock these approvals, in a fixed order, and load what their steps need."""
    rows = list(
        Approval.objects.select_for_update(of=("self",))
        .select_related("process", "author")
        .filter(pk__in=approvals)
        .order_by("pk")
    )
    records: dict[int, Record] = {}
    for name in {row.record_type for row in rows}:
        ids = [row.pk for row in rows if row.record_type == name]
        model = registry.get(name).model
        records.update(model._default_manager.select_related(*model.related).in_bulk(ids))
    tasks = flows.open_tasks(rows)
    loaded = []
    for row in rows:
        # For an erased record an empty one stands in: no step is possible with it.
        record = records.get(row.pk) or row.type.model()
        record.approval = row
        loaded.append(LoadedRecord(row, record, tasks.get(row.process_id, [])))
    return loaded


def load_record(approval: Approval, record: Record | None = None) -> LoadedRecord:
    """The record as it lies now, without locking it: for pages."""
    record = record or approval.record
    record.approval = approval
    return LoadedRecord(approval, record, flows.open_tasks([approval]).get(approval.process_id, []))
