"""Who wants a record opened asks for cells, or for its withdrawal; who unlocks it grants or refuses."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.duties import Capacity, Post, Roster
from people.models import Staff
from people.refusals import ChangedMeanwhile, NotYours
from workflows import notices, openings, trail
from workflows.loaded import Grant, LoadedRecord, StepRequest, lock_records
from workflows.models import Approval, Event, Opening
from workflows.permissions import drafters, roster_of, seats
from workflows.refusals import Incomplete, NotPossible
from workflows.states import Step
from workflows.story import ASK, REFUSE, WITHDRAW

LONGEST = timedelta(days=15)


def may_ask(approval: Approval, staff: Staff, roster: Roster) -> Capacity | None:
    """In which capacity this person may ask for it to be opened: one of its drafters of today.

    What was issued is asked back by who issued it, too.
    """
    kind = approval.type
    if not (kind.needs_request and approval.is_final) or approval.erased_at:
        return None
    issuers = roster.takers(Post(kind.desks[-1].duty)) if kind.withdrawn_on_request else ()
    takers = (*drafters(approval, roster), *issuers)
    capacities = [each for each in takers if each.person == staff.pk]
    return min(capacities, key=lambda each: each.acting_for or 0, default=None)


def may_decide(opening: Opening, staff: Staff, roster: Roster) -> Capacity | None:
    """In which capacity this person may grant or refuse it: who unlocks it, never on own work."""
    if not opening.is_asked or opening.asked_by_id == staff.pk:
        return None
    free = seats(Step.UNLOCK, opening.approval, staff.pk, roster, ())
    return free[0].capacity if free else None


def ask(approval: Approval, scope: Sequence[str], reason: str, *, by: Staff) -> Opening:
    """Ask for these cells. Raises NotYours, Incomplete, NotPossible."""
    with transaction.atomic():
        loaded = lock_records([approval.pk])[0]
        capacity = may_ask(loaded.approval, by, roster_of())
        if capacity is None:
            raise NotYours(_("It is not yours to ask for this."))
        opening = _asked(loaded, scope, reason, by)
        _tell_trail(ASK, opening, capacity, {"scope": opening.scope, "reason": reason})
        _tell_deciders(opening)
    return opening


def _asked(loaded: LoadedRecord, scope: Sequence[str], reason: str, by: Staff) -> Opening:
    approval = loaded.approval
    if not approval.school_year.takes_work:
        said = _("The school year %s is locked: its records stay as they are.")
        raise NotPossible(said % approval.school_year, "year_closed_to_records")
    if approval.openings.filter(outcome=Opening.Outcome.ASKED).exists():
        raise NotPossible(_("This was asked for already."), "opening_asked_already")
    opening = Opening(
        approval=approval,
        revision=approval.revision,
        round=approval.round,
        reason=reason.strip(),
        asked_by=by,
    )
    before = openings.confirmed_before(opening)
    known = {cell.key for cell in openings.cells_of(approval, before)}
    opening.scope = sorted(known.intersection(scope))
    if not opening.scope and not approval.type.withdrawn_on_request:
        raise Incomplete(_("Please choose the cells to be opened."), "no_cells", "scope")
    if not opening.reason:
        raise Incomplete(_("Please say why."), "say_why", "reason")
    opening.save()
    return opening


def withdraw(opening: Opening, *, by: Staff) -> None:
    """Who asked no longer wants it."""
    with transaction.atomic():
        now = _locked(opening)
        if now.asked_by_id != by.pk:
            raise NotYours(_("Only who asked takes the request back."))
        _end(now, Opening.Outcome.WITHDRAWN)
        _tell_trail(WITHDRAW, now, Capacity(by.pk), {})


def refuse(opening: Opening, answer: str, *, by: Staff) -> None:
    """It stays closed; who asked reads why."""
    with transaction.atomic():
        now = _locked(opening)
        capacity = may_decide(now, by, roster_of())
        if capacity is None:
            raise NotYours(_("This is not yours to decide."))
        if not answer.strip():
            raise Incomplete(_("Please say why."), "say_why", "answer")
        now.decided_by, now.decided_at, now.answer = by, timezone.now(), answer.strip()
        _end(now, Opening.Outcome.REFUSED)
        _tell_trail(REFUSE, now, capacity, {"answer": now.answer})
        said = (
            _("“%(title)s” is not withdrawn: %(why)s")
            if now.is_withdrawal
            else _("“%(title)s” is not opened: %(why)s")
        )
        facts = {"title": now.approval.title, "why": now.answer}
        notices.tell([now.asked_by], said % facts, now.approval)


def _locked(opening: Opening) -> Opening:
    """The request, still waiting. Raises ChangedMeanwhile."""
    trail.become_the_writer()
    rows = Opening.objects.select_for_update(of=("self",)).select_related(
        "approval__school_year", "approval__author", "asked_by"
    )
    now = rows.get(pk=opening.pk)
    if not now.is_asked:
        raise ChangedMeanwhile
    return now


def _end(opening: Opening, outcome: Opening.Outcome) -> None:
    opening.outcome = outcome
    opening.save()


def _tell_trail(
    kind: str, opening: Opening, capacity: Capacity, facts: dict[str, str | list[str]]
) -> Event:
    """Numbers as they are; words by their fingerprints alone."""
    fingerprints = {
        name: opening.approval.fingerprint_of(value) if isinstance(value, str) else value
        for name, value in facts.items()
    }
    detail = {"opening": opening.pk, **fingerprints}
    entry = trail.Entry(
        kind, capacity.person, opening.approval, acting_for=capacity.acting_for, detail=detail
    )
    return trail.append([entry])[0]


def _tell_deciders(opening: Opening) -> None:
    roster = roster_of()
    people = Staff.objects.filter(pk__in=roster.people)
    deciders = [each for each in people if may_decide(opening, each, roster)]
    said = (
        _("%(who)s asks you to withdraw “%(title)s”.")
        if opening.is_withdrawal
        else _("%(who)s asks you to open “%(title)s”.")
    )
    facts = {"who": opening.asked_by.called, "title": opening.approval.title}
    notices.tell(deciders, said % facts, opening.approval)


def check_grant(request: StepRequest, loaded: LoadedRecord) -> None:
    """Such a record is unlocked by granting a request that waits, with an end not too far away."""
    kind = loaded.approval.type
    if request.step != Step.UNLOCK or not kind.needs_request:
        return
    if request.grant is None:
        said = (
            _("It is withdrawn on request alone: its class or the office asks for it.")
            if kind.withdrawn_on_request
            else _(
                "It is opened on request alone: who drafts it asks for the cells to be corrected."
            )
        )
        raise NotPossible(said, "opened_on_request")
    waiting = Opening.objects.filter(
        pk=request.grant.opening, approval=loaded.approval.pk, outcome=Opening.Outcome.ASKED
    )
    if not waiting.exists():
        raise ChangedMeanwhile
    now, ends_at = timezone.now(), request.grant.ends_at
    if kind.withdrawn_on_request:
        return
    if ends_at is None or not now < ends_at <= now + LONGEST:
        raise Incomplete(_("Please choose a day within the next two weeks."), "bad_end", "ends_on")


def grant(request: StepRequest, loaded: LoadedRecord, event: Event) -> None:
    """With the step that unlocks it, in its transaction; checked before."""
    if request.grant is None:
        return
    opening = Opening.objects.get(pk=request.grant.opening)
    opening.decided_by, opening.decided_at = request.by, event.at
    opening.answer, opening.ends_at = request.note.strip(), request.grant.ends_at
    opening.process = loaded.approval.process
    _end(opening, Opening.Outcome.GRANTED)
    if opening.ends_at:
        loaded.approval.due_on = timezone.localdate(opening.ends_at)
        loaded.approval.save(update_fields=["due_on"])


def facts_of(grant: Grant) -> dict[str, Any]:
    """What the trail tells of it: which request, which cells, until when."""
    scope = Opening.objects.values_list("scope", flat=True).get(pk=grant.opening)
    until = grant.ends_at.isoformat() if grant.ends_at else None
    return {"opening": grant.opening, "scope": scope, "until": until}
