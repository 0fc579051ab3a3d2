"""Sổ theo dõi và đánh giá học sinh: a subject of a class through the year, from its confirmed sheets."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from documents import rendering
from documents.assessment.brought_results.acts import brought_to
from documents.assessment.brought_results.models import BroughtResults
from documents.assessment.columns import ANOTHER, COMMENT, LEVEL, MARK
from documents.assessment.models import PupilResults
from documents.assessment.sheets import SHEET
from documents.language import school_language
from people.door import Act, declare, may_do
from people.duties import Post
from people.models import AssessmentPeriod, Duty, SchoolClass, Subject
from people.movements.enrolments import pupils_in
from people.offices import CLASS_AND_LEADERSHIP
from people.pages import powers_of
from people.powers import Powers
from people.years.running import letterhead_on
from workflows.models import Approval
from workflows.states import State

_SEEN = gettext_lazy("%(who)s saw the year of a subject.")
OF_CLASS = declare(
    Act(
        "year_of_class_seen",
        gettext_lazy("The year of a subject in the own class"),
        _SEEN,
        CLASS_AND_LEADERSHIP,
        in_person=False,
        is_told=False,
    )
)
OF_SUBJECT = declare(
    Act(
        "year_of_subject_seen",
        gettext_lazy("The year of an own subject"),
        _SEEN,
        (Duty.SUBJECT_TEACHER,),
        in_person=False,
        is_told=False,
    )
)


@require_safe
def pdf(request: HttpRequest, school_class: int, subject: int) -> HttpResponse:
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    about = get_object_or_404(Subject, pk=subject)
    if not _may(powers_of(request), of, about):
        raise PermissionDenied
    periods = list(of.year.periods.order_by("opens_on"))
    with school_language():
        titles = [str(period.get_moment_display()) for period in periods]
    rows = list(_rows(of, about, periods))
    context = {
        "subject": about.name,
        "class": of.name,
        "year": str(of.year),
        "periods": titles,
        "rows": rows,
        "notes": [note for row in rows for note in row["notes"]],
        "now": timezone.localtime(),
        "school": letterhead_on().lines(),
    }
    paper = rendering.render("score_sheet/year/print.html", context).pdf
    disposition = {"Content-Disposition": f'inline; filename="so-theo-doi-{of.pk}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=disposition)


def _may(powers: Powers, of: SchoolClass, about: Subject) -> bool:
    return may_do(OF_CLASS, powers, (of.pk,)) or may_do(OF_SUBJECT, powers, (of.pk, about.pk))


def _rows(
    of: SchoolClass, about: Subject, periods: Sequence[AssessmentPeriod]
) -> Iterator[dict[str, Any]]:
    values = _confirmed(of, about)
    pupils = list(pupils_in(of, min(timezone.localdate(), of.year.ends_on)))
    brought = brought_to((pupil.pk for pupil in pupils), (period.pk for period in periods))
    for pupil in pupils:
        keys = [(pupil.pk, period.pk) for period in periods]
        cells = [
            _cell(values[key]) if key in values else _theirs(brought.get(key), about)
            for key in keys
        ]
        notes = sorted({cell["note"] for cell in cells if cell["note"]})
        yield {
            "name": pupil.full_name,
            "cells": cells,
            "notes": [f"{pupil.full_name}: {note}" for note in notes],
        }


def _theirs(row: BroughtResults | None, about: Subject) -> dict[str, Any]:
    """What another school gave in this subject, each value marked, and which school it was."""
    values = row.values if row else {}
    cell = {name: values.get(f"{about.code}.{name}", "") for name in (LEVEL, MARK)}
    marked = {name: f"{value}*" if value != "" else "" for name, value in cell.items()}
    note = row.note if row and any(marked.values()) else ""
    return {**marked, "comment": "", "note": note}


def _confirmed(of: SchoolClass, about: Subject) -> dict[tuple[int, int | None], dict[str, Any]]:
    """By pupil and period; what is not confirmed says nothing here."""
    post = Post(Duty.SUBJECT_TEACHER, (of.pk, about.pk))
    sheets = Approval.objects.filter(
        record_type=SHEET, post=str(post), state=State.CONFIRMED, erased_at=None
    )
    rows = PupilResults.objects.filter(approval__in=sheets).select_related("approval")
    return {(row.pupil_id, row.approval.period_id): row.values for row in rows}


def _cell(values: dict[str, Any]) -> dict[str, Any]:
    """The first mark and, where another test was sat, the one that counts."""
    marks = [str(values[code]) for code in (MARK, ANOTHER) if code in values]
    return {
        "level": values.get(LEVEL, ""),
        "mark": " → ".join(marks),
        "comment": values.get(COMMENT, ""),
        "note": "",
    }
