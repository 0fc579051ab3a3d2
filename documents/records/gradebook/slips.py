"""The slip for a guardian: one pupil's confirmed results at a period, and nobody else's."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from documents import rendering
from documents.assessment.columns import COMMENT, LEVEL, MARK
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.terms import YearResult
from documents.language import school_language
from documents.records.gradebook import brought, summary
from documents.records.gradebook.summary import BookRow, Summary
from people.door import Act, change, declare, may_do
from people.models import AssessmentPeriod, SchoolClass
from people.offices import CLASS_AND_LEADERSHIP
from people.pages import powers_of, staff_of
from people.years.running import letterhead_on

SLIPS = declare(
    Act(
        "slips_printed",
        gettext_lazy("Slips for guardians printed"),
        gettext_lazy("%(who)s printed %(pupils)d slips for guardians of %(school_class)s."),
        CLASS_AND_LEADERSHIP,
        in_person=False,
    )
)
# What is not confirmed yet is told to no guardian.
NOT_YET = "chưa có"


@require_safe
def pdf(request: HttpRequest, school_class: int, period: int) -> HttpResponse:
    """A page for each pupil of the class; with ?pupil= for one alone. Circular 27/2020, Điều 16."""
    if not may_do(SLIPS, powers_of(request), (school_class,)):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    moment = get_object_or_404(AssessmentPeriod, pk=period, year=of.year)
    book, only = summary.of(of, moment), request.GET.get("pupil", "")
    everybody = (*book.rows, *brought.rows_of(of, moment, book))
    rows = [row for row in everybody if not only or str(row.pupil) == only]
    if not rows:
        raise Http404
    context = {
        "slips": [_slip(row, book) for row in rows],
        "class": of.name,
        "year": str(of.year),
        "period": _title(moment),
        "school": letterhead_on().lines(),
    }
    with change(SLIPS, staff_of(request), (of.pk,), school_class=of.pk, pupils=len(rows)):
        paper = rendering.render("gradebook/slips/print.html", context).pdf
    disposition = {"Content-Disposition": f'inline; filename="phieu-lien-lac-{of.pk}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=disposition)


def _title(period: AssessmentPeriod) -> str:
    with school_language():
        return str(period.get_moment_display())


def _slip(row: BookRow, book: Summary) -> dict[str, Any]:
    is_year = row.year is not None
    return {
        "name": row.name,
        "note": row.note,
        "theirs": row.theirs,
        "subjects": list(_subjects(row, book)),
        "traits": [list(pair) for pair in _traits(row, book)],
        "is_year": is_year,
        "result": _result(row),
        "award": row.values.get("award", ""),
        "words": row.values.get("on_the_year", ""),
    }


def _subjects(row: BookRow, book: Summary) -> Iterator[dict[str, Any]]:
    """Each subject with level, mark where there is one, and the teacher's words."""
    marked = {column.key for column in book.columns if column.key.endswith(f".{MARK}")}
    for column in book.columns:
        code, _dot, cell = column.key.partition(".")
        if cell == LEVEL:
            mark = f"{code}.{MARK}"
            yield {
                "title": column.sheet,
                "level": _value(row, column.key),
                "mark": _value(row, mark) if mark in marked else "",
                "comment": row.values.get(f"{code}.{COMMENT}", ""),
            }


def _traits(row: BookRow, book: Summary) -> Iterator[tuple[str, str]]:
    for column in book.columns:
        if "." not in column.key:
            yield programme.title_of(column.key), _value(row, column.key)


def _value(row: BookRow, key: str) -> str:
    if key in row.left_out:
        return "–"
    if row.theirs:
        return f"{row.values[key]}*" if key in row.values else "–"
    return str(row.values.get(key, NOT_YET))


def _result(row: BookRow) -> str:
    result = row.values.get("result", "")
    with school_language():
        return str(YearResult(result).label) if result else NOT_YET
