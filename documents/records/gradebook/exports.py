"""The pages of exports: another system's columns, matched once; then a class's results in their order."""

import csv
import io
from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from documents import drafting
from documents.assessment.exports import acts
from documents.assessment.exports.fields import labels
from documents.assessment.exports.models import ExportLayout
from documents.assessment.incoming.headings import CODE, FAMILY, GIVEN, NAME
from documents.records.gradebook import board, summary
from documents.records.gradebook.summary import BookRow
from people.door import change, may_do
from people.forms import LinesField, NfcField
from people.imports.sheets import spreadsheet
from people.models import AssessmentPeriod, Pupil, SchoolClass
from people.pages import powers_of, staff_of, succeeded, tell
from people.refusals import Refusal

Cell = str | int | date | None
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LayoutForm(forms.Form):
    name = NfcField(label=gettext_lazy("Name, such as the system's"), max_length=80)
    source = NfcField(
        label=gettext_lazy("Where the headings are from"), max_length=200, required=False
    )
    headings = LinesField(
        label=gettext_lazy("Its row of headings, copied from the empty table"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_headings(self) -> list[str]:
        """Cells copied from a spreadsheet, or one heading a line."""
        text = self.cleaned_data["headings"].strip()
        cells = (
            next(csv.reader(io.StringIO(text), delimiter="\t"))
            if "\t" in text
            else text.splitlines()
        )
        return [" ".join(cell.split()) for cell in cells if cell.strip()]


@require_http_methods(["GET", "HEAD", "POST"])
def layouts(request: HttpRequest) -> HttpResponse:
    """All that the school has; leaders add one."""
    _check(request)
    form, by = LayoutForm(request.POST or None), staff_of(request)
    begun: list[ExportLayout] = []

    def begin() -> None:
        begun.append(acts.begin(by=by, **form.cleaned_data))

    if form.is_bound and succeeded(form, begin):
        return redirect("gradebook:export", begun[0].pk)
    context = {
        "layouts": ExportLayout.objects.all(),
        "form": form,
        "may_lay_out": may_do(acts.LAY_OUT, powers_of(request)),
    }
    return render(request, "gradebook/exports.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def layout(request: HttpRequest, layout: int) -> HttpResponse:
    """What fills each column; below, the classes whose results can be had in it."""
    _check(request)
    of, powers = get_object_or_404(ExportLayout, pk=layout), powers_of(request)
    if request.method == "POST":
        _match(request, of)
        return redirect("gradebook:export", of.pk)
    year = drafting.working_year()
    context = {
        "layout": of,
        "columns": list(enumerate(of.columns)),
        "fields": labels(),
        "seen": acts.seen_of(of),
        "may_lay_out": may_do(acts.LAY_OUT, powers),
        "periods": list(year.periods.order_by("opens_on")),
        "classes": [
            each for each in board.classes_of(year) if may_do(acts.EXPORT, powers, (each.pk,))
        ],
    }
    return render(request, "gradebook/export.html", context)


def _match(request: HttpRequest, of: ExportLayout) -> None:
    fields = [request.POST.get(f"f{at}", "") for at in range(len(of.columns))]
    try:
        acts.match(of, fields, staff_of(request), seen=request.POST.get("seen", ""))
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Saved."))


def _check(request: HttpRequest) -> None:
    """For those who may export some class."""
    if not powers_of(request).posts(acts.EXPORT.may):
        raise PermissionDenied


@require_safe
def workbook(request: HttpRequest, layout: int, school_class: int, period: int) -> HttpResponse:
    """A class's confirmed results; what is not there is empty, never a level that nobody gave."""
    if not may_do(acts.EXPORT, powers_of(request), (school_class,)):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    moment = get_object_or_404(AssessmentPeriod, pk=period, year=of.year)
    columns = get_object_or_404(ExportLayout, pk=layout)
    with change(acts.EXPORT, staff_of(request), (of.pk,), school_class=of.pk, period=moment.pk):
        content = table_of(columns, of, moment)
    disposition = {"Content-Disposition": f'attachment; filename="ket-qua-{of.pk}.xlsx"'}
    return HttpResponse(content, content_type=_XLSX, headers=disposition)


def table_of(layout: ExportLayout, of: SchoolClass, period: AssessmentPeriod) -> bytes:
    """The second sheet names the columns that nothing of ours fills."""
    rows = summary.of(of, period).rows
    pupils = Pupil.objects.in_bulk([row.pupil for row in rows])
    lines = [
        [_cell(field, number, row, pupils[row.pupil]) for _heading, field in layout.columns]
        for number, row in enumerate(rows, 1)
    ]
    headings = [heading for heading, _field in layout.columns]
    unmatched = ([_("Left empty")], [[heading] for heading in layout.unmatched])
    return spreadsheet({of.name: (headings, lines), _("Left empty"): unmatched})


def _cell(field: str, number: int, row: BookRow, pupil: Pupil) -> Cell:
    known: dict[str, Cell] = {
        "number": number,
        CODE: pupil.ministry_code or "",
        NAME: pupil.full_name,
        FAMILY: " ".join(part for part in (pupil.surname, pupil.middle_name) if part),
        GIVEN: pupil.given_name,
        "born_on": pupil.born_on,
    }
    if field in known:
        return known[field]
    return row.values.get(field, "") if field else ""
