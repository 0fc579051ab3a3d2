"""The pages about one pupil's data: what was asked, what was handed out, a new request, a new copy."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.door import may_do
from people.models import Pupil, SchoolClass
from people.pages import form_page, powers_of, staff_of, succeeded
from people.privacy import answering
from people.privacy.acts import ENTER, HAND_OUT
from people.privacy.forms import CopyForm, FamilyRequestForm
from people.privacy.handing_out import hand_out
from people.privacy.processing import title_of
from people.privacy.request_views import say_when
from people.privacy.seeing import seen_by
from people.pupils.seeing import pupil_for

_ZIP = "application/zip"


@require_safe
def pupil_data(request: HttpRequest, pupil: UUID) -> HttpResponse:
    """For those who may enter a request; copies are seen by those who may hand one out."""
    powers = powers_of(request)
    found, _of = pupil_for(powers, pupil, ENTER)
    hands_out = may_do(HAND_OUT, powers)
    context = {
        "pupil": found,
        "requests": [(one, title_of(one.category)) for one in seen_by(powers).filter(pupil=found)],
        "copies": found.data_copies.select_related("by") if hands_out else [],
        "may_hand_out": hands_out,
        "today": timezone.localdate(),
    }
    return render(request, "people/privacy/pupil_data.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pupil_request(request: HttpRequest, pupil: UUID) -> HttpResponse:
    found, of = pupil_for(powers_of(request), pupil, ENTER)
    form = FamilyRequestForm(request.POST if request.method == "POST" else None, pupil=found)
    if form.is_bound and succeeded(form, lambda: _enter(request, form, found, of)):
        return redirect("pupil_data", pupil)
    return form_page(
        request,
        form,
        title=_("A request about a pupil's data"),
        subtitle=found.full_name,
        intro=_(
            "Write down what the family asks. Clerk or leaders answer within two working days."
        ),
        button=_("Enter"),
        back=reverse("pupil_data", args=[pupil]),
    )


def _enter(
    request: HttpRequest, form: FamilyRequestForm, pupil: Pupil, of: SchoolClass | None
) -> None:
    new = form.request()
    new.pupil = pupil
    answering.enter(new, staff_of(request), of.pk if of else None)
    say_when(request, new)


@require_http_methods(["GET", "HEAD", "POST"])
def pupil_copy(request: HttpRequest, pupil: UUID) -> HttpResponse:
    """Everything kept on the pupil as one file, made at this moment and kept nowhere."""
    powers = powers_of(request)
    whose, _of = pupil_for(powers, pupil)
    if not may_do(HAND_OUT, powers):
        raise PermissionDenied
    form = CopyForm(request.POST if request.method == "POST" else None, pupil=whose)
    files: list[bytes] = []
    if form.is_bound and succeeded(
        form, lambda: files.append(hand_out(form.copy(), staff_of(request)))
    ):
        return _copy_for_the_family(files[0])
    return form_page(
        request,
        form,
        title=_("A copy of everything kept on a pupil"),
        subtitle=whose.full_name,
        intro=_(
            "You get one file with a page to print and data for machines. It counts as a look at"
            " the protected data, and for whom it was made is written down."
        ),
        button=_("Make the copy"),
        back=reverse("pupil_data", args=[pupil]),
    )


def _copy_for_the_family(data: bytes) -> HttpResponse:
    name = f"du-lieu-hoc-sinh-{timezone.localdate():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=_ZIP, headers=headers)
