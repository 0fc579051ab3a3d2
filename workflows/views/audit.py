"""The audit trail: who did what, when, to which record; and whether the chain holds."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from people.digits import is_number
from people.forms import DayField
from people.models import Staff
from people.searching import holding
from workflows import checkpoints, consistency, outside, story
from workflows.models import Event
from workflows.pages import shell_of
from workflows.states import State

PAGE = 50
# A draft that was never submitted is its author's alone: it is told of, but not by its title.
PRIVATE = Q(approval__state=State.DRAFT, approval__revision=1, approval__round=1)
FILTERS = ("who", "what", "since", "until", "q")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Check the whole chain now, and whether the records are what it says."""
    found = checkpoints.first_break()
    return _show(
        request,
        {
            "verified_at": timezone.now(),
            "found": found,
            "contradictions": [] if found else consistency.new_contradictions(),
        },
    )


def _show(request: HttpRequest, more: dict[str, Any] | None = None) -> HttpResponse:
    if not shell_of(request).is_auditor:
        raise PermissionDenied
    chosen = {name: request.GET.get(name, "").strip() for name in FILTERS}
    events = _filtered(chosen).select_related("by", "acting_for", "approval")
    rows = Paginator(events.order_by("-sequence"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": rows,
        "told": list(story.tell(rows)),
        "chosen": chosen,
        "people": Staff.objects.all(),
        "kinds": story.kinds(),
        "outside": outside.look(),
        **(more or {}),
    }
    return render(request, "workflows/audit.html", context)


def _filtered(asked: dict[str, str]) -> QuerySet[Event]:
    events = Event.objects.prefetch_related("remarks")
    if is_number(asked["who"]):
        events = events.filter(by=int(asked["who"]))
    if asked["what"]:
        events = events.filter(kind=asked["what"])
    if since := _day(asked["since"]):
        events = events.filter(at__gte=_midnight(since))
    if until := _day(asked["until"]):
        events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
    if asked["q"]:
        events = events.filter(holding(asked["q"], "approval__title")).exclude(PRIVATE)
    return events


def _day(text: str) -> date | None:
    try:
        day = DayField(required=False).clean(text)
    except ValidationError:
        return None
    return day if day and 2000 <= day.year <= 2999 else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
