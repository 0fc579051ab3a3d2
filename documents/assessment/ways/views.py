"""The pages on which it is seen and recorded how the pupils of a class are assessed."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.assessment.ways import acts
from documents.assessment.ways.forms import WayForm
from people.door import may_do
from people.models import Pupil, SchoolClass
from people.movements.enrolments import pupils_in
from people.pages import form_page, powers_of, seen_on, staff_of, succeeded


@require_safe
def of_class(request: HttpRequest, school_class: int) -> HttpResponse:
    """Each pupil with the way; leaders record it from here."""
    powers = powers_of(request)
    if not may_do(acts.SEE_WAYS, powers, (school_class,)):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    pupils = list(pupils_in(of, min(timezone.localdate(), of.year.ends_on)))
    ways = acts.ways_of([pupil.pk for pupil in pupils], of.year, of.year.ends_on)
    context = {
        "school_class": of,
        "rows": [(pupil, ways.get(pupil.pk)) for pupil in pupils],
        "may_set": may_do(acts.SET_WAY, powers),
    }
    return render(request, "assessment/ways.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def of_pupil(request: HttpRequest, school_class: int, pupil: UUID) -> HttpResponse:
    """Record how this pupil of the class is assessed, with the decision."""
    if not may_do(acts.SET_WAY, powers_of(request)):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    there = pupils_in(of, min(timezone.localdate(), of.year.ends_on))
    child: Pupil | None = there.filter(public_id=pupil).first()
    if child is None:
        raise Http404
    way = acts.way_of(child, of.year)
    stored = acts.seen_of(way)
    form = WayForm(request.POST or None, instance=way, grade=of.grade)
    by, seen = staff_of(request), request.POST.get("seen", "")
    if form.is_bound and succeeded(form, lambda: acts.set_way(form.instance, by, seen=seen)):
        messages.success(request, _("Recorded for %s.") % child.full_name)
        return redirect("ways_of_class", of.pk)
    context = {
        "title": _("Way of assessment"),
        "subtitle": f"{child.full_name}, {of}, {of.year}",
        "intro": _("A decision of the school; teachers find it on their sheets from that day on."),
        "button": _("Save"),
        "back": reverse("ways_of_class", args=[of.pk]),
        "seen": seen_on(form, stored),
    }
    return form_page(request, form, **context)
