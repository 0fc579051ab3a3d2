"""Everybody's keys, for the records board and the principal: register, look before it counts, end."""

from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Protocol

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, dumps, loads
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import archive, signing
from documents.keys import shown
from documents.keys.forms import EndForm, PictureForm, RegistrationForm, ending_of
from documents.keys.own import drawn
from documents.models import Registration
from documents.signing import certificates, registrar
from documents.signing.certificates import Presented, facts_of
from documents.signing.kept_pictures import keep_picture
from people.body_limits import takes_files
from people.models import Staff
from people.pages import tell
from people.refusals import Refusal
from workflows.pages import shell_of

# Between looking and confirming: the certificate and the copy of evidence wait so long.
_SECONDS = 60 * 60
_PURPOSE = "documents.keys.board"


class View(Protocol):
    def __call__(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse: ...


def for_registrars(view: View) -> View:
    """Records board and principal, in person; nobody who only stands in for them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not registrar.may_register(shell_of(request).staff):
            raise PermissionDenied
        return view(request, *args, **named)

    return guarded


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the list."""

    staff: Staff
    registration: Registration | None
    ends_at: datetime | None

    @property
    def standing(self) -> str:
        return shown.standing(self.registration, self.ends_at)


@require_safe
@for_registrars
def page(request: HttpRequest) -> HttpResponse:
    return _show(request)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@for_registrars
def register(request: HttpRequest) -> HttpResponse:
    """Ask, show what it would be, and register it when that was confirmed."""
    by = shell_of(request).staff
    if "draft" in request.POST:
        return _confirm(request, by)
    if request.method != "POST":
        form = RegistrationForm(by=by, initial=request.GET.dict())
        return render(request, "documents/keys_register.html", {"form": form})
    form = RegistrationForm(request.POST, request.FILES, by=by)
    if form.is_valid():
        new, presented = form.registration(), form.cleaned_data["certificate"]
        try:
            registrar.examine(new, presented, by)
            return _look(request, new, presented, form.cleaned_data["evidence_file"])
        except Refusal as refusal:
            form.add_error(None, refusal.as_error())
    return render(request, "documents/keys_register.html", {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_registrars
def end(request: HttpRequest, registration: int) -> HttpResponse:
    row = get_object_or_404(Registration.objects.living().select_related("staff"), pk=registration)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        registrar.end(row, shell_of(request).staff, form.cleaned_data["reason"])
        messages.success(request, _("The key of %s is revoked.") % row.staff.full_name)
        return redirect("registrations")
    context = {"form": form, "card": shown.Card(row)}
    status = 422 if form.is_bound else 200
    return render(request, "documents/keys_end.html", context, status=status)


@require_safe
@for_registrars
def evidence(request: HttpRequest, registration: int) -> HttpResponse:
    """The copy of what was seen, to be kept by the browser, never opened on a page of ours."""
    row = get_object_or_404(Registration, pk=registration)
    try:
        data = archive.read(row.evidence_sha256)
    except archive.NotAsKept:
        raise Http404 from None
    response = HttpResponse(data, content_type="application/octet-stream")
    name = f"registration-{row.pk}.{ending_of(data)}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@takes_files
@require_POST
@for_registrars
def seal_picture(request: HttpRequest) -> HttpResponse:
    if "remove" in request.POST:
        keep_picture(None, shell_of(request).staff, is_seal=True)
        return redirect("registrations")
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form)
    keep_picture(form.cleaned_data["file"], shell_of(request).staff, is_seal=True)
    messages.success(request, _("So it will stand on paper."))
    return redirect("registrations")


@require_safe
@for_registrars
def seal_preview(request: HttpRequest) -> HttpResponse:
    return drawn(signing.picture_of(shell_of(request).staff, is_seal=True), is_seal=True)


def _show(request: HttpRequest, picture_form: PictureForm | None = None) -> HttpResponse:
    by, wanted = shell_of(request).staff, request.GET.get("show", "")
    lines = list(_lines())
    kinds = {"without": {"none", "unmade", "ended"}, "ending": {"ending", "ended"}}
    context = {
        "lines": [one for one in lines if one.standing in kinds.get(wanted, {one.standing})],
        "counts": {
            name: sum(one.standing in words for one in lines) for name, words in kinds.items()
        },
        "all": len(lines),
        "show": wanted,
        "seals": _seals(),
        "seal_picture": signing.picture_of(by, is_seal=True),
        "picture_form": picture_form or PictureForm(),
    }
    status = 422 if picture_form else 200
    return render(request, "documents/keys_registrations.html", context, status=status)


def _lines() -> list[Line]:
    """Everybody who works here, with the key registered for each."""
    rows = Registration.objects.living().filter(is_seal=False).with_end()
    known = {row.staff_id: row for row in rows.select_related("registered_by")}
    return [
        Line(person, row := known.get(person.pk), row.ends_at if row else None)
        for person in Staff.objects.filter(is_active=True)
    ]


def _seals() -> list[Line]:
    rows = Registration.objects.living().filter(is_seal=True).with_end()
    return [Line(row.staff, row, row.ends_at) for row in rows.select_related("staff")]


def _look(
    request: HttpRequest, new: Registration, presented: Presented | None, copy: bytes
) -> HttpResponse:
    """What is about to be registered, and a draft of it that only this person can confirm."""
    new.evidence_sha256 = archive.put(copy) if copy else ""
    draft = {
        **{name: getattr(new, name) for name in _CARRIED},
        "by": shell_of(request).staff.pk,
        "pem": presented.pem if presented else "",
    }
    context = {
        "new": new,
        "facts": facts_of(presented.certificate) if presented else None,
        "has_another_name": presented and registrar.has_another_name(new, presented),
        # Signed, so that nobody names a file of the archive that was never handed in here.
        "draft": dumps(draft, salt=_PURPOSE, compress=True),
    }
    return render(request, "documents/keys_confirm.html", context)


_CARRIED = (
    *("staff_id", "is_seal", "backend", "reference", "label"),
    *("evidence", "evidence_sha256"),
)


def _confirm(request: HttpRequest, by: Staff) -> HttpResponse:
    try:
        draft = loads(request.POST["draft"], salt=_PURPOSE, max_age=_SECONDS)
    except BadSignature:
        tell(
            request,
            Refusal(_("This page was open for too long. Please begin again."), "page_too_old"),
        )
        return redirect("registration_new")
    if draft.pop("by") != by.pk:
        raise PermissionDenied
    pem = draft.pop("pem").encode()
    try:
        presented = certificates.read(pem) if pem else None
        new = registrar.register(Registration(**draft), by, presented)
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("registrations")
    messages.success(request, _("The key of %s is registered.") % new.staff.full_name)
    return redirect("registrations")
