"""Download – sign elsewhere – upload: plain forms for people whose key is with them."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from documents import elsewhere
from people.body_limits import takes_files
from people.models import Staff
from people.refusals import Refusal
from workflows.forms import StepForm
from workflows.models import Approval, Event
from workflows.pages import shell_of
from workflows.record_page import visible
from workflows.states import Step
from workflows.views.record import answered, sent, show


@require_POST
def hand_out(request: HttpRequest, public_id: UUID, step: str) -> HttpResponse:
    """The file to be signed; that it was given out is written down, hence no GET."""
    approval, form = visible(request, public_id), StepForm(request.POST)
    if step not in Step.values:
        raise Http404
    try:
        seen = sent(form)["seen"]
        act = form.act(Step(step), shell_of(request).staff)
        data = elsewhere.hand_out(act, approval, seen=seen)
    except Refusal as refusal:
        return show(request, approval, refusal=refusal, tried=step)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{public_id}-{step}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@takes_files
@require_POST
def take_back(request: HttpRequest, public_id: UUID, step: str) -> HttpResponse:
    """Take the step with the file that comes back signed."""

    def take(form: StepForm, step: Step, staff: Staff, approval: Approval) -> Event:
        data, file = sent(form), request.FILES.get("file")
        upload = file.read(settings.SOKY_UPLOAD_BYTES + 1) if file else b""
        act = form.act(step, staff)
        return elsewhere.take(upload, act, approval, seen=data["seen"], key=data["key"])

    return answered(request, visible(request, public_id), step, take)
