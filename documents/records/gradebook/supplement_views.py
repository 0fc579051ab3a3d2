"""The page of supplementary assessments of a class: plan, new results, proposal, decision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.assessment.supplements import acts
from documents.assessment.supplements.models import SupplementaryAssessment
from documents.records.gradebook import supplements
from documents.records.gradebook.supplements import CellToRepeat, PupilToSupplement
from people.door import may_do
from people.models import SchoolClass
from people.pages import powers_of, staff_of
from people.refusals import Problem, Refusal

_LONGEST = 4000


@require_http_methods(["GET", "HEAD", "POST"])
def of_class(request: HttpRequest, school_class: int) -> HttpResponse:
    """All pupils found by rule; each is a form of its own."""
    powers = powers_of(request)
    if not may_do(acts.SEE, powers, (school_class,)):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    book = supplements.locked_book(of)
    if book is None or book.period is None:
        raise Http404
    pupils = supplements.of(of, book.period)
    if request.method == "POST" and _is_done(request, pupils):
        messages.success(request, _("Saved."))
        return redirect("gradebook:supplements", of.pk)
    context = {
        "school_class": of,
        "pupils": pupils,
        "may_enter": may_do(acts.ENTER, powers, (school_class,)),
        "may_decide": may_do(acts.DECIDE, powers),
    }
    status = 422 if any(pupil.problems for pupil in pupils) else 200
    return render(request, "gradebook/supplements.html", context, status=status)


def _is_done(request: HttpRequest, pupils: list[PupilToSupplement]) -> bool:
    for pupil in pupils:
        if request.POST.get("pupil") == str(pupil.row.pupil):
            try:
                _take(request, pupil)
            except Refusal as refusal:
                pupil.problems = list(refusal.problems)
                return False
            return True
    raise Http404


def _take(request: HttpRequest, pupil: PupilToSupplement) -> None:
    seen, by = request.POST.get("seen", ""), staff_of(request)
    if "decide" not in request.POST:
        acts.enter(_entered(request.POST, pupil), by, seen=seen)
        return
    if not pupil.may_be_decided:
        said = _("This pupil has completed the year, or a new result is still missing.")
        raise Refusal(said, "nothing_to_decide")
    acts.decide(pupil.entry, by, moves_up=request.POST["decide"] == "up", seen=seen)


def _entered(data: Any, pupil: PupilToSupplement) -> SupplementaryAssessment:
    """What was typed for this pupil; what cannot be read is told and nothing is kept."""
    entry, problems = pupil.entry, []
    entry.plan = data.get("plan", "").strip()[:_LONGEST]
    entry.proposal = data.get("proposal", "").strip()[:_LONGEST]
    entry.values = {}
    for number, cell in enumerate(pupil.cells):
        text = data.get(f"cell-{cell.key}", "")
        typed = cell.column.read(text)
        pupil.cells[number] = CellToRepeat(cell.key, cell.title, cell.before, cell.column, text)
        if typed.is_refused:
            facts = {"cell": cell.title, "why": typed.sentence}
            problems.append(Problem(_("%(cell)s: %(why)s") % facts, typed.code))
        elif typed.value is not None:
            entry.values[cell.key] = typed.value
    if problems:
        raise Refusal(problems)
    return entry
