"""The pages of substitutions: who stands in for whom, asking, granting, refusing, ending."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.door import may_do
from people.models import Substitution, SubstitutionRequest
from people.pages import for_act, form_page, powers_of, staff_of, succeeded, tell
from people.powers import Powers
from people.refusals import Refusal
from people.staffing import acts
from people.staffing.forms import RefusalForm, SubstitutionForm

_LISTED = 100


def _sees_all(powers: Powers) -> bool:
    return may_do(acts.ASK_FOR_ANOTHER, powers)


@require_safe
def substitutions(request: HttpRequest) -> HttpResponse:
    """Everybody's for principal and board, one's own for everybody else."""
    staff, today = staff_of(request), timezone.localdate()
    mine = Q() if _sees_all(powers_of(request)) else Q(absent=staff) | Q(substitute=staff)
    rows = Substitution.objects.filter(mine).select_related("absent", "substitute", "granted_by")
    asked = SubstitutionRequest.objects.filter(mine, granted=None)
    context: dict[str, Any] = {
        "current": rows.filter(ends_on__gte=today).order_by("starts_on", "pk"),
        "past": rows.filter(ends_on__lt=today).order_by("-ends_on", "pk")[:_LISTED],
        "asked": asked.select_related("absent", "substitute", "asked_by")[:_LISTED],
        "may_grant": may_do(acts.GRANT, powers_of(request)),
        "today": today,
    }
    return render(request, "people/staffing/substitutions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def substitution_new(request: HttpRequest) -> HttpResponse:
    by = staff_of(request)
    form = SubstitutionForm(
        request.POST if request.method == "POST" else None,
        by=by,
        may_ask_for_others=_sees_all(powers_of(request)),
    )
    if form.is_bound and succeeded(form, lambda: acts.ask_for_substitution(form.instance, by)):
        messages.success(request, _("The principal has been asked."))
        return redirect("substitutions")
    return form_page(
        request,
        form,
        title=_("Ask for a substitution"),
        intro=_(
            "The substitute may do everything the absent person may, and each act shows for whom."
        ),
        button=_("Ask"),
        back=reverse("substitutions"),
    )


@require_POST
@for_act(acts.GRANT)
def substitution_grant(request: HttpRequest, asked: int) -> HttpResponse:
    row = get_object_or_404(SubstitutionRequest, pk=asked)
    try:
        acts.grant(row, staff_of(request))
        messages.success(request, _("Granted: %s") % row)
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("substitutions")


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(acts.REFUSE)
def substitution_refuse(request: HttpRequest, asked: int) -> HttpResponse:
    row = get_object_or_404(SubstitutionRequest, pk=asked)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    by = staff_of(request)
    if form.is_bound and succeeded(form, lambda: acts.refuse(row, form.cleaned_data["reason"], by)):
        return redirect("substitutions")
    context = {"title": _("Refuse a substitution"), "subtitle": str(row), "danger": True}
    back = reverse("substitutions")
    return form_page(request, form, button=_("Refuse"), back=back, **context)


@require_POST
@for_act(acts.END_SUBSTITUTION)
def substitution_end(request: HttpRequest, substitution: int) -> HttpResponse:
    row = get_object_or_404(Substitution, pk=substitution)
    acts.end_substitution(row, staff_of(request))
    messages.success(request, _("Ended: %s") % row)
    return redirect("substitutions")
