"""One record's page, and the buttons on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from people.models import Staff
from people.refusals import Refusal
from workflows import compare, flows, story
from workflows.forms import StepForm
from workflows.loaded import load_record
from workflows.models import Approval, Event
from workflows.pages import shell_of
from workflows.perform import perform
from workflows.permissions import is_drafter
from workflows.record_page import record_context, visible, what_was_tried
from workflows.refusals import Incomplete
from workflows.states import NEW_REVISION, Step
from workflows.views import queue

Take = Callable[[StepForm, Step, Staff, Approval], Event]


@require_safe
def page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    approval = visible(request, public_id)
    return show(request, approval)


@require_safe
def changes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The difference to the last version, as a page of its own."""
    approval = visible(request, public_id)
    changed = compare.with_the_one_before(approval, compare.last_two(approval))
    context = {
        "approval": approval,
        "changes": changed,
        "is_unchanged": compare.is_unchanged(changed),
    }
    return render(request, "workflows/changes.html", context)


@require_safe
def chart(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The whole flow as a picture, with the current position."""
    approval = visible(request, public_id)
    return HttpResponse(flows.chart_of(approval), content_type="image/svg+xml")


@require_safe
def receipt(request: HttpRequest, sequence: int) -> HttpResponse:
    """What a person holds in hand of an act: its place and hash in the trail, and the file's."""
    events = Event.objects.select_related("by", "acting_for", "approval")
    event = get_object_or_404(events, sequence=sequence)
    if event.approval is None:
        raise Http404
    approval = visible(request, event.approval.public_id)
    context = {
        "approval": approval,
        "event": event,
        "sentence": story.sentence(event),
        "proof": approval.type.model.proof_of(story.details(event)),
    }
    return render(request, "workflows/receipt.html", context)


@sensitive_post_parameters("pin", "code")
@require_POST
def take_step(request: HttpRequest, public_id: UUID, step: str) -> HttpResponse:
    """Take the step; a refusal comes back as sentences on the same page, with nothing lost."""
    return answered(request, visible(request, public_id), step, _perform)


def answered(request: HttpRequest, approval: Approval, step: str, take: Take) -> HttpResponse:
    """Where a form leads that takes a step: onward, or back to the same page with what is wrong."""
    if step not in Step.values:
        raise Http404
    staff, form = shell_of(request).staff, StepForm(request.POST)
    try:
        event = take(form, Step(step), staff, approval)
    except Refusal as refusal:
        approval.refresh_from_db()
        show_again = queue.show if "queue" in request.POST else show
        return show_again(request, approval, refusal=refusal, tried=step)
    messages.success(request, f"{approval.title} – {story.sentence(event)} {_receipt_of(event)}")
    return _onward(request, approval, Step(step))


@sensitive_variables("data")
def _perform(form: StepForm, step: Step, staff: Staff, approval: Approval) -> Event:
    data = sent(form)
    return perform(
        form.act(step, staff),
        approval,
        seen=data["seen"],
        key=data["key"],
        secret=data["pin"],
        code=data["code"],
    )


def sent(form: StepForm) -> dict[str, Any]:
    """What was typed, if it is a form of ours. Raises Refusal for words that cannot be taken."""
    if not form.is_valid():
        problems = form.problems()
        if not problems:
            raise Http404
        raise Incomplete(problems)
    return form.cleaned_data


def _receipt_of(event: Event) -> str:
    return _("Receipt: event %(number)d, %(hash)s…") % {
        "number": event.sequence,
        "hash": event.hash[:16],
    }


def _onward(request: HttpRequest, approval: Approval, step: Step) -> HttpResponse:
    """To the next one in the queue, to the form of a new revision, else back to the record."""
    if "queue" in request.POST:
        return redirect(queue.next_in_queue(request, after=approval))
    shell = shell_of(request)
    if step in NEW_REVISION and is_drafter(approval, shell.staff.pk, shell.roster):
        return redirect(load_record(approval).record.get_edit_url())
    return redirect(approval)


def show(
    request: HttpRequest, approval: Approval, *, refusal: Refusal | None = None, tried: str = ""
) -> HttpResponse:
    context = record_context(shell_of(request), approval)
    if refusal:
        context |= what_was_tried(request, refusal, tried)
    status = refusal.status if refusal else 200
    return render(request, "workflows/record.html", context, status=status)
