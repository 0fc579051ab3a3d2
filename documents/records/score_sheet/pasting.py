"""The pages by which tables come onto a sheet: pasted or uploaded, shown beforehand, then taken over."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import drafting
from documents.assessment.comments.without_names import text_of
from documents.assessment.entering import Sheet
from documents.assessment.incoming import tables
from documents.assessment.incoming.applying import apply
from documents.assessment.incoming.carrying import Carried, carried_by, token_of
from documents.assessment.incoming.comparing import Comparison, compare
from documents.assessment.incoming.tables import IncomingTable
from documents.assessment.incoming.template import template_of
from documents.assessment.models import ChangeSet
from documents.records.score_sheet.authors import author_of
from documents.records.score_sheet.forms import Choices
from documents.records.score_sheet.models import ScoreSheet
from documents.records.score_sheet.preview import columns_to_choose, with_pupils_of
from people.body_limits import takes_files
from people.imports.headings import plain
from people.imports.workbook import MOST_BYTES
from people.refusals import Problem, Refusal
from workflows import steps
from workflows.refusals import RecordIsClosed
from workflows.states import Step

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cells copied in Excel; what they would change is shown next."""
    sheet = _open_sheet(request, public_id)
    if request.method != "POST":
        return _ask(request, sheet)
    try:
        pasted = [tables.from_clipboard(request.POST.get("text", ""))]
        return _show(request, sheet, Carried(pasted, ChangeSet.Means.PASTED), Choices())
    except Refusal as refusal:
        return _ask(request, sheet, refusal)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A filled template, or any list of the teacher's own."""
    sheet = _open_sheet(request, public_id)
    if request.method != "POST":
        return redirect("score_sheet:paste", public_id)
    try:
        found = with_pupils_of(sheet, tables.from_file(_file_of(request)))
        return _show(request, sheet, Carried(found, ChangeSet.Means.IMPORTED), Choices())
    except Refusal as refusal:
        return _ask(request, sheet, refusal)


def _file_of(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if file is None:
        raise Refusal(_("Please choose a file first."), "no_file", "file")
    return bytes(file.read(MOST_BYTES + 1))


@require_POST
def preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same table again: with other columns, or to be taken over as it was shown."""
    sheet, choices = _open_sheet(request, public_id), Choices.of(request.POST)
    try:
        token = request.POST.get("table", "")
        carried = carried_by(token, sheet.approval, author_of(request, sheet))
    except Refusal as refusal:
        return _ask(request, sheet, refusal)
    if choices.act not in {"all", "matching"}:
        return _show(request, sheet, carried, choices)
    try:
        done = _apply(request, sheet, carried, choices)
    except Refusal as refusal:
        again = _open_sheet(request, public_id)
        return _show(request, again, carried, choices, refusal)
    facts = {"cells": done.cells, "pupils": len(done.changing)}
    messages.success(request, _("Taken over: %(cells)d cells of %(pupils)d pupils.") % facts)
    return redirect(sheet.get_edit_url())


def _apply(
    request: HttpRequest, sheet: ScoreSheet, carried: Carried, choices: Choices
) -> Comparison:
    def compare_now() -> tuple[Sheet, Comparison]:
        again = _open_sheet(request, sheet.approval.public_id)
        table = choices.table_of(carried)
        return again.to_enter(), compare(table, again.to_fill(), choices.columns)

    return apply(
        sheet.approval,
        compare_now,
        choices.seen,
        author_of(request, sheet),
        carried.means,
        only_matching=choices.act == "matching",
    )


@require_safe
def template(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The sheet as it is now, to be filled in elsewhere."""
    sheet = _open_sheet(request, public_id)
    words = f"phiếu điểm {sheet.school_class} {sheet.subject_title} {sheet.period_title}"
    name = "-".join(plain(words).split())
    disposition = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    data = template_of(sheet.to_fill(), sheet.headline())
    return HttpResponse(data, content_type=_XLSX, headers=disposition)


@require_safe
def copy_without_names(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Numbers, levels and notes as text; comments written elsewhere come back by pasting."""
    sheet = _open_sheet(request, public_id)
    context = {"sheet": sheet, "approval": sheet.approval, "text": text_of(sheet.to_fill())}
    return render(request, "score_sheet/copy.html", context)


def _open_sheet(request: HttpRequest, public_id: UUID) -> ScoreSheet:
    """Raises Http404 where it is not this person's draft, Refusal while nothing may be entered."""
    sheet = drafting.own_draft(request, ScoreSheet, public_id)
    if not sheet.approval.school_year.takes_work:
        raise RecordIsClosed
    closed = steps.closed_because(Step.SUBMIT, sheet)
    if closed:
        raise Refusal(closed)
    return sheet


def _ask(request: HttpRequest, sheet: ScoreSheet, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "sheet": sheet,
        "approval": sheet.approval,
        "columns": sheet.columns,
        "problems": refusal.problems if refusal else (),
        "text": request.POST.get("text", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "score_sheet/paste.html", context, status=status)


def _show(
    request: HttpRequest,
    sheet: ScoreSheet,
    carried: Carried,
    choices: Choices,
    refusal: Refusal | None = None,
) -> HttpResponse:
    table = choices.table_of(carried)
    compared, problems = _compared(sheet, table, choices)
    problems = [*(refusal.problems if refusal else ()), *problems]
    context: dict[str, Any] = {
        "sheet": sheet,
        "approval": sheet.approval,
        "compared": compared,
        "problems": list(dict.fromkeys(problems)),
        "tables": [each.name for each in carried.tables],
        "chosen_table": carried.tables.index(table),
        "choices": list(columns_to_choose(compared.layout, sheet.columns)),
        "token": token_of(carried, sheet.approval, author_of(request, sheet)),
    }
    status = refusal.status if refusal else 422 if problems or compared.problems else 200
    return render(request, "score_sheet/preview.html", context, status=status)


def _compared(
    sheet: ScoreSheet, table: IncomingTable, choices: Choices
) -> tuple[Comparison, Sequence[Problem]]:
    """As chosen; where that is refused, as it would be without a choice, and why."""
    try:
        return compare(table, sheet.to_fill(), choices.columns), ()
    except Refusal as why:
        return compare(table, sheet.to_fill()), why.problems
