"""The pages on which somebody leaves the school, and is taken on again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.models import Assignment, Staff
from people.pages import for_act, form_page, staff_of, succeeded
from people.staffing import leaving
from people.staffing.forms import LeavingForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(leaving.LEAVE)
def staff_leave(request: HttpRequest, staff: int) -> HttpResponse:
    person, today = get_object_or_404(Staff, pk=staff), timezone.localdate()
    form = LeavingForm(
        request.POST if request.method == "POST" else None, initial={"last_day": today}
    )
    if form.is_bound and succeeded(
        form, lambda: leaving.leave(person, **form.cleaned_data, by=staff_of(request))
    ):
        messages.success(request, _("%s works here no longer.") % person.full_name)
        return redirect("account_of", person.pk)
    return form_page(
        request,
        form,
        title=_("Works here no longer"),
        subtitle=person.full_name,
        intro=_what_ends(person),
        button=_("Works here no longer"),
        danger=True,
        back=reverse("account_of", args=[person.pk]),
    )


def _what_ends(person: Staff) -> str:
    ending = [_named(row) for row in leaving.duties_until(person, timezone.localdate())]
    account = _("Nobody signs in by this account any more; the signing key is ended by the board.")
    if not ending:
        return account
    return _("With the last day end: %s.") % "; ".join(ending) + " " + account


def _named(row: Assignment) -> str:
    """As "Subject teacher 3A, Toán"."""
    duty = " ".join(
        str(part) for part in (row.get_duty_display(), row.school_class, row.group) if part
    )
    return f"{duty}, {row.subject}" if row.subject else duty


@require_POST
@for_act(leaving.TAKE_ON_AGAIN)
def staff_return(request: HttpRequest, staff: int) -> HttpResponse:
    person = get_object_or_404(Staff, pk=staff)
    leaving.take_on_again(person, staff_of(request))
    messages.success(request, _("%s works here again. Give the duties anew.") % person.full_name)
    return redirect("account_of", person.pk)
