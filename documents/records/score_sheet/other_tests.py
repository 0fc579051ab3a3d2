"""The pages of another test: proposed from the sheet, decided by a leader, listed for both."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import drafting
from documents.assessment.another_tests import acts
from documents.assessment.another_tests.models import AnotherTest
from documents.assessment.columns import MARK
from documents.records.score_sheet.models import ScoreSheet
from people.door import may_do
from people.forms import LinesField
from people.models import Pupil
from people.pages import form_page, powers_of, staff_of, succeeded, tell
from people.refusals import Refusal

_LONGEST, _LISTED = 2000, 50
_INTRO = gettext_noop(
    "Where the mark of a test that ends a term is out of the ordinary, the school may let the"
    " pupil sit another one (Circular 27/2020, article 7). The first mark stays; the last counts."
)


class ProposalForm(forms.Form):
    pupil = forms.ModelChoiceField(
        label=gettext_lazy("Pupil"),
        queryset=Pupil.objects.none(),
        empty_label=gettext_lazy("choose…"),
    )
    reason = LinesField(
        label=gettext_lazy("What is out of the ordinary in the first mark"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, sheet: ScoreSheet) -> None:
        super().__init__(*args)
        marked = [line.pupil for line in sheet.lines if MARK in line.values]
        field: Any = self.fields["pupil"]
        field.queryset = Pupil.objects.filter(pk__in=marked)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """From the own sheet, for a pupil who has a first mark."""
    sheet = drafting.own_draft(request, ScoreSheet, public_id)
    code = sheet.subject_code
    if not acts.is_possible(sheet.approval, code):
        raise Http404
    form, by = ProposalForm(request.POST or None, sheet=sheet), staff_of(request)

    def do() -> None:
        given = form.cleaned_data
        acts.propose(sheet.approval, code, given["pupil"].pk, given["reason"], by=by)

    if form.is_bound and succeeded(form, do):
        messages.success(request, _("Proposed. You will be told what was decided."))
        return redirect(sheet.get_edit_url())
    context = {
        "title": _("Propose another test"),
        "subtitle": sheet.approval.title,
        "intro": _(_INTRO),
        "button": _("Propose"),
        "back": sheet.get_edit_url(),
    }
    return form_page(request, form, **context)


@require_safe
def other_tests(request: HttpRequest) -> HttpResponse:
    """Everybody's for leaders, the own ones for who proposed them."""
    powers = powers_of(request)
    rows = AnotherTest.objects.select_related("approval", "pupil", "proposed_by", "decided_by")
    if not may_do(acts.DECIDE, powers):
        rows = rows.filter(proposed_by=powers.staff)
    page = Paginator(rows, _LISTED).get_page(request.GET.get("page"))
    listed = [(row, acts.may_decide(row, powers)) for row in page.object_list]
    context = {"page": page, "rows": listed}
    return render(request, "score_sheet/other_tests.html", context)


@require_POST
def decide(request: HttpRequest, test: int) -> HttpResponse:
    """Agree, or say why not."""
    powers = powers_of(request)
    if not may_do(acts.DECIDE, powers):
        raise Http404
    proposal = get_object_or_404(AnotherTest.objects.select_related("approval"), pk=test)
    answer = request.POST.get("answer", "")[:_LONGEST]
    try:
        acts.decide(proposal, agreed="agree" in request.POST, answer=answer, by=staff_of(request))
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Decided."))
    return redirect(reverse("score_sheet:other_tests"))
