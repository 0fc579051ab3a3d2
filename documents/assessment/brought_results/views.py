"""The pages of what pupils of a class bring from other schools."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.assessment.brought_results import acts
from documents.assessment.brought_results.acts import ElsewhereThen
from documents.assessment.brought_results.forms import BroughtForm
from documents.assessment.terms import Period
from people.door import may_do
from people.models import SchoolClass
from people.pages import form_page, powers_of, seen_on, staff_of, succeeded


@require_safe
def of_class(request: HttpRequest, school_class: int) -> HttpResponse:
    """Who came during the year, and each period that had ended by then."""
    powers = powers_of(request)
    if not may_do(acts.SEE, powers, (school_class,)):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    then = acts.elsewhere_then(of)
    brought = acts.brought_to((each.pupil.pk for each in then), (each.period.pk for each in then))
    context = {
        "school_class": of,
        "rows": [(each, brought.get((each.pupil.pk, each.period.pk))) for each in then],
        "may_enter": may_do(acts.ENTER, powers, (school_class,)),
    }
    return render(request, "assessment/brought.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def of_pupil(request: HttpRequest, school_class: int, pupil: UUID, period: int) -> HttpResponse:
    """Type what stands on the other school's papers."""
    if not may_do(acts.ENTER, powers_of(request), (school_class,)):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    then = _then(of, pupil, period)
    row = acts.brought_to([then.pupil.pk], [period]).get((then.pupil.pk, period))
    now = row.values if row else {}
    form = BroughtForm(
        request.POST or None, grade=of.grade, period=Period(then.period.moment), now=now
    )
    by, seen = staff_of(request), request.POST.get("seen", "")
    if form.is_bound and succeeded(
        form, lambda: acts.enter(of, then, form.values(), by, seen=seen)
    ):
        messages.success(request, _("Recorded for %s.") % then.pupil.full_name)
        return redirect("brought_to_class", of.pk)
    context = {**_words(of, then), "seen": seen_on(form, acts.seen_of(row))}
    return form_page(request, form, **context)


def _then(of: SchoolClass, pupil: UUID, period: int) -> ElsewhereThen:
    for each in acts.elsewhere_then(of):
        if (each.pupil.public_id, each.period.pk) == (pupil, period):
            return each
    raise Http404


def _words(of: SchoolClass, then: ElsewhereThen) -> dict[str, str]:
    said = _("Given by %s: type what stands on its papers, and leave the rest empty.")
    return {
        "title": _("Results of another school"),
        "subtitle": f"{then.pupil.full_name}, {then.period.get_moment_display()}",
        "intro": said % then.arrival.other_school,
        "button": _("Save"),
        "back": reverse("brought_to_class", args=[of.pk]),
    }
