"""The pages of staff, their duties and the assignment of teaching."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.door import may_do
from people.models import Assignment, Duty, SchoolYear, Staff, Suspension
from people.offices import APPOINTED
from people.pages import for_act, form_page, powers_of, staff_of, succeeded
from people.refusals import Problem, Refusal
from people.staffing import acts
from people.staffing.forms import DutyForm, EndForm, StaffForm
from people.staffing.gaps import gaps_of
from people.staffing.grid import Grid
from people.staffing.teaching import ASSIGN_TEACHING, assign, effective_from

GRADES = range(1, 6)
_READERS = (acts.CHANGE_STAFF, acts.GIVE_DUTY)


@require_safe
@for_act(*_READERS)
def staff_list(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "working")
    suspended = Exists(Suspension.objects.filter(staff=OuterRef("pk"), ended_at=None))
    works_here = Q(is_active=True) | suspended
    rows = Staff.objects.filter(~works_here if show == "left" else works_here)
    rows = rows.select_related("group")
    return render(request, "people/staffing/staff.html", {"rows": rows, "show": show})


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(acts.CHANGE_STAFF)
def staff_new(request: HttpRequest) -> HttpResponse:
    return _edit_staff(request, Staff(), _("New staff member"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(acts.CHANGE_STAFF)
def staff_member(request: HttpRequest, staff: int) -> HttpResponse:
    found = get_object_or_404(Staff, pk=staff)
    return _edit_staff(request, found, found.full_name)


def _edit_staff(request: HttpRequest, row: Staff, title: str) -> HttpResponse:
    form = StaffForm(request.POST if request.method == "POST" else None, instance=row)
    by = staff_of(request)

    def save() -> None:
        if form.instance.pk:
            acts.change_staff(form.instance, form.changed_data, by)
        else:
            acts.add_staff(form.instance, by)

    if form.is_bound and succeeded(form, save):
        messages.success(request, _("Saved: %s") % form.instance)
        return redirect("staff")
    return form_page(request, form, title=title, button=_("Save"), back=reverse("staff"))


@require_safe
@for_act(*_READERS)
def duties(request: HttpRequest) -> HttpResponse:
    """Who leads, who keeps the books, by which decision; the records board with its tasks."""
    today = timezone.localdate()
    current = (
        Assignment.objects.filter(duty__in=APPOINTED)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .select_related("staff", "group")
        .order_by("starts_on", "pk")
    )
    order = {duty: place for place, duty in enumerate(APPOINTED)}
    rows = sorted(current, key=lambda row: (order[Duty(row.duty)], str(row.group or "")))
    context = {
        "rows": [row for row in rows if row.duty != Duty.RECORDS_BOARD],
        "board": [row for row in rows if row.duty == Duty.RECORDS_BOARD],
        "today": today,
        "may_give": may_do(acts.GIVE_DUTY, powers_of(request)),
    }
    return render(request, "people/staffing/duties.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(acts.GIVE_DUTY)
def duty_new(request: HttpRequest) -> HttpResponse:
    form = DutyForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    by = staff_of(request)
    if form.is_bound and succeeded(form, lambda: acts.give_duty(form.instance, by)):
        messages.success(request, _("Given: %s") % form.instance)
        return redirect("duties")
    return form_page(
        request, form, title=_("Give a duty"), button=_("Give it"), back=reverse("duties")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(acts.END_DUTY)
def duty_end(request: HttpRequest, assignment: int) -> HttpResponse:
    row = get_object_or_404(
        Assignment.objects.select_related("staff"), pk=assignment, duty__in=APPOINTED
    )
    form = EndForm(
        request.POST if request.method == "POST" else None,
        initial={"last_day": timezone.localdate()},
    )
    by = staff_of(request)
    if form.is_bound and succeeded(
        form, lambda: acts.end_duty(row, form.cleaned_data["last_day"], by)
    ):
        messages.success(request, _("Ended: %s") % row)
        return redirect("duties")
    context = {"title": _("End a duty"), "subtitle": str(row), "danger": True}
    return form_page(request, form, button=_("End it"), back=reverse("duties"), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(ASSIGN_TEACHING)
def teaching(request: HttpRequest, year: int, grade: int) -> HttpResponse:
    of = get_object_or_404(SchoolYear, pk=year)
    if grade not in GRADES:
        raise Http404
    typed = request.POST.dict() if request.method == "POST" else None
    grid = Grid(of, grade, staff_of(request), typed)
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        problems = _assign(request, of, grid)
        if not problems:
            return redirect("teaching", year=of.pk, grade=grade)
    context = {
        "year": of,
        "grade": grade,
        "grades": GRADES,
        "grid": grid,
        "since": effective_from(of),
        "problems": problems,
    }
    status = 422 if problems else 200
    return render(request, "people/staffing/teaching.html", context, status=status)


def _assign(request: HttpRequest, year: SchoolYear, grid: Grid) -> Sequence[Problem]:
    """Save what was changed in the grid, all of it or nothing; why not."""
    wanted = grid.wanted()
    if grid.errors:
        return [box.error for box in grid.errors if box.error]
    try:
        changed = assign(year, wanted, staff_of(request), seen=grid.seen())
    except Refusal as refusal:
        return refusal.problems
    saved = _("Saved; %d places changed.") % changed
    messages.success(request, saved if changed else _("Nothing to save."))
    return ()


@require_safe
@for_act(ASSIGN_TEACHING)
def gaps(request: HttpRequest, year: int) -> HttpResponse:
    of = get_object_or_404(SchoolYear, pk=year)
    context = {"year": of, "gaps": gaps_of(of)}
    return render(request, "people/staffing/gaps.html", context)
