"""My key: make it, change its PIN, renew it, revoke it, and the picture of my signature."""

import io
import zlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe
from PIL import Image

from documents import signing
from documents.keys import shown
from documents.keys.forms import ChangePinForm, NewPinForm, PictureForm, PinForm, SureForm
from documents.models import Registration
from documents.signing import keys, registrar
from documents.signing.kept_pictures import keep_picture
from documents.signing.picture import BLUE, RED, Picture
from documents.signing.registration import Backend
from people.body_limits import takes_files
from people.refusals import Refusal
from workflows.pages import shell_of

SECRETS = ("pin", "new_pin", "new_pin_again")
FORMS: dict[str, type[forms.Form]] = {
    "make": NewPinForm,
    "change": ChangePinForm,
    "renew": PinForm,
    "revoke": SureForm,
}
Data = dict[str, Any]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return _show(request)


@sensitive_post_parameters(*SECRETS)
@require_POST
def make(request: HttpRequest, registration: int) -> HttpResponse:
    """The key comes into being with the PIN that its owner chooses here."""

    @sensitive_variables()
    def act(row: Registration, data: Data) -> str:
        keys.make(row, data["new_pin"])
        return _("Your key is made. From now on you sign with this PIN; nobody else knows it.")

    return _act(request, registration, "make", act)


@sensitive_post_parameters(*SECRETS)
@require_POST
def change_pin(request: HttpRequest, registration: int) -> HttpResponse:
    @sensitive_variables()
    def act(row: Registration, data: Data) -> str:
        keys.change_pin(row, data["pin"], data["new_pin"])
        return _("The new PIN holds from now on.")

    return _act(request, registration, "change", act)


@sensitive_post_parameters(*SECRETS)
@require_POST
def renew(request: HttpRequest, registration: int) -> HttpResponse:
    @sensitive_variables()
    def act(row: Registration, data: Data) -> str:
        keys.renew(row, data["pin"])
        return _("Your key is renewed; the PIN is the same.")

    return _act(request, registration, "renew", act)


@require_POST
def revoke(request: HttpRequest, registration: int) -> HttpResponse:
    """At once and without a PIN: it may be the PIN that is lost."""
    row = _own(request, registration)
    form = _form("revoke", row, request.POST)
    if not form.is_valid():
        return _show(request, (row, "revoke", form))
    registrar.end(row, row.staff, _("Revoked by its owner: lost, or somebody knows the PIN."))
    messages.success(request, _("The key is revoked. Ask the records board for a new one."))
    return redirect("keys")


@takes_files
@require_POST
def picture(request: HttpRequest) -> HttpResponse:
    """Put in the picture of the own signature, or take it away."""
    if "remove" in request.POST:
        keep_picture(None, shell_of(request).staff)
        return redirect("keys")
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, picture_form=form)
    keep_picture(form.cleaned_data["file"], shell_of(request).staff)
    messages.success(request, _("So it will stand on paper."))
    return redirect("keys")


@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    return drawn(signing.picture_of(shell_of(request).staff))


def drawn(kept: Picture | None, *, is_seal: bool = False) -> HttpResponse:
    """The picture in the colour in which it prints. Raises Http404 where there is none."""
    if kept is None:
        raise Http404
    ink = Image.frombytes("L", (kept.width, kept.height), zlib.decompress(kept.ink))
    image = Image.new("RGB", ink.size, RED if is_seal else BLUE)
    image.putalpha(ink)
    file = io.BytesIO()
    image.save(file, "PNG")
    return HttpResponse(file.getvalue(), content_type="image/png")


def _own(request: HttpRequest, registration: int) -> Registration:
    mine = Registration.objects.living().filter(staff=shell_of(request).staff)
    return get_object_or_404(mine.select_related("staff"), pk=registration)


def _act(
    request: HttpRequest, registration: int, name: str, act: Callable[[Registration, Data], str]
) -> HttpResponse:
    """Do it and say so, or show the page again with what is wrong at its field."""
    row = _own(request, registration)
    if row.backend != Backend.OWN:
        raise Http404
    form = _form(name, row, request.POST)
    if form.is_valid():
        try:
            messages.success(request, act(row, form.cleaned_data))
            return redirect("keys")
        except Refusal as refusal:
            at = refusal.field if refusal.field in form.fields else next(iter(form.fields))
            form.add_error(at, refusal.as_error())
    return _show(request, (row, name, form))


@sensitive_variables("data")
def _form(name: str, row: Registration, data: Any = None) -> forms.Form:
    """With names of its own for each key: a clerk has two on the page."""
    return FORMS[name](data, auto_id=f"id_{name}_{row.pk}_%s")


def _show(
    request: HttpRequest,
    tried: tuple[Registration, str, forms.Form] | None = None,
    picture_form: PictureForm | None = None,
) -> HttpResponse:
    """The page; what was tried in vain stands open on it, with its reason."""
    staff = shell_of(request).staff
    panels: list[dict[str, Any]] = [
        {"card": card, **{name: _form(name, card.registration) for name in FORMS}}
        for card in shown.cards_of(staff)
    ]
    for panel in panels:
        if tried and panel["card"].registration == tried[0]:
            panel |= {tried[1]: tried[2], "tried": tried[1]}
    context = {
        "panels": panels,
        "picture": signing.picture_of(staff),
        "picture_form": picture_form or PictureForm(),
    }
    status = 422 if tried or picture_form else 200
    return render(request, "documents/keys.html", context, status=status)
