"""The page on which the earlier school years of a class are entered."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.door import may_do
from people.earlier_years.acts import ENTER, Sheet, enter
from people.earlier_years.forms import EarlierYearsForm
from people.models import SchoolClass
from people.names import nfc
from people.pages import powers_of, staff_of, succeeded

_LONGEST = 10


@require_http_methods(["GET", "HEAD", "POST"])
def earlier_years(request: HttpRequest, school_class: int) -> HttpResponse:
    if not may_do(ENTER, powers_of(request), (school_class,)):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    sheet = Sheet(of)
    data = request.POST if request.method == "POST" else None
    form = EarlierYearsForm(data, sheet, usual=_usual(request, sheet))
    if form.is_bound and succeeded(form, lambda: _enter(form, of, request)):
        messages.success(request, _("The earlier school years of %s are saved.") % of)
        return redirect("earlier_years", of.pk)
    context: dict[str, Any] = {"form": form, "sheet": sheet, "school_class": of}
    return render(
        request,
        "people/earlier_years/class.html",
        {**context, "usual": _usual(request, sheet)},
        status=422 if form.errors else 200,
    )


def _enter(form: EarlierYearsForm, of: SchoolClass, request: HttpRequest) -> None:
    enter(of, form.typed(), staff_of(request), seen=form.seen())


def _usual(request: HttpRequest, sheet: Sheet) -> dict[str, str]:
    """The class in which most of them were, to be put into the empty cells and looked at before saving."""
    return {
        year: text
        for year in sheet.years
        if (text := nfc(request.GET.get(f"usual-{year[:4]}", ""))[:_LONGEST])
    }
