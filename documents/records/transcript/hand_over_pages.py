"""The page on which the office makes a pupil's hand-over file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from documents.records.transcript.hand_over import HAND_OVER, bag_for, contents_of
from people.models import Pupil
from people.pages import for_act, staff_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(HAND_OVER)
def hand_over(request: HttpRequest, pupil: UUID) -> HttpResponse:
    of = get_object_or_404(Pupil, public_id=pupil)
    if request.method != "POST":
        context = {"pupil": of, "contents": contents_of(of)}
        return render(request, "transcript/hand_over.html", context)
    response = HttpResponse(bag_for(of, staff_of(request)), content_type="application/zip")
    name = f"ban-giao-{of.ministry_code or of.public_id}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
