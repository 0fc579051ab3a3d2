"""The page on which a class is measured."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.door import may_do
from people.measuring.acts import MEASURE, Sheet, measure
from people.measuring.forms import DayForm, SizesForm
from people.models import SchoolClass
from people.pages import powers_of, staff_of, succeeded
from people.years.running import last_day_of


@require_http_methods(["GET", "HEAD", "POST"])
def class_sizes(request: HttpRequest, school_class: int) -> HttpResponse:
    if not may_do(MEASURE, powers_of(request), (school_class,)):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    asked = DayForm(request.POST if request.method == "POST" else request.GET or None)
    on = asked.cleaned_data["on"] if asked.is_bound and asked.is_valid() else last_day_of(of.year)
    sheet = Sheet(of, on)
    form = SizesForm(request.POST if request.method == "POST" else None, sheet)
    if form.is_bound and asked.is_valid():
        by = staff_of(request)
        if succeeded(form, lambda: measure(of, on, form.sizes(), by, seen=form.seen())):
            messages.success(request, _("Height and weight of %s are saved.") % of)
            return redirect(f"{reverse('class_sizes', args=[of.pk])}?on={on:%d/%m/%Y}")
    context = {"form": form, "asked": asked, "sheet": sheet, "school_class": of, "on": on}
    status = 422 if form.errors or asked.errors else 200
    return render(request, "people/measuring/class.html", context, status=status)
