"""The story of the results of a sheet: read, answered, printed as an annex."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents import drafting, rendering
from documents.assessment import changes as changes_of_cells
from documents.assessment import story
from documents.assessment.models import CellChange, ChangeReview
from documents.assessment.reviews import acts
from documents.assessment.story import ChangeOfCell
from documents.records.score_sheet import board
from people.door import may_do
from people.pages import powers_of, staff_of, tell
from people.refusals import Refusal
from people.years.running import letterhead_on
from workflows.models import Approval
from workflows.record_page import visible

_LONGEST, _LINES = 2000, 100


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """A change that deserves a look, with what was said to it."""

    change: ChangeOfCell
    review: ChangeReview | None


@require_safe
def page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every change of every cell, for whoever may read the sheet; what deserves a look comes first."""
    approval = _sheet(request, public_id)
    changes = story.of(approval)
    shows_all = request.GET.get("show", "") == "all"
    listed = changes if shows_all else [each for each in changes if not each.is_first_entry]
    context = {
        **_context(approval, changes),
        "page": drafting.page_of(listed, request, _LINES),
        "shows_all": shows_all,
        "may_review": may_do(acts.REVIEW, powers_of(request)),
        "me": staff_of(request),
    }
    return render(request, "score_sheet/story.html", context)


def _sheet(request: HttpRequest, public_id: UUID) -> Approval:
    approval = visible(request, public_id)
    if approval.record_type != board.TYPE:
        raise Http404
    return approval


def _context(approval: Approval, changes: Sequence[ChangeOfCell]) -> dict[str, Any]:
    sheet = approval.record
    sheet.approval = approval
    reviews = acts.reviews_of(approval)
    return {
        "approval": approval,
        "titles": {column.code: column.title for column in sheet.columns},
        "pointed_out": [
            ReviewedChange(each, reviews.get(each.number)) for each in changes if each.hints
        ],
        "is_whole": changes_of_cells.first_break(approval.pk) is None,
    }


@require_safe
def annex(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same on paper: what was changed, what deserves a look, what was answered."""
    approval = _sheet(request, public_id)
    changes = story.of(approval)
    context = {
        **_context(approval, changes),
        "changes": [each for each in changes if not each.is_first_entry],
        "school": letterhead_on().lines(),
        "now": timezone.localtime(),
        "by": staff_of(request).full_name,
    }
    pdf = rendering.render("score_sheet/annex/print.html", context).pdf
    disposition = {"Content-Disposition": 'inline; filename="cau-chuyen-cua-diem.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=disposition)


@require_POST
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Seen, in order: one or all that nobody has answered yet; or please explain."""
    approval = _sheet(request, public_id)
    if not may_do(acts.REVIEW, powers_of(request)):
        raise Http404
    question = request.POST.get("question", "")[:_LONGEST]
    chosen, by = _chosen(approval, request.POST.getlist("change")), staff_of(request)
    try:
        if "ask" in request.POST:
            for each in chosen:
                acts.ask(each, question, by=by)
        else:
            acts.seen(chosen, by=by)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Saved."))
    return redirect(reverse("score_sheet:story", args=[public_id]))


def _chosen(approval: Approval, numbers: Iterable[str]) -> list[CellChange]:
    wanted = [int(each) for each in numbers if each.isdecimal()]
    rows = CellChange.objects.filter(approval=approval, pk__in=wanted, review=None)
    chosen = list(rows.select_related("approval", "change_set__by"))
    if not chosen:
        raise Http404
    return chosen


@require_POST
def explain(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """By whom it was asked of."""
    approval, text = _sheet(request, public_id), request.POST.get("explanation", "")[:_LONGEST]
    number = request.POST.get("review", "")
    rows = ChangeReview.objects.filter(approval=approval, asked_of=staff_of(request))
    inquiry = get_object_or_404(
        rows.select_related("change", "approval", "by"),
        pk=int(number) if number.isdecimal() else 0,
    )
    try:
        acts.explain(inquiry, text, by=staff_of(request))
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Saved."))
    return redirect(reverse("score_sheet:story", args=[public_id]))
