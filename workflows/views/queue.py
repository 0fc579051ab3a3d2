"""To approve: the list on the left, the record with its changes on the right, the next one after each act."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from people.compiled import CompiledQueries
from people.refusals import Refusal
from workflows import folds, inbox
from workflows.access import Access
from workflows.models import Approval
from workflows.pages import shell_of
from workflows.record_page import record_context, visible, what_was_tried

# As many as a leader settles at a sitting; the rest follows when these are done.
LENGTH = 50


def _waiting(request: HttpRequest) -> list[Approval]:
    """What is looked at one by one; what people see class by class stands above it."""
    return _singles(shell_of(request).access)


_singles: CompiledQueries[Access] = CompiledQueries(
    lambda access: folds.single(inbox.for_my_role(access))[:LENGTH]
)


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    waiting = _waiting(request)
    if waiting:
        return redirect("queued", waiting[0].public_id)
    context = {"folds": folds.for_my_role(shell_of(request).access)}
    return render(request, "workflows/queue_empty.html", context)


@require_safe
def page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return show(request, visible(request, public_id))


def show(
    request: HttpRequest, approval: Approval, *, refusal: Refusal | None = None, tried: str = ""
) -> HttpResponse:
    waiting = _waiting(request)
    shell = shell_of(request)
    context = record_context(shell, approval) | {"waiting": waiting, "queue": True}
    if shell.role_count > len(waiting):  # else there is nothing but what stands in the list
        context["folds"] = folds.for_my_role(shell.access)
    place = next((n for n, each in enumerate(waiting) if each.pk == approval.pk), None)
    if place is not None:
        context["previous"] = waiting[place - 1] if place else None
        context["following"] = waiting[place + 1] if place + 1 < len(waiting) else None
    if refusal:
        context |= what_was_tried(request, refusal, tried)
    return render(
        request, "workflows/queue.html", context, status=refusal.status if refusal else 200
    )


def next_in_queue(request: HttpRequest, *, after: Approval) -> str:
    """The address of what comes after this record; the queue's own where nothing is left."""
    waiting = [each for each in _waiting(request) if each.pk != after.pk]
    if not waiting:
        return reverse("queue")
    later = [each for each in waiting if _order(each) > _order(after)]
    return reverse("queued", args=[(later or waiting)[0].public_id])


def _order(approval: Approval) -> tuple[date, int]:
    return (approval.due_on or date.max, approval.pk)
