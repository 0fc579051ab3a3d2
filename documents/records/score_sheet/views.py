"""The pages of score sheets: all of one's own, and the sheet where results are typed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import drafting
from documents.assessment import entering
from documents.assessment.another_tests.acts import is_possible
from documents.assessment.changes import Author
from documents.assessment.entering import RowAnswer
from documents.assessment.models import ChangeSet
from documents.assessment.sheets import group_of
from documents.assessment.undoing import take_back_last
from documents.records.score_sheet import board
from documents.records.score_sheet.authors import author_of
from documents.records.score_sheet.doubts import Doubts, beside_typed
from documents.records.score_sheet.forms import typed_rows
from documents.records.score_sheet.grid import rows_of
from documents.records.score_sheet.models import ScoreSheet
from documents.records.score_sheet.suggesting import suggest
from people.digits import is_number
from people.pages import tell
from people.refusals import Refusal
from workflows import openings, remarks, steps
from workflows.models import Remark
from workflows.pages import shell_of
from workflows.states import Step


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """What this person fills in this year; below, what else he or she may read."""
    shell = drafting.shell_for(request, ScoreSheet)
    year = drafting.working_year()
    own = board.of(shell, year)
    posts = [str(each.post) for each in own]
    others = drafting.records_of(shell, ScoreSheet).exclude(post__in=posts)
    context = {
        "own": own,
        "periods": board.drafts_by_period(own),
        "page": drafting.page_of(others.order_by("-updated_at"), request),
    }
    return render(request, "score_sheet/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the sheet of a post and a period; where there is one already, go on with it."""
    if request.method != "POST":
        return redirect("score_sheet:list")
    shell, year = drafting.shell_for(request, ScoreSheet), drafting.working_year()
    post, period = request.POST.get("post", ""), request.POST.get("period", "")
    for own in board.of(shell, year):
        for place in own.places:
            if (str(own.post), str(place.period.pk)) == (post, period):
                return _begin(request, own, place)
    raise Http404


def _begin(request: HttpRequest, own: board.SheetsOfPost, place: board.Place) -> HttpResponse:
    if place.approval:
        return redirect(place.approval.record.get_edit_url())
    sheet = ScoreSheet(subject=own.subject)
    try:
        steps.open_approval(
            sheet,
            by=shell_of(request).staff,
            school_year=own.school_class.year,
            school_class=own.school_class,
            group=group_of(own.school_class),
            period=place.period,
        )
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("score_sheet:list")
    except IntegrityError:  # a colleague at the same post was quicker by a moment
        return redirect("score_sheet:list")
    return redirect(sheet.get_edit_url())


@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sheet as a grid. Without JavaScript all rows are sent at once, with it row by row."""
    sheet = drafting.own_draft(request, ScoreSheet, public_id)
    if request.method != "POST":
        return _show(request, sheet)
    typed = list(typed_rows(request.POST, sheet.lines, sheet.columns))
    try:
        is_read = "read" in request.POST
        answers = entering.enter(
            sheet.to_enter(), typed, author_of(request, sheet), is_read=is_read
        )
    except Refusal as refusal:
        tell(request, refusal)
        return redirect(sheet.get_edit_url())
    if any(answer.is_refused for answer in answers.values()):
        again = drafting.own_draft(request, ScoreSheet, public_id)
        return _show(request, again, answers, status=422)
    messages.success(request, _("Saved. Look it over, then sign and submit."))
    return redirect(sheet.approval if "done" in request.POST else sheet.get_edit_url())


def _show(
    request: HttpRequest,
    sheet: ScoreSheet,
    answers: Mapping[int, RowAnswer] | None = None,
    status: int = 200,
) -> HttpResponse:
    closed, doubts = steps.closed_because(Step.SUBMIT, sheet), Doubts(sheet, sheet.lines)
    told, limits = doubts.beside(answers or {}), openings.limits_of(sheet.approval)
    context = {
        "record": sheet,
        "approval": sheet.approval,
        "columns": sheet.columns,
        "rows": rows_of(sheet.lines, sheet.columns, told, doubts.everywhere(), limits),
        "suggested": sum(len(line.suggested) for line in sheet.lines),
        "opening": limits.opening if limits else None,
        "closed": closed,
        "is_closed": closed is not None,
        "required": " ".join(each.code for each in sheet.columns if each.is_required),
        "comments": sheet.comment_columns,
        "last": sheet.last_change,
        "may_propose": is_possible(sheet.approval, sheet.subject_code),
        "remarks": _remarks(sheet),
    }
    return render(request, "score_sheet/form.html", context, status=status)


def _remarks(sheet: ScoreSheet) -> Iterable[Remark]:
    was_returned = sheet.approval.round > 1
    return remarks.open_remarks(sheet.approval).select_related("by") if was_returned else ()


@require_POST
def save_rows(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Rows, sent as soon as they are left. Answers, by pupil, with each as it is kept now."""
    sheet = drafting.own_draft(request, ScoreSheet, public_id)
    typed = list(typed_rows(request.POST, sheet.lines, sheet.columns))
    author = author_of(request, sheet)
    try:  # what is sent here was typed by a person, who has read it
        answers = entering.enter(sheet.to_enter(), typed, author, is_read=True)
    except Refusal as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=refusal.status)
    answers = beside_typed(sheet, answers)
    said = _("Saved %s") % f"{timezone.localtime():%H:%M}"
    rows = {answer.pupil: _as_json(answer) for answer in answers.values()}
    return JsonResponse({"rows": rows, "said": said})


def _as_json(answer: RowAnswer) -> dict[str, Any]:
    cells = {
        code: {"text": cell.text, "sentence": cell.sentence, "refused": cell.is_refused}
        for code, cell in answer.cells.items()
    }
    return {"version": answer.version, "cells": cells}


@require_POST
def fill_empty(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One value for every pupil who has none in this column yet; nothing is written over."""

    def fill(sheet: ScoreSheet, author: Author) -> str:
        code, text = request.POST.get("column", ""), request.POST.get("value", "")
        rows = [
            entering.TypedRow(line.pupil, line.version, {code: text})
            for line in sheet.lines
            if code not in line.closed
        ]
        means = ChangeSet.Means.FILLED
        answers = entering.enter(sheet.to_enter(), rows, author, means, only_empty=True)
        refused = [
            cell for row in answers.values() for cell in row.cells.values() if cell.is_refused
        ]
        return refused[0].sentence if refused else ""

    return _act(request, public_id, fill)


@require_POST
def suggest_comments(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A sentence of the bank for every pupil with a level and no comment: to be read, then kept."""
    return _act(request, public_id, suggest)


@require_POST
def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The last change is taken back, unless the sheet has gone on since the page was drawn."""

    def take_back(sheet: ScoreSheet, author: Author) -> str:
        seen = request.POST.get("number", "")
        return take_back_last(sheet.to_enter(), author, int(seen) if is_number(seen) else 0)

    return _act(request, public_id, take_back)


def _act(
    request: HttpRequest, public_id: UUID, act: Callable[[ScoreSheet, Author], str]
) -> HttpResponse:
    """Do it and show the sheet again; a problem is told above it."""
    sheet = drafting.own_draft(request, ScoreSheet, public_id)
    try:
        problem = act(sheet, author_of(request, sheet))
    except Refusal as refusal:
        tell(request, refusal)
    else:
        level = messages.error if problem else messages.success
        level(request, problem or _("Done."))
    return redirect(sheet.get_edit_url())
