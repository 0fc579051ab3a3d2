"""The audit trail: who did what, when, to which record; and whether the chain holds."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from people.models import Staff
from workflows import checkpoints, story
from workflows.models import Event
from workflows.pages import shell_of

PAGE = 50
FILTERS = ("who", "what", "since", "until", "q")


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Check the whole chain now, against every checkpoint kept here."""
    return _show(request, {"verified_at": timezone.now(), "found": checkpoints.first_break()})


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
        "people": Staff.objects.order_by("full_name"),
        "kinds": story.kinds(),
        **(more or {}),
    }
    return render(request, "workflows/audit.html", context)


def _filtered(asked: dict[str, str]) -> QuerySet[Event]:
    events = Event.objects.prefetch_related("remarks")
    if asked["who"].isdigit():
        events = events.filter(by=int(asked["who"]))
    if asked["what"]:
        events = events.filter(kind=asked["what"])
    if since := _day(asked["since"]):
        events = events.filter(at__gte=_midnight(since))
    if until := _day(asked["until"]):
        events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
    if asked["q"]:
        events = events.filter(approval__title__icontains=asked["q"])
    return events


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
