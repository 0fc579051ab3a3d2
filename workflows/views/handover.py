"""Handing a draft over: one's own, or that of somebody who cannot go on with it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from people.models import Staff
from people.offices import LEADERSHIP
from people.pages import form_page
from people.refusals import Refusal
from workflows import handover
from workflows.models import Approval
from workflows.pages import shell_of

_INTRO = gettext_noop(
    "Who takes it over writes it on, submits it and answers for it. The story of the record says"
    " who handed it to whom."
)


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        label=gettext_lazy("To whom"),
        queryset=Staff.objects.none(),
        empty_label=gettext_lazy("choose…"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, approval: Approval, is_own: bool) -> None:
        super().__init__(*args)
        self.fields["to"].queryset = handover.candidates(approval)  # type: ignore[attr-defined]
        self.fields["reason"].required = not is_own


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shell = shell_of(request)
    approval = get_object_or_404(
        Approval.objects.select_related("author", "school_year"), public_id=public_id
    )
    if handover.capacity_for(approval, shell.staff, shell.roster) is None:
        raise Http404
    is_own = approval.author_id == shell.staff.pk
    form = HandOverForm(request.POST or None, approval=approval, is_own=is_own)
    if form.is_valid() and _succeeds(form, approval, shell.staff):
        words = {"title": approval.title, "who": form.cleaned_data["to"].called}
        messages.success(request, _("“%(title)s” is with %(who)s now.") % words)
        return redirect("inbox" if is_own else "left_behind")
    context = {
        "title": _("Hand over a draft"),
        "subtitle": approval.title,
        "intro": _(_INTRO),
        "button": _("Hand over"),
        "back": approval.get_absolute_url() if is_own else reverse("left_behind"),
    }
    return form_page(request, form, **context)


def _succeeds(form: HandOverForm, approval: Approval, by: Staff) -> bool:
    try:
        handover.hand_over(approval, by=by, **form.cleaned_data)
    except Refusal as refusal:
        for problem in refusal.problems:
            form.add_error(problem.field or None, problem.as_error())
        return False
    return True


@require_safe
def left_behind(request: HttpRequest) -> HttpResponse:
    """Drafts whose author works here no longer, for those who may hand them over."""
    shell = shell_of(request)
    if not shell.powers.posts(LEADERSHIP):
        raise PermissionDenied
    drafts = handover.left_behind().select_related("author", "school_class")
    context = {"drafts": drafts.order_by("author__name_key", "pk")}
    return render(request, "workflows/left_behind.html", context)
