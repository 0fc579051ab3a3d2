"""The one door. No record changes its state but through here."""

from typing import Any, Required, TypedDict, Unpack
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from people.compiled import NUMBER, TEXT, CompiledQuery
from people.duties import Capacity, Post, Roster, holds
from people.models import AssessmentPeriod, SchoolClass, SchoolYear, Staff, SubjectGroup
from people.refusals import ChangedMeanwhile, NotYours, Problem
from workflows import basis, flows, opening_requests, openings, registry, remarks, trail
from workflows.effects import carry_out
from workflows.loaded import LoadedRecord, StepRequest, lock_records
from workflows.machine import ConcurrentTransition
from workflows.models import Approval, Event
from workflows.permissions import Seat, roster_of, seats
from workflows.record import Record
from workflows.refusals import AlreadyUsed, Incomplete, NotPossible
from workflows.states import FINAL, FORWARD, NEEDS_REASON, NEW_REVISION, State, Step


def take(
    request: StepRequest,
    approval: Approval,
    *,
    seen: str,
    key: str | None = None,
    prepared: Any = None,
) -> Event:
    """Check, change, remember, pass on: either all of it happens or none of it.

    `seen` is the `version` of the approval that the person looked at; `key` makes a repeated request
    harmless; `prepared` is the file made for this step beforehand. Raises Refusal with sentences.
    """
    try:
        with transaction.atomic():
            loaded = lock_records([approval.pk])[0]
            if previous := previous_answer(request, loaded.approval, key):
                return previous
            roster = roster_of()
            seat = examine(request, loaded, roster, seen=seen, with_file=prepared is not None)
            if misfit := loaded.record.check_files([(loaded.record, prepared)]):
                raise misfit[approval.pk]
            return carry_out(request, [(loaded, seat, key, prepared)], roster)[0]
    except (ConcurrentTransition, flows.AlreadyMoved):
        raise ChangedMeanwhile from None


def previous_answer(request: StepRequest, approval: Approval, key: str | None) -> Event | None:
    """Check 1: what was answered when this very request came before."""
    events = _of_key(key=key) if key else []
    if not events:
        return None
    event: Event = events[0]
    if (event.kind, event.by_id, event.approval_id) != (
        request.step.value,
        request.by.pk,
        approval.pk,
    ):
        raise AlreadyUsed
    return event


_of_key = CompiledQuery(lambda key: Event.objects.filter(key=key), key=TEXT)


def examine(
    request: StepRequest,
    loaded: LoadedRecord,
    roster: Roster,
    *,
    seen: str | None,
    with_file: bool = True,
) -> Seat:
    """Checks 2 to 6, changing nothing. Returns the seat taken; raises Refusal."""
    seat = _check_seat(request, loaded, roster)
    if seen is not None and seen != loaded.approval.version:
        raise ChangedMeanwhile
    _check_state(request.step, loaded)
    _check_content(request.step, loaded)
    if seat.task is None and not _needs_no_desk(request.step, loaded):
        raise NotPossible(_("The record lies on no desk where this step is taken."), "no_such_desk")
    if request.step in NEEDS_REASON and not (request.all_remarks() or request.remarks_below()):
        raise Incomplete(_("Please say why."), "say_why", "note")
    _check_below(request, loaded)
    opening_requests.check_grant(request, loaded)
    if with_file != loaded.record.needs_file(request.step):
        raise NotPossible(_("This step is signed: please give your PIN."), "must_be_signed")
    return seat


def _needs_no_desk(step: Step, loaded: LoadedRecord) -> bool:
    return step in NEW_REVISION or loaded.approval.state == State.CONFIRMED


def _check_below(request: StepRequest, loaded: LoadedRecord) -> None:
    """Only what it rests on, and is finished, goes back with a record."""
    supports = {row.below_id: row.below for row in loaded.rests_on}
    for below in request.remarks_below():
        if request.step != Step.SEND_BACK or below not in supports:
            raise NotPossible(_("This does not rest on that record."), "does_not_rest_on_it")
        if supports[below].state not in FINAL:
            said = _("“%s” is open already.") % supports[below].title
            raise NotPossible(said, "below_is_open")


def _check_seat(request: StepRequest, loaded: LoadedRecord, roster: Roster) -> Seat:
    """Checks 4 and 5: a duty held today, in person or for somebody; never on own work."""
    acting_for = request.acting_for.pk if request.acting_for else None
    for seat in seats(request.step, loaded.approval, request.by.pk, roster, loaded.tasks):
        if seat.capacity.acting_for == acting_for:
            return seat
    _check_state(request.step, loaded)
    raise NotYours(_("This step is not yours to take."))


def _check_state(step: Step, loaded: LoadedRecord) -> None:
    """From this state, in a year that is open; a step that nobody could take now is told as such."""
    if not loaded.approval.can(step) or loaded.approval.erased_at:
        raise NotPossible(
            _("The record is “%s”: this step is not possible now.")
            % loaded.approval.get_state_display(),
            "not_in_this_state",
        )
    closed = closed_because(step, loaded.record)
    if closed:
        raise NotPossible(closed)


def closed_because(step: Step, record: Record) -> Problem | None:
    """Where year, window or opening is closed for this step, back or forth."""
    approval: Approval = record.approval
    year = approval.school_year
    if not year.takes_work:
        said = _("The school year %s is locked: its records stay as they are.") % year
        return Problem(said, "year_closed_to_records")
    if opening := openings.active(approval):
        return openings.closed_because(opening)
    return record.closed_because(step) or _borne(step, approval)


def _borne(step: Step, approval: Approval) -> Problem | None:
    """What was confirmed goes back alone only while nothing that was submitted rests on it."""
    if step != Step.SEND_BACK or approval.state != State.CONFIRMED:
        return None
    submitted = basis.above(approval).exclude(state=State.DRAFT).first()
    if submitted is None:
        return None
    said = _("“%s” rests on it and was submitted: send it back with that.") % submitted
    return Problem(said, "borne_by_submitted")


def _check_content(step: Step, loaded: LoadedRecord) -> None:
    """Going forward: complete, and what was submitted. No fault of content blocks a way back."""
    if step == Step.SUBMIT:
        problems = [
            *loaded.record.problems(),
            *remarks.unanswered(loaded.approval),
            *openings.problems(loaded.record),
        ]
        if problems:
            raise Incomplete(problems)
    elif step in FORWARD:
        if not loaded.is_as_submitted():
            raise NotPossible(
                _("The content kept here is no longer what was submitted. Tell the records board."),
                "not_as_submitted",
            )
        if problems := basis.problems(loaded.all_below, loaded.record):
            raise NotPossible(problems)


class Places(TypedDict, total=False):
    """Where and when a record belongs."""

    school_year: Required[SchoolYear]
    group: SubjectGroup | None
    school_class: SchoolClass | None
    period: AssessmentPeriod | None


def open_approval(
    record: Record, *, by: Staff, public_id: UUID | None = None, **places: Unpack[Places]
) -> Approval:
    """Lay a new record on its author's desk. Saves the record and its approval.

    Raises NotYours where this person does not draft such a record, NotPossible in a closed year.
    """
    approval = Approval(author=by, public_id=public_id or uuid4(), **places)
    kind = _describe(approval, record)
    with transaction.atomic():
        _check_year(places["school_year"])
        if closed := record.closed_because(Step.SUBMIT):
            raise NotPossible(closed)
        capacity = _drafting_capacity(kind, approval, by)
        flows.start(approval)
        approval.save()
        record.approval = approval  # with its key now
        record.save()
        trail.append([trail.Entry("open", by.pk, approval, acting_for=capacity.acting_for)])
    return approval


def _describe(approval: Approval, record: Record) -> registry.RecordType:
    """Type, title and post, as the record has them."""
    kind = registry.of(type(record))
    record.approval, approval.record_type = approval, kind.name
    approval.title, approval.post = record.headline()[:250], record.drafting_post()
    return kind


def _check_year(year: SchoolYear) -> None:
    trail.become_the_writer()
    [now] = _year(pk=year.pk)
    if not now.takes_work:
        raise NotPossible(
            _("The school year %s takes no records now.") % year, "year_takes_no_records"
        )


_year = CompiledQuery(lambda pk: SchoolYear.objects.filter(pk=pk), pk=NUMBER)


def _drafting_capacity(kind: registry.RecordType, approval: Approval, by: Staff) -> Capacity:
    """In which capacity this person drafts it: a holder of its post today, or of a duty named."""
    capacities = {Capacity(by.pk)}
    if approval.post:
        takers = roster_of().takers(Post.parse(approval.post))
        capacities = {capacity for capacity in takers if capacity.person == by.pk}
    elif kind.drafted_by and not holds(by, *kind.drafted_by):
        capacities = set()
    if not capacities:
        raise NotYours(_("Records of this kind are not yours to begin."))
    return min(capacities, key=lambda capacity: capacity.acting_for or 0)


def available(loaded: LoadedRecord, staff: Staff, roster: Roster) -> dict[Step, list[Seat]]:
    """The steps this person could take now, and in which capacities; the door decides in the end."""
    found = {}
    for step in Step:
        if not loaded.approval.can(step) or loaded.approval.erased_at:
            continue
        if step == Step.UNLOCK and loaded.approval.type.needs_request:
            continue  # by granting a request, on its own page
        open_to = seats(step, loaded.approval, staff.pk, roster, loaded.tasks)
        if open_to and not closed_because(step, loaded.record):
            found[step] = open_to
    return found
