"""The page on which the results of a class's year are decided otherwise than computed."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.assessment.decided_results import acts
from documents.assessment.decided_results.acts import Computed
from documents.assessment.decided_results.models import DecidedResult
from documents.assessment.explaining import why
from documents.assessment.terms import Period, YearResult
from documents.assessment.year_end import is_book_closed
from documents.records.gradebook import summary
from documents.records.gradebook.summary import BookRow
from people.door import may_do
from people.models import AssessmentPeriod, SchoolClass
from people.pages import powers_of, staff_of
from people.refusals import Problem, Refusal


@dataclass(slots=True)
class PupilToDecide:
    """A pupil's result as computed now and as decided; what was typed comes back with a refusal."""

    row: BookRow
    computed: Computed
    kept: DecidedResult
    problems: list[Problem] = field(default_factory=list)

    @property
    def why(self) -> str:
        return why(self.row.synthesis) if self.row.synthesis else ""

    @property
    def seen(self) -> str:
        return acts.seen_of(self.row.decision.kept if self.row.decision else None, self.computed)


@require_http_methods(["GET", "HEAD", "POST"])
def of_class(request: HttpRequest, school_class: int) -> HttpResponse:
    """Each pupil is a form of its own."""
    powers, place = powers_of(request), (school_class,)
    if not may_do(acts.SEE, powers, place):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    pupils = _pupils(of)
    if request.method == "POST" and _is_done(request, pupils):
        messages.success(request, _("Saved."))
        return redirect("gradebook:results", of.pk)
    context = {
        "school_class": of,
        "pupils": pupils,
        "results": list(YearResult),
        "may_decide": may_do(acts.DECIDE, powers, place) and not is_book_closed(of),
    }
    status = 422 if any(pupil.problems for pupil in pupils) else 200
    return render(request, "gradebook/results.html", context, status=status)


def _pupils(of: SchoolClass) -> list[PupilToDecide]:
    period = get_object_or_404(AssessmentPeriod, year=of.year, moment=Period.YEAR_END.value)
    return [
        PupilToDecide(row, Computed(row.synthesis.result, row.year), _kept(row, of))
        for row in summary.of(of, period).rows
        if row.synthesis and row.year
    ]


def _kept(row: BookRow, of: SchoolClass) -> DecidedResult:
    fresh = DecidedResult(pupil_id=row.pupil, school_class=of)
    return row.decision.kept if row.decision else fresh


def _is_done(request: HttpRequest, pupils: list[PupilToDecide]) -> bool:
    for pupil in pupils:
        if request.POST.get("pupil") == str(pupil.row.pupil):
            try:
                _take(request.POST, pupil, request)
            except Refusal as refusal:
                pupil.problems = list(refusal.problems)
                return False
            return True
    raise Http404


def _take(data: Any, pupil: PupilToDecide, request: HttpRequest) -> None:
    by, seen = staff_of(request), data.get("seen", "")
    if "take_back" in data:
        acts.take_back(pupil.kept, pupil.computed, by, seen=seen)
        return
    typed = DecidedResult(pupil_id=pupil.row.pupil, school_class=pupil.kept.school_class)
    typed.result, typed.reason = data.get("result", ""), data.get("reason", "").strip()
    pupil.kept = typed
    if typed.result not in {result.value for result in YearResult}:
        raise Refusal(_("Choose what you decide."), "result_missing")
    acts.decide(typed, typed.as_result, pupil.computed, by, seen=seen)
