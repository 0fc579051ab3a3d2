"""A run of many: how far it is, what became of each record, stopping it and going on with it."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from people.refusals import Refusal
from workflows import bulk_worker, registry
from workflows.models import BulkItem, BulkRun
from workflows.pages import shell_of
from workflows.pens import open_pens
from workflows.states import Step
from workflows.views.bulk import secrets_of, typed_secrets

Outcome = BulkItem.Outcome


@require_safe
def result(request: HttpRequest, key: str) -> HttpResponse:
    """How far the run is and what became of its records, class by class; who was refused by name."""
    run = _own_run(request, key)
    refused = run.items.filter(outcome=Outcome.REFUSED).select_related("approval")
    context = {**_progress(run), "lines": _lines(run), "refused": refused}
    context["secrets"] = secrets_of(shell_of(request), Step(run.step), _types(run))
    return render(request, "workflows/bulk_result.html", context)


@require_safe
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """What is asked for every second while it goes on: a few numbers. At its end the page comes anew."""
    context = _progress(_own_run(request, key))
    response = render(request, "workflows/bulk_progress.html", context)
    if not context["is_alive"]:
        response["HX-Refresh"] = "true"
    return response


@require_safe
def report(request: HttpRequest, key: str) -> HttpResponse:
    """What became of each record, to be printed and filed: events by their hashes."""
    run = _own_run(request, key)
    items = run.items.select_related("approval", "event")
    return render(request, "workflows/bulk_report.html", {**_progress(run), "items": items})


def _progress(run: BulkRun) -> dict[str, Any]:
    counts = run.items.aggregate(
        **{outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome.values}
    )
    total = sum(counts.values())
    return {
        "run": run,
        "step": Step(run.step),
        "counts": counts,
        "total": total,
        "settled": total - counts["waiting"],
        "is_alive": bulk_worker.is_alive(run),
    }


def _lines(run: BulkRun) -> list[dict[str, Any]]:
    """Each type and class with its numbers."""
    place = ("approval__record_type", "approval__school_class__name", "approval__group__name")
    rows = run.items.order_by().values(*place)
    counted = rows.annotate(
        done=Count("pk", filter=Q(outcome=Outcome.DONE)),
        refused=Count("pk", filter=Q(outcome=Outcome.REFUSED)),
    )
    return [
        {
            "title": f"{registry.get(row[place[0]]).title} {row[place[1]] or row[place[2]] or ''}",
            "done": row["done"],
            "refused": row["refused"],
        }
        for row in counted.order_by(*place)
    ]


def _types(run: BulkRun) -> list[str]:
    rows = run.items.order_by().values_list("approval__record_type", flat=True)
    return list(rows.distinct())


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
        step, names = Step(run.step), _types(run)
        try:
            pens = open_pens(names, run.by, *typed_secrets(request, step))
        except Refusal as refusal:
            context = {
                "run": run,
                "problems": refusal.problems,
                "step": step,
                "secrets": secrets_of(shell_of(request), step, names),
            }
            return render(request, "workflows/bulk_go_on.html", context, status=refusal.status)
        bulk_worker.start_once(run, pens)
    return redirect(run)


def _own_run(request: HttpRequest, key: str) -> BulkRun:
    return get_object_or_404(BulkRun.objects.select_related("by"), key=key, by=request.user)
