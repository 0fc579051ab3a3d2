"""One step on many records: choose, look, one PIN, an outcome for each."""

import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from workflows import bulk, bulk_worker, inbox, registry
from workflows.forms import new_key
from workflows.models import Approval, BulkItem, BulkRun
from workflows.pages import shell_of
from workflows.refusals import Refusal
from workflows.states import FORWARD, Step

MOST = 1000


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Everything at my desks, by the step it asks for; all ticked or by hand."""
    shell = shell_of(request)
    waiting = shell.for_my_role[:MOST]
    groups: dict[Step, list[Approval]] = {}
    for approval in waiting:
        groups.setdefault(_step_of(approval), []).append(approval)
    return render(request, "workflows/bulk_choose.html", {"groups": groups.items()})


def _step_of(approval: Approval) -> Step:
    """The step by which this record goes on from its state."""
    return next(step for step in FORWARD if approval.can(step))


@sensitive_post_parameters("pin", "code")
@require_POST
def confirm(request: HttpRequest, step: str) -> HttpResponse:
    """What would be done and what skipped, and why; then one PIN for all of it."""
    if step not in FORWARD:
        raise Http404
    chosen = _chosen(request, request.POST.getlist("record"))
    prospects = bulk.preview(Step(step), chosen, by=shell_of(request).staff)
    possible = [each for each in prospects if each.capacity]
    refusal = None
    if "confirmed" in request.POST and possible:
        try:
            return redirect(_start(request, Step(step), chosen))
        except Refusal as refused:
            refusal = refused
    context = {
        "step": Step(step),
        "possible": possible,
        "skipped": [each for each in prospects if not each.capacity],
        "secrets": _secrets(request, Step(step), {each.approval.record_type for each in possible}),
        "key": request.POST.get("key") or new_key(),
        "problems": refusal.problems if refusal else (),
    }
    status = refusal.status if refusal else 200
    return render(request, "workflows/bulk_confirm.html", context, status=status)


def _chosen(request: HttpRequest, public_ids: Sequence[str]) -> list[Approval]:
    """The chosen records in the order of the inbox; nothing that this person may not read."""
    shell = shell_of(request)
    found = shell.readable.filter(public_id__in=[one for one in public_ids[:MOST] if _is_uuid(one)])
    if not found:
        raise Http404
    return list(found.order_by(inbox.BY_DUE, "pk"))


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _secrets(request: HttpRequest, step: Step, types: Iterable[str]) -> set[str]:
    """What the person's pen asks for, all these types together."""
    staff = shell_of(request).staff
    return set().union(*(registry.get(name).model.secrets(staff, step) for name in types))


def _start(request: HttpRequest, step: Step, approvals: Sequence[Approval]) -> BulkRun:
    """Open the pen first: a wrong PIN is told before anything is written down."""
    key, seen = request.POST.get("key", ""), dict(_seen(request))
    if not re.fullmatch(r"[0-9a-f]{32}", key) or not all(
        str(one.public_id) in seen for one in approvals
    ):
        raise Http404
    staff = shell_of(request).staff
    names = sorted({approval.record_type for approval in approvals})
    pens = bulk_worker.open_pens(names, staff, *_typed(request, step))
    with ExitStack() as otherwise:
        otherwise.callback(bulk_worker.close, pens)
        chosen = [(one, seen[str(one.public_id)]) for one in approvals]
        run = bulk.open_run(step, chosen, by=staff, key=key)
        otherwise.pop_all()
    bulk_worker.start_once(run, pens)
    return run


def _typed(request: HttpRequest, step: Step) -> tuple[str, Step, str]:
    """PIN and one-time code, as `bulk_worker.open_pens` takes them."""
    return request.POST.get("pin", ""), step, request.POST.get("code", "")


def _seen(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name.removeprefix("seen-"), str(version))
        for name, version in request.POST.items()
        if name.startswith("seen-")
    ]


@require_safe
def result(request: HttpRequest, key: str) -> HttpResponse:
    """How far the run is and what became of each record; refreshes itself while it goes on."""
    run = _own_run(request, key)
    context = _outcomes(run)
    types = {item.approval.record_type for item in context["items"]}
    context["secrets"] = _secrets(request, Step(run.step), types)
    is_part = request.headers.get("HX-Request")
    template = "workflows/bulk_progress.html" if is_part else "workflows/bulk_result.html"
    return render(request, template, context)


@require_safe
def report(request: HttpRequest, key: str) -> HttpResponse:
    """What became of each record, to be printed and filed: events by their hashes."""
    return render(request, "workflows/bulk_report.html", _outcomes(_own_run(request, key)))


def _outcomes(run: BulkRun) -> dict[str, Any]:
    items = list(run.items.select_related("approval", "event"))
    counts = dict.fromkeys(BulkItem.Outcome.values, 0)
    for item in items:
        counts[item.outcome] += 1
    return {
        "run": run,
        "step": Step(run.step),
        "items": items,
        "counts": counts,
        "settled": len(items) - counts["waiting"],
        "is_alive": bulk_worker.is_alive(run),
    }


@require_POST
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """Stop after the records at hand."""
    run = _own_run(request, key)
    bulk_worker.stop(run)
    return redirect(run)


@sensitive_post_parameters("pin", "code")
@require_POST
def go_on(request: HttpRequest, key: str) -> HttpResponse:
    """Go on with a run whose process has gone; what was done stays done."""
    run = _own_run(request, key)
    if run.finished_at is None:
        step = Step(run.step)
        names = list(run.items.values_list("approval__record_type", flat=True).distinct())
        try:
            pens = bulk_worker.open_pens(names, run.by, *_typed(request, step))
        except Refusal as refusal:
            context = {
                "run": run,
                "problems": refusal.problems,
                "step": step,
                "secrets": _secrets(request, step, names),
            }
            return render(request, "workflows/bulk_go_on.html", context, status=refusal.status)
        bulk_worker.start_once(run, pens)
    return redirect(run)


def _own_run(request: HttpRequest, key: str) -> BulkRun:
    return get_object_or_404(BulkRun.objects.select_related("by"), key=key, by=request.user)
