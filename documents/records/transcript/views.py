"""The pages of transcripts: how far each class is, and the own class as one sheet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from documents import archive, drafting
from documents.assessment.sheets import group_of
from documents.records.transcript import board
from documents.records.transcript.class_packages import PACK
from documents.records.transcript.class_year import ClassYear
from documents.records.transcript.digital import DigitalFile, lacks_of_school
from documents.records.transcript.drawing_up import draw_up, places_of
from documents.records.transcript.forms import ClassForm
from documents.records.transcript.gaps import lacks_earlier_years
from documents.records.transcript.models import Transcript
from people.attendance.closing import unclosed
from people.door import may_do
from people.models import SchoolClass
from people.pages import powers_of, tell
from people.refusals import Refusal
from workflows.record_page import visible
from workflows.states import Step


@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """Of a school year, class by class, how many there are in which state; below, by name."""
    shell, years = drafting.shell_for(request, Transcript), board.years_with_transcripts()
    year = board.year_among(years, request.GET.get("year", ""))
    rows = drafting.records_of(shell, Transcript).filter(school_year=year)
    chosen = board.class_of(year, request.GET.get("class", ""))
    if chosen:
        rows = rows.filter(school_class=chosen)
    context = {
        "years": years,
        "year": year,
        "own": board.own_classes(shell),
        "places": board.progress_of(year) if year and board.sees_all(shell) else [],
        "chosen": chosen,
        "may_pack": may_do(PACK, powers_of(request)),
        "page": drafting.page_of(rows.order_by("school_class__grade", "title", "pk"), request),
    }
    return render(request, "transcript/list.html", context)


@require_safe
def of_class(request: HttpRequest, school_class: int) -> HttpResponse:
    """The own class as one sheet: values, and what is missing with its place and its owner."""
    shell = drafting.shell_for(request, Transcript)
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    if of not in board.own_classes(shell):
        raise Http404
    return render(request, "transcript/form.html", _sheet(of))


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Draw up the transcripts of an own class; those there are take over what has changed."""
    shell = drafting.shell_for(request, Transcript)
    if request.method != "POST":
        return redirect("transcript:list")
    of = ClassForm(request.POST).class_among(board.own_classes(shell))
    if of is None:
        raise Http404
    try:
        number = draw_up(of, group_of(of), shell.staff)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        said = ngettext("%d transcript was drawn up.", "%d transcripts were drawn up.", number)
        messages.success(request, said % number)
        for sentence in board.growing_papers(of):
            messages.warning(request, sentence)
    return redirect("transcript:class", of.pk)


@require_safe
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A draft follows from elsewhere: its class's sheet says from where."""
    draft = drafting.own_draft(request, Transcript, public_id)
    return redirect("transcript:class", draft.approval.school_class_id)


def _sheet(of: SchoolClass) -> dict[str, Any]:
    class_year = ClassYear(of)
    places = places_of(class_year)
    to_draw_up = [place for place in places if place.transcript is None or place.is_stale]
    drafts = [place for place in places if place.is_draft and place.is_complete]
    return {
        "school_class": of,
        "book": class_year.book,
        "is_book_locked": class_year.is_book_locked,
        "is_book_outdated": class_year.is_book_outdated,
        "lines": [board.line_of(place, class_year) for place in places],
        "to_draw_up": len(to_draw_up),
        "ready": len(drafts) - sum(place.is_complete for place in to_draw_up),
        "open_months": unclosed(timezone.localdate()).filter(school_class=of).count(),
        "without_years": sum(lacks_earlier_years(place.facts) for place in places),
        "lacks": lacks_of_school(class_year.letterhead),
        "complete": sum(place.is_complete for place in places),
        "step": Step.SUBMIT,
    }


@require_safe
def digital_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The XML as it was issued, byte for byte; of a revision under way, the last one issued."""
    approval = visible(request, public_id)
    rows = DigitalFile.objects.filter(approval=approval, is_complete=True)
    file = rows.order_by("event").last()
    if file is None:
        raise Http404
    response = HttpResponse(archive.read(file.sha256), content_type="application/xml")
    name = f"hoc-ba-so-{public_id}-{file.revision}.xml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
