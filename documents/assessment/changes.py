"""The story of the cells of a sheet: kept in sets, each of which covers the one before by its hash."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from documents.assessment.models import CellChange, ChangeSet
from people.duties import Capacity
from people.models import Staff
from workflows.chain import canonical
from workflows.models import Approval


@dataclass(frozen=True, slots=True)
class Author:
    """Who types, and for whom where the holder of the post is absent."""

    staff: Staff
    acting_for: int | None = None

    @property
    def capacity(self) -> Capacity:
        return Capacity(self.staff.pk, self.acting_for)


@dataclass(frozen=True, slots=True)
class Change:
    """What one cell of a pupil's row said before and says after; `version` is the row's."""

    pupil: int
    cell: str
    before: str | int | None
    after: str | int | None
    version: int


def keep(
    approval: Approval, cell_changes: Sequence[Change], author: Author | None, means: str
) -> None:
    """As one set, in the caller's transaction, which has locked the approval; nothing for no change."""
    if not cell_changes:
        return
    last = last_of(approval.pk)
    number, previous = (last.number + 1, last.hash) if last else (1, "")
    facts = ChangeSet(
        approval=approval,
        number=number,
        by=author.staff if author else None,
        acting_for_id=author.acting_for if author else None,
        at=timezone.now(),
        means=means,
    )
    facts.hash = hash_of(facts, cell_changes, previous)
    facts.save()
    CellChange.objects.bulk_create(_row(facts, change) for change in cell_changes)


def _row(facts: ChangeSet, change: Change) -> CellChange:
    return CellChange(
        approval_id=facts.approval_id,
        change_set=facts,
        pupil_id=change.pupil,
        cell=change.cell,
        before=change.before,
        after=change.after,
        version=change.version,
    )


def hash_of(facts: ChangeSet, cell_changes: Iterable[Change], previous: str) -> str:
    cells = [list(astuple(change)) for change in cell_changes]
    who = [facts.by_id, facts.acting_for_id]
    body = [previous, facts.number, *who, _moment(facts.at), facts.means, cells]
    return hashlib.sha256(canonical({"set": body}).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(timezone.get_default_timezone()).isoformat()


def last_of(approval: int) -> ChangeSet | None:
    return ChangeSet.objects.filter(approval=approval).order_by("-number").first()


def first_break(approval: int) -> int | None:
    """The number of the first set that is not as its hash says, or that a set is missing before."""
    previous = ""
    sets = ChangeSet.objects.filter(approval=approval).prefetch_related("cells")
    for place, facts in enumerate(sets.order_by("number"), 1):
        cell_changes = [
            Change(cell.pupil_id, cell.cell, cell.before, cell.after, cell.version)
            for cell in facts.cells.all()
        ]
        if facts.number != place or hash_of(facts, cell_changes, previous) != facts.hash:
            return place
        previous = facts.hash
    return None


def since(approval: Approval, seen: Mapping[int, int]) -> dict[int, dict[str, Any]]:
    """What was changed after these versions of these pupils' rows: by pupil and cell, what stood before."""
    later = Q(pk__in=[])
    for pupil, version in seen.items():
        later |= Q(pupil=pupil, version__gt=version)
    earlier_values: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = CellChange.objects.filter(later, approval=approval).order_by("pk")
    for change in rows:
        earlier_values[change.pupil_id].setdefault(change.cell, change.before)
    return earlier_values
