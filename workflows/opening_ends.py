"""How an opening ends: its record is confirmed anew, or falls shut as it was confirmed before."""

import json
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from people.compiled import CompiledQuery
from people.models import Staff
from people.refusals import NotYours
from workflows import basis, flows, notices, openings, trail
from workflows.loaded import LoadedRecord, lock_records
from workflows.machine import keep_moves
from workflows.models import Approval, Event, Opening
from workflows.permissions import is_drafter, roster_of
from workflows.states import FORWARD, State, Step
from workflows.story import LAPSE

_all_granted = CompiledQuery(lambda: Opening.objects.filter(outcome=Opening.Outcome.GRANTED))


def close_lapsed() -> bool:
    """Whatever has reached its end falls shut, whoever looks first; no worker is needed for it.

    Tells whether anything did.
    """
    shut = [fall_shut(opening) for opening in _all_granted() if opening.is_over]
    return any(shut)


def close_if_lapsed(approval: Approval) -> None:
    """For who looks at one record; the approval in hand is as it is then."""
    opening = openings.active(approval)
    if opening and opening.is_over and fall_shut(opening):
        approval.refresh_from_db()


def fall_shut(opening: Opening, by: Staff | None = None) -> bool:
    """Back to what was confirmed: cells, revision, round, way. Harmless where it has ended already.

    At its end by Sổ Ký itself; before it by somebody who drafts the record and needs it no more.
    """
    with transaction.atomic():
        [loaded] = lock_records([opening.approval_id])
        now = Opening.objects.get(pk=opening.pk)
        if not now.is_granted or now.is_withdrawal or not loaded.approval.is_draft:
            return False
        if by and not is_drafter(loaded.approval, by.pk, roster_of()):
            raise NotYours(_("This opening is not yours to end."))
        before = openings.confirmed_before(now)
        loaded.record.fall_back(json.loads(before.content))
        ended = loaded.approval.revision, loaded.approval.round
        _go_back(loaded, now, before.fingerprint)
        now.outcome = Opening.Outcome.LAPSED
        now.save(update_fields=["outcome"])
        detail = {"opening": now.pk, "revision": now.revision, "round": now.round}
        who = by.pk if by else None
        trail.append([trail.Entry(LAPSE, who, loaded.approval, counted=ended, detail=detail)])
        said = _("The opening of “%s” has ended: what was confirmed before holds again.")
        notices.tell([now.asked_by], said % loaded.approval.title, loaded.approval)
    return True


_RESTORED = ("revision", "round", "is_returned", "fingerprint", "due_on", "process")


def _go_back(loaded: LoadedRecord, opening: Opening, fingerprint: str) -> None:
    approval = loaded.approval
    flows.abandon(loaded.tasks)
    approval.fall_shut()
    approval.revision, approval.round = opening.revision, opening.round
    approval.is_returned, approval.fingerprint = False, fingerprint
    approval.due_on, approval.process = loaded.record.due_on(), opening.process
    keep_moves([(State.DRAFT, approval)], _RESTORED)


def confirmed_anew(approvals: Sequence[Approval]) -> None:
    """What was signed anew needs its opening no more; who granted it and who signed above should know."""
    opened = {approval.pk: approval for approval in approvals if approval.revision > 1}
    if not opened:
        return
    granted = Opening.objects.filter(approval__in=opened, outcome=Opening.Outcome.GRANTED)
    for opening in granted.select_related("decided_by"):
        approval = opened[opening.approval_id]
        opening.outcome = Opening.Outcome.CONFIRMED
        opening.save(update_fields=["outcome"])
        said = (
            _("“%s” was withdrawn, corrected and issued anew: look at what has changed.")
            if opening.is_withdrawal
            else _("“%s” was corrected and confirmed anew: look at what has changed.")
        )
        people = {opening.decided_by, *_signers_above(approval)}
        notices.tell([each for each in people if each], said % approval.title, approval)


def _signers_above(approval: Approval) -> set[Staff | None]:
    """Who has submitted, reviewed, signed or locked what rests on it."""
    signed = Q(revision=F("approval__revision"), round=F("approval__round"))
    rows = Event.objects.filter(
        signed, approval__in=basis.above(approval), kind__in=(Step.SUBMIT, *FORWARD)
    )
    return {event.by for event in rows.select_related("by")}
