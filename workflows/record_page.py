"""A record on a page: what it says, where it lies, what was said of it, what this person can do."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest

from people.compiled import NAME, CompiledQuery
from people.duties import Colleague
from people.refusals import Problem, Refusal
from workflows import (
    compare,
    desks,
    handover,
    opening_ends,
    opening_requests,
    openings,
    steps,
    story,
)
from workflows.forms import REMARK, lines_below, new_key
from workflows.loaded import LoadedRecord, load_record
from workflows.models import Approval, Submission
from workflows.pages import Shell, shell_of
from workflows.permissions import Seat, is_drafter, may_see
from workflows.record import Part
from workflows.states import FORWARD, Step


@dataclass(frozen=True, slots=True)
class Offer:
    """A step this person may take, and what it asks for."""

    step: Step
    seat: Seat
    absent: Colleague | None
    label: str
    secrets: frozenset[str]
    """What the person's pen asks for: "pin", "code"."""

    @property
    def is_forward(self) -> bool:
        return self.step == Step.SUBMIT or self.step in FORWARD

    @property
    def needs_reason(self) -> bool:
        return not self.is_forward and self.step != Step.REVISE


def visible(request: HttpRequest, public_id: UUID) -> Approval:
    """The approval, or 404 for whoever may not know that it exists."""
    shell = shell_of(request)
    for approval in _approval(public_id=public_id):
        opening_ends.close_if_lapsed(approval)
        if may_see(approval, shell.staff, shell.roster):
            return cast(Approval, approval)
    raise Http404


_approval = CompiledQuery(
    lambda public_id: Approval.objects.select_related(
        "author", "group", "school_year", "process"
    ).filter(public_id=public_id),
    public_id=NAME,
)


def record_context(shell: Shell, approval: Approval) -> dict[str, Any]:
    """Everything a page needs to show a record and what can be done with it."""
    loaded, told, versions = load_record(approval), story.of(approval), compare.last_two(approval)
    offers, changes = list(_offers(loaded, shell)), compare.with_the_one_before(approval, versions)
    return {
        "approval": approval,
        "record": loaded.record,
        "may_write": Step.SUBMIT in {offer.step for offer in offers},
        "may_hand_over": handover.capacity_for(approval, shell.staff, shell.roster) is not None,
        "closed": _closed(loaded),
        "parts": _readable_parts(loaded, shell, versions),
        **_below(loaded),
        **_opening(loaded.approval, shell),
        "desks": desks.of(loaded, [one.event for one in told], shell.roster),
        **_sorted_offers(offers),
        "changes": changes,
        "is_unchanged": compare.is_unchanged(changes),
        "paper_templates": [f"{approval.record_type}/paper.html", "workflows/_no_paper.html"],
        "remarks": [remark for one in reversed(told) for remark in reversed(one.remarks)],
        "story": told,
        "key": new_key(),
        "content_templates": [f"{approval.record_type}/content.html", "workflows/_content.html"],
    }


def _sorted_offers(offers: Sequence[Offer]) -> dict[str, Any]:
    forward = (offer for offer in offers if offer.is_forward)
    send_back = (offer for offer in offers if offer.step == Step.SEND_BACK)
    return {
        "offers": offers,
        "forward": next(forward, None),
        "send_back": next(send_back, None),
        "others": [
            offer for offer in offers if not offer.is_forward and offer.step != Step.SEND_BACK
        ],
    }


def _below(loaded: LoadedRecord) -> dict[str, Any]:
    """What it rests on, and the empty lines in which a remark on that is written."""
    return {"rests_on": loaded.rests_on, "below_lines": lines_below({})}


def _opening(approval: Approval, shell: Shell) -> dict[str, Any]:
    """Of types that are opened on request: the last one, and whether this person may ask for another."""
    if not approval.type.needs_request or approval.is_private:
        return {}
    opening = openings.last_of(approval)
    is_under_way = opening is not None and (opening.is_asked or opening.is_granted)
    may_ask = opening_requests.may_ask(approval, shell.staff, shell.roster) is not None
    return {"opening": opening, "may_ask_opening": may_ask and not is_under_way}


def _closed(loaded: LoadedRecord) -> Problem | None:
    """Why nothing goes on with it, where its year is locked."""
    return None if loaded.approval.erased_at else steps.closed_because(Step.SUBMIT, loaded.record)


def _readable_parts(
    loaded: LoadedRecord, shell: Shell, versions: Sequence[Submission]
) -> Sequence[Part]:
    """What was submitted last; what is being written is read by its drafters alone."""
    approval = loaded.approval
    if versions and not (approval.is_draft and is_drafter(approval, shell.staff.pk, shell.roster)):
        return loaded.record.parts_of(json.loads(versions[-1].content))
    return loaded.record.parts_of(loaded.record.content())


def _offers(loaded: LoadedRecord, shell: Shell) -> Iterator[Offer]:
    found = steps.available(loaded, shell.staff, shell.roster)
    for step, seats in found.items():
        stand_in_for = seats[0].capacity.acting_for
        yield Offer(
            step,
            seats[0],
            shell.roster.people[stand_in_for] if stand_in_for else None,
            loaded.approval.type.label_of(step),
            loaded.record.secrets(shell.staff, step),
        )


def what_was_tried(request: HttpRequest, refusal: Refusal, tried: str) -> dict[str, Any]:
    """So that a refusal loses nothing: the sentences, and everything that was typed but the PIN."""
    typed = {
        name.removeprefix(REMARK): text
        for name, text in request.POST.items()
        if name.startswith(REMARK)
    }
    return {
        "problems": refusal.problems,
        "tried": tried,
        "typed_note": request.POST.get("note", ""),
        "typed_remarks": typed,
        "below_lines": lines_below(request.POST),
    }
