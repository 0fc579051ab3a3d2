"""The page on which the school answers what the sources leave open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents import drafting
from documents.assessment.answers import acts
from documents.assessment.answers.forms import AnswersForm
from documents.assessment.answers.models import SchoolAnswers
from people.pages import for_act, form_page, seen_on, staff_of, succeeded


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(acts.ANSWER)
def answers(request: HttpRequest) -> HttpResponse:
    year = drafting.working_year()
    stored = acts.stored_for(year)
    form = AnswersForm(request.POST or None, instance=stored or SchoolAnswers(year=year))
    before, by, seen = acts.seen_of(stored), staff_of(request), request.POST.get("seen", "")
    if form.is_bound and succeeded(
        form, lambda: acts.answer(form.save(commit=False), by, seen=seen)
    ):
        messages.success(request, _("Saved."))
        return redirect("assessment_answers")
    context = {
        "title": _("What the circular leaves open"),
        "subtitle": str(year),
        "intro": _(
            "Law and ministry are silent here, or disagree. The school decides; sheets and results of this"
            " year follow from then on. What is signed stays as it is."
        ),
        "button": _("Save"),
        "back": reverse("inbox"),
        "seen": seen_on(form, before),
    }
    return form_page(request, form, **context)
