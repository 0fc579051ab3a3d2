"""The pages of one request about personal data, and of asking about one's own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.door import may_do
from people.models import DataRequest
from people.pages import form_page, powers_of, staff_of, succeeded
from people.privacy import answering
from people.privacy.acts import HAND_OUT
from people.privacy.forms import AnswerForm, OwnRequestForm
from people.privacy.models import Asker
from people.privacy.processing import title_of
from people.privacy.seeing import request_for, steps_for
from people.privacy.states import STEPS


@require_http_methods(["GET", "HEAD", "POST"])
def own_request(request: HttpRequest) -> HttpResponse:
    form = OwnRequestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and succeeded(form, lambda: _enter(request, form)):
        return redirect("personal_data")
    intro = _("You ask about your own data; the clerk or a leader answers within two working days.")
    back = reverse("personal_data")
    title = _("A request about my own data")
    return form_page(request, form, title=title, intro=intro, button=_("Enter"), back=back)


def _enter(request: HttpRequest, form: OwnRequestForm) -> None:
    by, new = staff_of(request), form.request()
    new.staff, new.asked_by, new.relation = by, by.full_name, Asker.SELF
    new.asked_on, new.way = timezone.localdate(), DataRequest.Way.ELECTRONIC
    answering.enter(new, by)
    say_when(request, new)


def say_when(request: HttpRequest, new: DataRequest) -> None:
    messages.success(
        request,
        _("Entered as request no. %(number)d; the first answer is due on %(day)s.")
        % {"number": new.pk, "day": f"{new.due_on:%d/%m/%Y}"},
    )


@require_safe
def request_page(request: HttpRequest, asking: int) -> HttpResponse:
    return _page(request, request_for(powers_of(request), asking))


@require_POST
def request_step(request: HttpRequest, asking: int, move: str) -> HttpResponse:
    """One step; what was written stays on the page where it may not be."""
    powers = powers_of(request)
    found = request_for(powers, asking)
    if move not in STEPS:
        raise Http404
    if not may_do(STEPS[move].act, powers):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if succeeded(form, lambda: _take(request, move, found, form)):
        messages.success(request, _("Done: %s") % STEPS[move].button)
        return redirect(found)
    return _page(request, request_for(powers, asking), form)


def _take(request: HttpRequest, move: str, found: DataRequest, form: AnswerForm) -> None:
    typed = form.cleaned_data
    answering.take(move, found, staff_of(request), typed["text"], typed["until"])


def _page(request: HttpRequest, asked: DataRequest, form: AnswerForm | None = None) -> HttpResponse:
    powers = powers_of(request)
    # The sentence of the law stands ready where nothing else may be answered.
    law = answering.law_against(asked)
    context: dict[str, Any] = {
        "asked": asked,
        "category": title_of(asked.category),
        "notes": [
            (one, STEPS[one.step].act.label)
            for one in asked.notes.select_related("by", "acting_for")
        ],
        "form": form or AnswerForm(initial={"text": law}),
        "steps": steps_for(powers, asked),
        "law": law,
        "is_overdue": asked.is_open and asked.due_on < timezone.localdate(),
        "may_hand_out": asked.pupil and may_do(HAND_OUT, powers),
    }
    status = 422 if form else 200
    return render(request, "people/privacy/request.html", context, status=status)
