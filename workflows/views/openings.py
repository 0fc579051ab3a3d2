"""Openings of confirmed records: asking for cells, deciding, and what became of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.forms import DayField
from people.refusals import Refusal
from workflows import opening_ends, opening_requests, openings, steps
from workflows.forms import LONGEST
from workflows.loaded import Grant, StepRequest, load_record
from workflows.models import Approval, Opening
from workflows.opening_requests import may_ask, may_decide
from workflows.pages import Shell, shell_of
from workflows.permissions import is_drafter, may_see
from workflows.record import RecordCell
from workflows.record_page import visible
from workflows.refusals import Incomplete
from workflows.states import Step

# What is offered as the end of an opening, from the day it is granted.
_USUAL_DAYS = 2
_LINES = 50


@dataclass(frozen=True, slots=True)
class CellsOfLine:
    """A line of the record, to choose cells of it."""

    label: str
    cells: list[RecordCell]


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose the cells and say why."""
    approval, shell = visible(request, public_id), shell_of(request)
    if may_ask(approval, shell.staff, shell.roster) is None:
        raise Http404
    reason, chosen = request.POST.get("reason", "")[:LONGEST], request.POST.getlist("scope")
    if request.method != "POST":
        return _ask_page(request, approval)
    try:
        opening = opening_requests.ask(approval, chosen, reason, by=shell.staff)
    except Refusal as refusal:
        return _ask_page(request, approval, refusal, frozenset(chosen), reason)
    messages.success(request, _("Asked for. You will be told what was decided."))
    return redirect(opening)


def _ask_page(
    request: HttpRequest,
    approval: Approval,
    refusal: Refusal | None = None,
    chosen: frozenset[str] = frozenset(),
    reason: str = "",
) -> HttpResponse:
    now = Opening(approval=approval, revision=approval.revision, round=approval.round)
    lines = list(_lines(openings.cells_of(approval, openings.confirmed_before(now))))
    context = {
        "approval": approval,
        "is_withdrawal": approval.type.withdrawn_on_request,
        "lines": lines,
        "headings": [cell.column for cell in lines[0].cells] if lines else [],
        "problems": refusal.problems if refusal else (),
        "chosen": chosen,
        "reason": reason,
    }
    status = refusal.status if refusal else 200
    return render(request, "workflows/opening_ask.html", context, status=status)


def _lines(cells: Iterable[RecordCell]) -> Iterator[CellsOfLine]:
    # Two pupils of one name stay apart: the key begins with whose line it is.
    for _key, group in groupby(cells, key=lambda cell: cell.key.partition("-")[0]):
        of_line = list(group)
        yield CellsOfLine(of_line[0].line, of_line)


@require_safe
def all_openings(request: HttpRequest) -> HttpResponse:
    """For leaders all of them, for others those they asked for; what waits comes first."""
    shell = shell_of(request)
    rows = Opening.objects.select_related("approval__author", "asked_by", "decided_by")
    if not shell.is_auditor:
        rows = rows.filter(asked_by=shell.staff)
    rows = rows.filter(approval__erased_at=None).order_by("-pk")
    waiting = [each for each in _asked(rows) if may_decide(each, shell.staff, shell.roster)]
    context = {
        "waiting": waiting,
        "page": Paginator(rows, _LINES).get_page(request.GET.get("page")),
    }
    return render(request, "workflows/openings.html", context)


def _asked(rows: QuerySet[Opening]) -> QuerySet[Opening]:
    return rows.filter(outcome=Opening.Outcome.ASKED).order_by("asked_at", "pk")


@require_safe
def page(request: HttpRequest, opening: int) -> HttpResponse:
    return _show(request, _readable(request, opening))


def _readable(request: HttpRequest, number: int) -> Opening:
    shell = shell_of(request)
    rows = Opening.objects.select_related("approval__author", "asked_by", "decided_by")
    opening = get_object_or_404(rows, pk=number)
    opening_ends.close_if_lapsed(opening.approval)
    opening.refresh_from_db(fields=["outcome"])
    if not may_see(opening.approval, shell.staff, shell.roster):
        raise Http404
    return opening


def _show(request: HttpRequest, opening: Opening, refusal: Refusal | None = None) -> HttpResponse:
    shell, approval = shell_of(request), opening.approval
    drafts_it = is_drafter(approval, shell.staff.pk, shell.roster)
    record = load_record(approval).record if drafts_it and opening.is_granted else None
    today = timezone.localdate()
    context = {
        "opening": opening,
        "heading": _("Withdrawal of what was issued") if opening.is_withdrawal else _("Opening"),
        "approval": approval,
        "cells": openings.cells_opened(opening, record),
        "may_decide": may_decide(opening, shell.staff, shell.roster) is not None,
        "may_withdraw": opening.is_asked and opening.asked_by_id == shell.staff.pk,
        "may_end": opening.is_granted and drafts_it and not opening.is_withdrawal,
        "usual_day": f"{today + timedelta(days=_USUAL_DAYS):%d/%m/%Y}",
        "ends_on": request.POST.get("ends_on", ""),
        "last_day": today + opening_requests.LONGEST - timedelta(days=1),
        "problems": refusal.problems if refusal else (),
        "answer": request.POST.get("answer", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "workflows/opening.html", context, status=status)


@require_POST
def decide(request: HttpRequest, opening: int, act: str) -> HttpResponse:
    """Grant, refuse, take back, or end it before its end."""
    asked, shell = _readable(request, opening), shell_of(request)
    if act not in _ACTS:
        raise Http404
    try:
        said = _ACTS[act](request, asked, shell)
    except Refusal as refusal:
        return _show(request, _readable(request, opening), refusal)
    messages.success(request, said)
    return redirect(asked)


def _grant(request: HttpRequest, opening: Opening, shell: Shell) -> str:
    capacity = may_decide(opening, shell.staff, shell.roster)
    absent = capacity.acting_for if capacity else None
    acting_for = type(shell.staff).objects.get(pk=absent) if absent else None
    note = request.POST.get("answer", "")[:LONGEST].strip() or opening.reason
    is_withdrawal = opening.is_withdrawal
    ends_at = None if is_withdrawal else _end_of_day(request.POST.get("ends_on", ""))
    grant = Grant(opening.pk, ends_at)
    step = StepRequest(Step.UNLOCK, shell.staff, acting_for, note, grant=grant)
    steps.take(step, opening.approval, seen=opening.approval.version)
    if is_withdrawal:
        return _("Withdrawn: whoever checks it is told so from now on.")
    return _("Opened. It falls shut by itself at its end.")


def _end_of_day(text: str) -> datetime:
    try:
        day: date = DayField().clean(text)
    except ValidationError:
        said = _("Please choose a day within the next two weeks.")
        raise Incomplete(said, "bad_end", "ends_on") from None
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def _refuse(request: HttpRequest, opening: Opening, shell: Shell) -> str:
    answer = request.POST.get("answer", "")[:LONGEST]
    opening_requests.refuse(opening, answer, by=shell.staff)
    return _("Refused. Who asked is told why.")


def _withdraw(request: HttpRequest, opening: Opening, shell: Shell) -> str:
    opening_requests.withdraw(opening, by=shell.staff)
    return _("The request is taken back.")


def _end(request: HttpRequest, opening: Opening, shell: Shell) -> str:
    opening_ends.fall_shut(opening, by=shell.staff)
    return _("The opening has ended: what was confirmed before holds again.")


_ACTS: dict[str, Callable[[HttpRequest, Opening, Shell], str]] = {
    "grant": _grant,
    "refuse": _refuse,
    "withdraw": _withdraw,
    "end": _end,
}
