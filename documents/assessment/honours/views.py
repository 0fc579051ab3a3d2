"""The page of a class's honours."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.assessment.honours import acts
from documents.assessment.honours.forms import PraiseForm, RecognitionsForm
from documents.assessment.honours.models import Praise
from people.digits import is_number
from people.door import may_do
from people.models import Pupil, SchoolClass
from people.movements.enrolments import pupils_in
from people.pages import powers_of, staff_of, succeeded, tell
from people.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def of_class(request: HttpRequest, school_class: int) -> HttpResponse:
    """Recognised by the class, and praised during the year; each part is a form of its own."""
    powers, place = powers_of(request), (school_class,)
    if not may_do(acts.SEE, powers, place):
        raise PermissionDenied
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    pupils = list(pupils_in(of, min(timezone.localdate(), of.year.ends_on)))
    which = request.POST.get("which", "")
    recognitions = _recognitions(request, of, pupils)
    praise = PraiseForm(request.POST if which == "praise" else None, school_class=of, pupils=pupils)
    if request.method == "POST" and _is_done(request, of, recognitions, praise):
        messages.success(request, _("Saved."))
        return redirect("honours_of_class", of.pk)
    context = {
        "school_class": of,
        "recognitions": recognitions,
        "praise": praise,
        "praises": acts.praises_of(of),
        "may_recognise": may_do(acts.RECOGNISE, powers, place),
        "may_praise": may_do(acts.PRAISE, powers, place),
    }
    status = 422 if recognitions.errors or praise.errors else 200
    return render(request, "assessment/honours.html", context, status=status)


def _recognitions(request: HttpRequest, of: SchoolClass, pupils: list[Pupil]) -> RecognitionsForm:
    stored = acts.recognitions_of(of)
    is_sent = request.POST.get("which") == "recognitions"
    now = {pupil: each.in_what for pupil, each in stored.items()}
    form = RecognitionsForm(
        request.POST if is_sent else None, grade=of.grade, pupils=pupils, now=now
    )
    form.fields["agreed_on"].initial = max(
        (each.agreed_on for each in stored.values()), default=None
    )
    return form


def _is_done(
    request: HttpRequest, of: SchoolClass, recognitions: RecognitionsForm, praise: PraiseForm
) -> bool:
    by = staff_of(request)
    if recognitions.is_bound:
        return succeeded(
            recognitions,
            lambda: acts.recognise(
                of, recognitions.cleaned_data["agreed_on"], recognitions.in_what(), by
            ),
        )
    if praise.is_bound:
        return succeeded(praise, lambda: acts.praise(praise.instance, by))
    return _is_withdrawn(request, of)


def _is_withdrawn(request: HttpRequest, of: SchoolClass) -> bool:
    number = request.POST.get("withdraw", "")
    if not is_number(number):
        raise Http404
    row = get_object_or_404(Praise, pk=int(number), school_class=of)
    try:
        acts.withdraw(row, staff_of(request))
    except Refusal as refusal:
        tell(request, refusal)
        return False
    return True
