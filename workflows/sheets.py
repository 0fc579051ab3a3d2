"""Many records of one type as a table: what each says, what changed, what stands against the step."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows import registry
from workflows.bulk import Prospect
from workflows.models import Approval, Submission
from workflows.record import Part, Record

# A cell tells enough to recognise a text; the whole stands on the record's own page.
LONGEST_CELL = 160


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a record; `before` is what it said in the version before, where that differs."""

    text: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    approval: Approval
    cells: list[Cell]
    changed: list[str]
    """The parts that changed, by their labels."""
    reason: str
    """Why the step is not possible now; empty where it is."""


@dataclass(frozen=True, slots=True)
class Sheet:
    headings: list[str]
    rows: list[SheetRow]


def sheet_of(record_type: str, prospects: Sequence[Prospect]) -> Sheet:
    """A constant number of queries, whatever the number of records.

    Types that are seen class by class show their parts as columns; of others the changes are named.
    """
    kind = registry.get(record_type)
    versions = _versions([each.approval.pk for each in prospects])
    drafts = _drafts(kind.model, [each.approval for each in prospects if each.approval.is_draft])
    rows: list[SheetRow] = []
    headings: list[str] = []
    for each in prospects:
        before, now = _before_and_now(kind.model, each.approval, versions, drafts)
        headings = headings or [part.label for part in now]
        rows.append(_row(each, before, now, with_cells=kind.by_class))
    return Sheet(headings if kind.by_class else [], rows)


def _versions(approvals: Sequence[int]) -> Mapping[int, list[str]]:
    rows = Submission.objects.filter(approval__in=approvals).order_by("revision", "round")
    found: dict[int, list[str]] = defaultdict(list)
    for approval, content in rows.values_list("approval_id", "content"):
        found[approval].append(content)
    return found


def _drafts(model: type[Record], approvals: Sequence[Approval]) -> dict[int, Record]:
    if not approvals:
        return {}
    rows = model._default_manager.select_related(*model.related)
    records = rows.in_bulk([approval.pk for approval in approvals])
    for approval in approvals:
        records[approval.pk].approval = approval
    return records


def _before_and_now(
    model: type[Record],
    approval: Approval,
    versions: Mapping[int, list[str]],
    drafts: Mapping[int, Record],
) -> tuple[Mapping[str, str], Sequence[Part]]:
    contents = [json.loads(content) for content in versions.get(approval.pk, [])[-2:]]
    if approval.pk in drafts:
        contents = [*contents[-1:], drafts[approval.pk].content()]
    if not contents:
        return {}, []
    earlier = model.columns_of(contents[-2]) if len(contents) > 1 else []
    return {part.key: part.text for part in earlier}, model.columns_of(contents[-1])


def _row(
    prospect: Prospect, before: Mapping[str, str], now: Sequence[Part], *, with_cells: bool
) -> SheetRow:
    changed = [part for part in now if before and before.get(part.key, "") != part.text]
    cells = [
        Cell(_short(part.text), _short(before.get(part.key, "")) if part in changed else None)
        for part in now
    ]
    return SheetRow(
        prospect.approval,
        cells if with_cells else [],
        [part.label for part in changed],
        prospect.reason,
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"
