"""The pages of gradebooks: those of one's own class, and how far all classes have come."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from documents import drafting
from documents.assessment.sheets import group_of
from documents.records.gradebook import board, form
from documents.records.gradebook.forms import BookForm
from documents.records.gradebook.models import Gradebook
from documents.records.gradebook.supplements import explained
from people.models import AssessmentPeriod
from people.pages import tell
from people.refusals import Refusal
from workflows import steps
from workflows.pages import Shell


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The own class, period by period, with whom it waits for; below, what else may be read."""
    shell = drafting.shell_for(request, Gradebook)
    year = drafting.working_year()
    own = list(
        board.places_of(board.own_classes(shell, year), list(year.periods.order_by("opens_on")))
    )
    begun = [place.book.pk for place in own if place.book]
    others = drafting.records_of(shell, Gradebook).exclude(pk__in=begun).order_by("-updated_at")
    context = {
        "own": own,
        "page": drafting.page_of(others, request),
        "sees_progress": shell.is_auditor,
    }
    return render(request, "gradebook/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Draw up the book of a class and a period; where there is one already, go to it."""
    shell, year = drafting.shell_for(request, Gradebook), drafting.working_year()
    if request.method != "POST":
        return redirect("gradebook:list")
    places = board.places_of(board.own_classes(shell, year), list(year.periods.all()))
    place = BookForm(request.POST).place_among(places)
    if place is None:
        raise Http404
    return _begin(request, shell, place)


def _begin(request: HttpRequest, shell: Shell, place: board.BookPlace) -> HttpResponse:
    if place.book:
        return redirect(place.book.get_absolute_url())
    book = Gradebook()
    try:
        steps.open_approval(
            book,
            by=shell.staff,
            school_year=place.school_class.year,
            school_class=place.school_class,
            group=group_of(place.school_class),
            period=place.period,
        )
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("gradebook:list")
    except IntegrityError:  # a colleague at the same post was quicker by a moment
        return redirect("gradebook:list")
    return redirect(book.get_edit_url())


@require_safe
def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What would be closed now: what still stands against it, and the rows as on paper."""
    book = drafting.own_draft(request, Gradebook, public_id)
    context = {
        "record": book,
        "approval": book.approval,
        "problems": book.problems(),
        "decided": [row for row in book.summary.rows if row.decision],
        "explained": explained(book.summary.rows),
        **form.of(book.summary, book.school_class.grade, book.period),
    }
    return render(request, "gradebook/form.html", context)


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """For the leaders: class by class, which sheets are confirmed, begun, missing; and the books."""
    shell = drafting.shell_for(request, Gradebook)
    if not shell.is_auditor:
        raise PermissionDenied
    year = drafting.working_year()
    periods = list(year.periods.order_by("opens_on"))
    period = _chosen(request, periods)
    classes = list(board.classes_of(year))
    places = list(board.places_of(classes, [period])) if period else []
    late = {each for place in places for sheet in place.open_sheets for each in sheet.teachers}
    has_opened = period is not None and period.opens_on <= timezone.localdate()
    context = {
        "periods": periods,
        "period": period,
        "places": places,
        "late": len(late) if has_opened else 0,
    }
    return render(request, "gradebook/progress.html", context)


def _chosen(request: HttpRequest, periods: Sequence[AssessmentPeriod]) -> AssessmentPeriod | None:
    """The one asked for, else the last that has opened, else the first."""
    wanted, today = request.GET.get("period", ""), timezone.localdate()
    for period in periods:
        if str(period.pk) == wanted:
            return period
    begun = [period for period in periods if period.opens_on <= today]
    return begun[-1] if begun else next(iter(periods), None)
