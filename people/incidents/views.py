"""The pages of reported problems, and the page that says that something went wrong."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.door import may_do
from people.incidents import acts, overview
from people.incidents.forms import ReportForm, WordsForm, browser_of, reference_of, route_of
from people.incidents.models import Incident
from people.incidents.seeing import incident_for, seen_by, sees_all, steps_for
from people.incidents.states import STEPS
from people.pages import powers_of, staff_of, succeeded

_LISTED = 50


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Everybody's for leaders and board, one's own for everybody else."""
    powers = powers_of(request)
    rows, everybody = seen_by(powers), sees_all(powers)
    which = request.GET.get("show", "open" if everybody else "all")
    which = which if which in overview.SHOWN else "all"
    page = Paginator(overview.only(rows, which), _LISTED).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": overview.lines(list(page.object_list)),
        "counts": overview.counts(rows),
        "show": which,
        "sees_all": everybody,
    }
    return render(request, "people/incidents/problems.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def problem_new(request: HttpRequest) -> HttpResponse:
    """From every page; where that was, and the reference of its answer, come along in the link."""
    agent = request.headers.get("User-Agent", "")
    along = {
        "at": route_of(request.GET.get("at")),
        "reference": reference_of(request.GET.get("reference")),
    }
    form = ReportForm(request.POST if request.method == "POST" else None, initial=along)
    by = staff_of(request)
    if form.is_bound and succeeded(form, lambda: _report(request, form)):
        return redirect("problems")
    context = {
        "form": form,
        "route": route_of(form["at"].value()),
        "reference": reference_of(form["reference"].value()),
        "browser": browser_of(agent),
        "own": Incident.objects.filter(by=by).count(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "people/incidents/report.html", context, status=status)


def _report(request: HttpRequest, form: ReportForm) -> None:
    new = form.incident(request.headers.get("User-Agent", ""))
    acts.report(new, staff_of(request))
    messages.success(
        request,
        _("Reported as problem no. %(number)d. You will have an answer by %(day)s.")
        % {"number": new.pk, "day": f"{new.due_on:%d/%m/%Y}"},
    )


@require_safe
def problem(request: HttpRequest, problem: int) -> HttpResponse:
    found = incident_for(powers_of(request), problem)
    return _page(request, found, WordsForm())


@require_POST
def problem_step(request: HttpRequest, problem: int, move: str) -> HttpResponse:
    """One step; what was written stays on the page where it may not be."""
    powers = powers_of(request)
    found = incident_for(powers, problem)
    if move not in STEPS:
        raise Http404
    if not may_do(acts.ACTS[move], powers):
        raise PermissionDenied
    form, by = WordsForm(request.POST), staff_of(request)
    if succeeded(form, lambda: acts.take(move, found, by, form.cleaned_data["text"])):
        messages.success(request, _("Done: %s") % STEPS[move].button)
        return redirect(found)
    return _page(request, incident_for(powers, problem), form)


def _page(request: HttpRequest, incident: Incident, form: WordsForm) -> HttpResponse:
    notes = list(incident.notes.select_related("by", "acting_for"))
    context: dict[str, Any] = {
        "incident": incident,
        "line": overview.lines([incident])[0],
        "notes": [(one, acts.ACTS[one.step].label) for one in notes],
        "form": form,
        "steps": steps_for(powers_of(request), incident),
        "sees_all": sees_all(powers_of(request)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "people/incidents/problem.html", context, status=status)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """The last page of all: it asks nobody and nothing, the database least of all."""
    match = request.resolver_match
    context = {
        "reference": getattr(request, "reference", ""),
        "route": f"/{match.route}" if match else "",
    }
    return HttpResponseServerError(get_template("500.html").render(context))
