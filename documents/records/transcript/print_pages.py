"""The page on which the office puts issued transcripts together for printing, and sees how often it did."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from documents.records.transcript import board
from documents.records.transcript.forms import PrintForm
from documents.records.transcript.print_log import PrintedClass
from documents.records.transcript.printing import PRINT, print_file
from people.models import SchoolYear
from people.pages import for_act, staff_of
from people.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(PRINT)
def print_classes(request: HttpRequest) -> HttpResponse:
    years = board.years_with_transcripts()
    year = board.year_among(years, request.GET.get("year", ""))
    form = PrintForm(request.POST if request.method == "POST" else None, year)
    if form.is_bound and form.is_valid():
        chosen, reason = form.cleaned_data["classes"], form.cleaned_data["reason"]
        try:
            return _file(print_file(list(chosen), staff_of(request), reason), year)
        except Refusal as refusal:
            form.add_error(None, refusal.as_error())
    context = {"form": form, "years": years, "year": year, "rows": _rows(year, form)}
    status = 422 if form.is_bound else 200
    return render(request, "transcript/print_classes.html", context, status=status)


def _rows(year: SchoolYear | None, form: PrintForm) -> list[dict[str, Any]]:
    """The last grade first: its pupils take their transcripts along."""
    if year is None:
        return []
    log: dict[int, list[PrintedClass]] = defaultdict(list)
    for row in PrintedClass.objects.filter(school_class__year=year).select_related("by"):
        log[row.school_class_id].append(row)
    chosen = form["classes"].value() or []
    places = sorted(board.progress_of(year), key=lambda place: -place.school_class.grade)
    return [
        {
            "place": place,
            "printed": log[place.school_class.pk],
            "is_chosen": str(place.school_class.pk) in chosen,
        }
        for place in places
    ]


def _file(pdf: bytes, year: SchoolYear | None) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="hoc-ba-{year}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
