"""Erasing a record for good: what it says goes, the proof of what happened to it stays."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from people.models import Staff
from people.refusals import NotYours
from workflows import basis, flows, trail
from workflows.loaded import LoadedRecord, lock_records
from workflows.models import Approval, BulkItem, BulkRun, Event, Remark
from workflows.permissions import Seat, roster_of, seats
from workflows.refusals import Incomplete, NotPossible
from workflows.states import Step


def erase(approval: Approval, *, by: Staff, reason: str) -> Event:
    """Remove the record's content wherever it is kept: all of it or nothing, and never back again.

    Who may unlock may erase: the principal; what sums it up goes first. The trail still verifies: it
    holds ids and fingerprints only, and without the salt nobody can tell of what. The reason stays, so
    it must name nobody.
    """
    with transaction.atomic():
        loaded = lock_records([approval.pk])[0]
        seat = _examine(loaded, by, reason)
        entry = trail.Entry(
            kind="erase",
            by=by.pk,
            approval=loaded.approval,
            acting_for=seat.capacity.acting_for,
            detail={"content": loaded.approval.fingerprint},
        )
        [event] = trail.append([entry])
        _forget(loaded, event.at)
        _say_why(loaded.approval, event, by, reason)
    return event


def _examine(loaded: LoadedRecord, by: Staff, reason: str) -> Seat:
    if loaded.approval.erased_at:
        raise NotPossible(_("This record has been erased already."), "erased_already")
    found = seats(Step.UNLOCK, loaded.approval, by.pk, roster_of(), ())
    if not found:
        raise NotYours(_("This step is not yours to take."))
    if not reason.strip():
        raise Incomplete(_("Please say why."), "say_why", "note")
    _insist_on_nothing_above(loaded.approval)
    return found[0]


def _insist_on_nothing_above(approval: Approval) -> None:
    """A record that sums it up says what it said, and may carry its file: in every round that was signed."""
    titles = [each.title for each in basis.ever_above(approval)]
    if titles:
        said = _("%s says what stands here, and was signed: erase that first.")
        raise NotPossible(said % ", ".join(f"“{title}”" for title in titles), "borne_by_kept")


def _forget(loaded: LoadedRecord, at: datetime) -> None:
    approval = loaded.approval
    # First of all: the database lets go of content only where this is set.
    Approval.objects.filter(pk=approval.pk).update(
        erased_at=at, title=_("Erased record"), salt="", fingerprint="", updated_at=at
    )
    loaded.record.erase()
    approval.submissions.update(content="", row="")
    approval.remarks.update(text="", answer="")
    for opening in approval.openings.all():
        opening.erase()
    approval.notices.all().delete()
    BulkItem.objects.filter(approval=approval).update(reason="")
    BulkRun.objects.filter(items__approval=approval).update(note="")
    flows.withdraw(loaded.tasks)


def _say_why(approval: Approval, event: Event, by: Staff, reason: str) -> None:
    Remark.objects.create(
        approval=approval,
        event=event,
        revision=event.revision,
        round=event.round,
        by=by,
        at=event.at,
        text=reason.strip(),
    )
