"""The pages for the whole school: requests, the register of processing, who looked."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.door import may_do
from people.imports.sheets import spreadsheet
from people.models import DataRequest
from people.pages import for_act, powers_of, staff_of
from people.privacy import acts, readings
from people.privacy.processing import in_force, title_of
from people.privacy.seeing import seen_by, sees_requests
from people.years.running import letterhead_on

_LISTED = 50
_OPEN = (DataRequest.State.ENTERED, DataRequest.State.ANSWERED)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """Requests: everybody's for clerk and leaders, for others those they entered."""
    powers, today = powers_of(request), timezone.localdate()
    rows = seen_by(powers)
    is_open = request.GET.get("show") != "all"
    counts = rows.aggregate(
        open=Count("pk", filter=Q(state__in=_OPEN)),
        overdue=Count("pk", filter=Q(state__in=_OPEN, due_on__lt=today)),
        all=Count("pk"),
    )
    shown = rows.filter(state__in=_OPEN).order_by("due_on", "pk") if is_open else rows
    page = Paginator(shown, _LISTED).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(one, title_of(one.category)) for one in page],
        "counts": counts,
        "is_open": is_open,
        "today": today,
        "sees_requests": sees_requests(powers),
        "sees_readings": may_do(acts.SEE_READINGS, powers),
        "may_enter": may_do(acts.ENTER, powers),
    }
    return render(request, "people/privacy/personal_data.html", context)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Everybody who works here may know what is kept and why."""
    return render(request, "people/privacy/register.html", {"categories": in_force()})


@require_safe
def register_print(request: HttpRequest) -> HttpResponse:
    context = {
        "categories": in_force(),
        "school": letterhead_on(),
        "today": timezone.localdate(),
    }
    return render(request, "people/privacy/register_print.html", context)


@require_safe
def register_export(_request: HttpRequest) -> HttpResponse:
    headings = (
        _("Whose data"),
        _("Kind of data"),
        _("Data"),
        _("Purpose"),
        _("Legal ground"),
        _("Where from"),
        _("Who reads"),
        _("Given to"),
        _("Kept for"),
        _("Safeguards"),
        _("Since"),
    )
    rows = [
        (
            *(one.subjects, str(one.title), str(one.data), str(one.purpose), str(one.ground)),
            *(str(one.source), ", ".join(one.read_by), str(one.given_to), str(one.retention)),
            *(str(one.safeguards), one.since),
        )
        for one in in_force()
    ]
    data = spreadsheet({_("Register of processing"): (headings, rows)})
    return _file(data, f"ho-so-xu-ly-du-lieu-{timezone.localdate():%Y-%m-%d}.xlsx")


@require_safe
@for_act(acts.SEE_READINGS)
def looked(request: HttpRequest) -> HttpResponse:
    """Who looked at whose protected facts, when, and what for."""
    wanted = readings.Filter.of(request.GET)
    page = Paginator(readings.readings(wanted), _LISTED).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wanted": wanted,
        "people": readings.readers(),
        "months": readings.months(),
    }
    return render(request, "people/privacy/readings.html", context)


@require_POST
@for_act(acts.EXPORT_READINGS)
def looked_export(request: HttpRequest) -> HttpResponse:
    data = readings.taken_out(readings.Filter.of(request.POST), staff_of(request))
    return _file(data, f"nhat-ky-xem-du-lieu-{timezone.localdate():%Y-%m-%d}.xlsx")


def _file(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=_XLSX, headers=headers)
