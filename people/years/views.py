"""The pages of the school's own data: names, sites, groups, subjects, years and their calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.models import (
    Holiday,
    Letterhead,
    SchoolClass,
    SchoolYear,
    Site,
    Subject,
    SubjectGroup,
)
from people.pages import for_act, form_page, staff_of, succeeded
from people.refusals import Problem, Refusal
from people.years import acts
from people.years.calendar import weeks_of
from people.years.forms import (
    Calendar,
    ClassesForm,
    ClassForm,
    GroupForm,
    HolidayForm,
    LetterheadForm,
    SiteForm,
    SubjectForm,
    YearForm,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of row that these pages add and change."""

    model: type[models.Model]
    form: type[forms.ModelForm[Any]]
    new: Any
    of_year: bool = False


TABLES = {
    "letterheads": Table(Letterhead, LetterheadForm, gettext_lazy("New letterhead")),
    "sites": Table(Site, SiteForm, gettext_lazy("New site")),
    "groups": Table(SubjectGroup, GroupForm, gettext_lazy("New group")),
    "subjects": Table(Subject, SubjectForm, gettext_lazy("New subject")),
    "holidays": Table(Holiday, HolidayForm, gettext_lazy("New holiday"), of_year=True),
    "classes": Table(SchoolClass, ClassForm, gettext_lazy("New class"), of_year=True),
}
_edit = for_act(acts.CHANGE_SCHOOL)


@require_safe
@_edit
def school(request: HttpRequest) -> HttpResponse:
    context = {
        "letterheads": Letterhead.objects.all(),
        "sites": Site.objects.all(),
        "groups": SubjectGroup.objects.all(),
        "subjects": Subject.objects.all(),
        "years": SchoolYear.objects.all(),
    }
    return render(request, "people/years/school.html", context)


def _table(name: str) -> Table:
    if name not in TABLES:
        raise Http404
    return TABLES[name]


@require_http_methods(["GET", "HEAD", "POST"])
@_edit
def add_row(request: HttpRequest, table: str) -> HttpResponse:
    kind = _table(table)
    if kind.of_year:
        raise Http404
    return _edit_row(request, kind, kind.model(), kind.new, reverse("school"))


@require_http_methods(["GET", "HEAD", "POST"])
@_edit
def add_row_of_year(request: HttpRequest, year: int, table: str) -> HttpResponse:
    kind, of = _table(table), get_object_or_404(SchoolYear, pk=year)
    if not kind.of_year:
        raise Http404
    row = kind.model(year=of)
    return _edit_row(request, kind, row, kind.new, reverse("year", args=[of.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@_edit
def change_row(request: HttpRequest, table: str, row: int) -> HttpResponse:
    kind = _table(table)
    found = get_object_or_404(kind.model, pk=row)
    of = getattr(found, "year_id", None)
    back = reverse("year", args=[of]) if of else reverse("school")
    return _edit_row(request, kind, found, str(found), back)


def _edit_row(
    request: HttpRequest, kind: Table, row: models.Model, title: Any, back: str
) -> HttpResponse:
    form = kind.form(request.POST if request.method == "POST" else None, instance=row)
    staff = staff_of(request)
    if "remove" in request.POST and row.pk:
        try:
            acts.remove_row(row, staff)
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, refusal.as_error())
    elif form.is_bound and succeeded(
        form, lambda: acts.save_row(form.instance, staff, form.changed_data)
    ):
        messages.success(request, _("Saved: %s") % form.instance)
        return redirect(back)
    removable = row.pk and kind.model in {Holiday, SchoolClass, Site, SubjectGroup}
    context = {"title": title, "button": _("Save"), "back": back, "removable": removable}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "people/years/row.html", {"form": form, **context}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_edit
def plan_year(request: HttpRequest) -> HttpResponse:
    form = YearForm(request.POST if request.method == "POST" else None)
    if form.is_bound and succeeded(form, lambda: acts.plan_year(form.instance, staff_of(request))):
        messages.success(request, _("The school year %s is planned.") % form.instance)
        return redirect("year", year=form.instance.pk)
    return form_page(
        request, form, title=_("New school year"), button=_("Plan it"), back=reverse("school")
    )


@require_safe
@_edit
def year(request: HttpRequest, year: int) -> HttpResponse:
    return _year_page(request, get_object_or_404(SchoolYear, pk=year))


@require_POST
@_edit
def add_classes(request: HttpRequest, year: int) -> HttpResponse:
    of, form = get_object_or_404(SchoolYear, pk=year), ClassesForm(request.POST)
    staff = staff_of(request)
    if succeeded(form, lambda: acts.add_classes(of, form.cleaned_data["names"], staff)):
        return redirect("year", year=of.pk)
    return _year_page(request, of, classes_form=form)


@require_POST
@_edit
def change_calendar(request: HttpRequest, year: int) -> HttpResponse:
    of = get_object_or_404(SchoolYear, pk=year)
    calendar = Calendar(of, request.POST)
    problems: Sequence[Problem] = ()
    if calendar.is_valid():
        try:
            acts.change_calendar(of, calendar.parts(), staff_of(request), calendar.changed())
            messages.success(request, _("The calendar is saved."))
            return redirect("year", year=of.pk)
        except Refusal as refusal:
            problems = refusal.problems
    return _year_page(request, of, calendar=calendar, problems=problems)


@require_POST
@_edit
def remove_year(request: HttpRequest, year: int) -> HttpResponse:
    of = get_object_or_404(SchoolYear, pk=year)
    try:
        acts.remove_year(of, staff_of(request))
    except Refusal as refusal:
        return _year_page(request, of, problems=refusal.problems)
    messages.success(request, _("Removed: %s") % of.name)
    return redirect("school")


def _year_page(
    request: HttpRequest,
    of: SchoolYear,
    calendar: Calendar | None = None,
    classes_form: ClassesForm | None = None,
    problems: Sequence[Problem] = (),
) -> HttpResponse:
    is_refused = bool(calendar or classes_form or problems)
    models.prefetch_related_objects([of], "terms", "holidays")
    context = {
        "year": of,
        "calendar": calendar or Calendar(of),
        "classes_form": classes_form or ClassesForm(),
        "classes": of.classes.select_related("site"),
        "holidays": of.holidays.all(),
        "weeks": len(weeks_of(of)),
        "is_removable": of.state == SchoolYear.State.PLANNED,
        "problems": problems,
    }
    return render(request, "people/years/year.html", context, status=422 if is_refused else 200)
