"""What rests on what: a summary on what it sums up, each as it was finished then."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from people.refusals import Problem
from workflows.models import Approval, Basis, Submission
from workflows.states import FINAL


@dataclass(frozen=True, slots=True)
class Support:
    """A finished record on which another is to rest, and its file where it has one."""

    approval: Approval
    sha256: str = ""


def keep(resting: Iterable[tuple[Approval, Iterable[Support]]]) -> None:
    """With the submission of the records above, in its transaction."""
    Basis.objects.bulk_create(
        Basis(
            approval=above,
            revision=above.revision,
            round=above.round,
            below=support.approval,
            below_revision=support.approval.revision,
            below_round=support.approval.round,
            sha256=support.sha256,
        )
        for above, supports in resting
        for support in supports
    )


def of(approvals: Sequence[int]) -> dict[int, list[Basis]]:
    """What each of these rests on in its revision and round; one query."""
    found: dict[int, list[Basis]] = defaultdict(list)
    for row in _now().filter(approval__in=approvals).select_related("below").order_by("pk"):
        found[row.approval_id].append(row)
    return found


def with_all_below(direct: Mapping[int, Sequence[Basis]]) -> dict[int, list[Basis]]:
    """What each rests on, and what that rests on, down to the ground; one query a level."""
    whole = {approval: list(rows) for approval, rows in direct.items()}
    level = {row.below_id for rows in direct.values() for row in rows}
    while level:
        deeper = of(sorted(level))
        for rows in whole.values():
            rows += [each for row in tuple(rows) for each in deeper.get(row.below_id, ())]
        level = {row.below_id for rows in deeper.values() for row in rows}
    return whole


def _now() -> QuerySet[Basis]:
    return Basis.objects.filter(revision=F("approval__revision"), round=F("approval__round"))


def is_newer(row: Basis) -> bool:
    """Was what lies below finished anew since?"""
    now = row.below.revision, row.below.round
    return row.below.state in FINAL and now != (row.below_revision, row.below_round)


def problems(rows: Iterable[Basis], record: Any) -> list[Problem]:
    """What keeps this record from going on: something below is open, or was finished anew otherwise."""
    said = []
    for row in rows:
        if row.below.state not in FINAL:
            words = _("“%s” is being corrected: wait until it is confirmed again.")
            said.append(Problem(words % row.below.title, "rests_on_open"))
        elif is_newer(row) and _concerns(row, record):
            words = _("“%s” was confirmed anew: this has to be drawn up again.")
            said.append(Problem(words % row.below.title, "outdated"))
    return said


def outdated(approval: Approval) -> list[Approval]:
    """By which records this one is outdated in its present revision and round: next below, or further."""
    rows = with_all_below(of([approval.pk])).get(approval.pk, [])
    newer = [row for row in rows if is_newer(row)]
    record = approval.record if newer else None
    return [row.below for row in newer if _concerns(row, record)]


def _concerns(row: Basis, record: Any) -> bool:
    """Does what was finished anew say something else than before, in what this record took from it?"""
    versions = Submission.objects.filter(approval=row.below_id)
    before = versions.filter(revision=row.below_revision, round=row.below_round).first()
    now = versions.filter(revision=row.below.revision, round=row.below.round).first()
    if before is None or now is None or not (before.content and now.content):
        return True
    return bool(record.is_concerned_by(json.loads(before.content), json.loads(now.content)))


def above(approval: Approval, **state: Any) -> QuerySet[Approval]:
    """The records that rest on this one as they are now, in a state named."""
    rows = _now().filter(below=approval).values("approval")
    return Approval.objects.filter(pk__in=rows, erased_at=None, **state)


def ever_above(approval: Approval) -> QuerySet[Approval]:
    """The records that rest on this one now, or did in a round whose file is kept."""
    rows = Basis.objects.filter(below=approval).values("approval")
    return Approval.objects.filter(pk__in=rows, erased_at=None).order_by("pk")


def finished_above(approval: Any) -> QuerySet[Basis]:
    """What finished rests on the record that a query names."""
    return _now().filter(below=approval, approval__state__in=FINAL, approval__erased_at=None)
