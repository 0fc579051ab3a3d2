"""The pages of attendance: a class on a day, a class in a month, all classes at a glance."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.attendance import closing, taking
from people.attendance.acts import TAKE
from people.attendance.closing import close
from people.attendance.day_page import chosen, is_whole, lines_of
from people.attendance.day_sheet import DaySheet
from people.attendance.marks import EXCUSED, UNEXCUSED, in_words, is_excused, legend
from people.attendance.month_sheet import MonthSheet
from people.attendance.overview import Overview, of_the_running_year
from people.attendance.seeing import attended_class, attended_classes
from people.attendance.taking import needs_reason, take
from people.attendance.teaching_days import TeachingDays, month_of, months_of
from people.models import Absence, AttendanceMonth, LateCorrection, SchoolClass
from people.names import nfc
from people.pages import powers_of, staff_of
from people.refusals import Problem, Refusal


@require_safe
def today(request: HttpRequest, school_class: int) -> HttpResponse:
    """To today, or to the last teaching day before."""
    of = attended_class(powers_of(request), school_class)
    day = TeachingDays(of.year).latest(timezone.localdate()) or of.year.starts_on
    return redirect("attendance_day", of.pk, day)


@require_http_methods(["GET", "HEAD", "POST"])
def one_day(request: HttpRequest, school_class: int, on: date) -> HttpResponse:
    of = attended_class(powers_of(request), school_class)
    if not of.year.starts_on <= on <= of.year.ends_on:
        raise Http404
    if request.method != "POST":
        return _day_page(request, DaySheet(of, on))
    sheet = DaySheet(of, on)
    if not is_whole(sheet, request.POST):
        return _day_page(
            request,
            sheet,
            problems=[Problem(_("The page did not arrive whole."), "page_cut_off")],
            status=422,
        )
    marks = chosen(sheet, request.POST.dict())
    seen, reason = request.POST.get("seen", ""), nfc(request.POST.get("reason", ""))
    try:
        changed = take(of, on, marks, staff_of(request), seen=seen, reason=reason)
    except Refusal as refusal:
        problems, status = refusal.problems, refusal.status
        return _day_page(request, DaySheet(of, on), marks, problems=problems, status=status)
    messages.success(request, _told(of, marks) if changed else _("Nothing was to be changed."))
    return redirect("attendance_day", of.pk, on)


def _told(of: SchoolClass, marks: dict[int, str]) -> str:
    excused = sum(is_excused(mark) for mark in marks.values())
    unexcused = len(marks) - excused
    facts = {"school_class": of, "excused": excused, "unexcused": unexcused}
    if not marks:
        return _("Attendance of %(school_class)s: everybody is here.") % facts
    return (
        _(
            "Attendance of %(school_class)s: %(excused)d absent with permission, %(unexcused)d without."
        )
        % facts
    )


def _day_page(
    request: HttpRequest,
    sheet: DaySheet,
    typed: dict[int, str] | None = None,
    *,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        **_facts_of(sheet),
        "lines": lines_of(sheet, typed),
        "problems": problems,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "people/attendance/day.html", context, status=status)


def _facts_of(sheet: DaySheet) -> dict[str, Any]:
    of, on, now = sheet.school_class, sheet.on, timezone.localdate()
    days = TeachingDays(of.year)
    before, after = days.beside(on, until=now)
    return {
        "sheet": sheet,
        "school_class": of,
        "on": on,
        "hindrances": list(taking.hindrances(of.year, on, days)),
        "is_late": needs_reason(sheet),
        "is_past": on < now,
        "parts": Absence.Part.choices if of.year.sessions_a_day > 1 else [],
        "before": before,
        "after": after,
        "corrections": _corrections(of, on),
        "month": month_of(on),
    }


def _corrections(of: SchoolClass, on: date) -> list[tuple[LateCorrection, str, str]]:
    """Each with what stood there before and after, in words."""
    rows = LateCorrection.objects.filter(roll_call__school_class=of, roll_call__on=on)
    rows = rows.select_related("pupil", "by", "acting_for")
    return [(row, in_words(row.before), in_words(row.after)) for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
def one_month(request: HttpRequest, school_class: int, month: date) -> HttpResponse:
    of = attended_class(powers_of(request), school_class)
    row = closing.month_row(of.pk, month)
    if not month_of(of.year.starts_on) <= month <= of.year.ends_on:
        raise Http404
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            close(of, month, staff_of(request), seen=request.POST.get("seen", ""))
        except Refusal as refusal:
            problems = refusal.problems
        else:
            messages.success(request, _("Closed: %s") % f"{month:%m/%Y}")
            return redirect("attendance_month", of.pk, month)
    return _month_page(request, MonthSheet(of, month), row, problems)


def _month_page(
    request: HttpRequest,
    sheet: MonthSheet,
    row: AttendanceMonth | None,
    problems: Sequence[Problem],
) -> HttpResponse:
    of, missing = sheet.school_class, len(sheet.missing)
    context: dict[str, Any] = {
        "sheet": sheet,
        "school_class": of,
        "month": sheet.month,
        "months": months_of(of.year, timezone.localdate()),
        "problems": problems,
        "hindrances": list(closing.hindrances(sheet, row)),
        "standing": closing.standing(row, is_over=sheet.is_over, missing=missing),
        "due_on": closing.due_on(sheet.month),
        "today": timezone.localdate(),
        "closings": row.closings.select_related("by", "acting_for") if row else [],
        "legend": legend(of.year.sessions_a_day),
        "letters": (EXCUSED, UNEXCUSED),
    }
    status = 422 if problems else 200
    return render(request, "people/attendance/month.html", context, status=status)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How far the classes are: all of them for leaders, one's own for a homeroom teacher."""
    if not powers_of(request).posts(TAKE.may):
        raise PermissionDenied
    classes = of_the_running_year(attended_classes(powers_of(request)))
    context = _at_a_glance(request, classes) if classes else {"year": None}
    return render(request, "people/attendance/overview.html", context)


def _at_a_glance(request: HttpRequest, classes: list[SchoolClass]) -> dict[str, Any]:
    year, now = classes[0].year, timezone.localdate()
    days = TeachingDays(year)
    asked = _asked_day(request) or now
    day = days.latest(min(asked, now)) or year.starts_on
    seen = Overview(classes, day, days)
    listed, (before, after) = seen.today(), days.beside(day, until=now)
    return {
        "year": year,
        "day": day,
        "today": now,
        "before": before,
        "after": after,
        "classes": listed,
        "called": sum(one.roll_call is not None for one in listed),
        "to_call": sum(one.pupils > 0 for one in listed),
        "excused": sum(one.excused for one in listed),
        "unexcused": sum(one.unexcused for one in listed),
    }


def _asked_day(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:
        return None
