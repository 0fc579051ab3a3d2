"""What is typed and uploaded about keys; what is right about it is said by the signing itself."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Registration
from documents.signing import CannotSign, certificates
from documents.signing.certificates import Presented
from documents.signing.picture import BadPicture, Picture, read
from documents.signing.registration import Backend
from people.forms import LinesField, NfcField
from people.models import Staff

CERTIFICATE_BYTES = 100 * 1024
PICTURE_BYTES = 2 * 1024 * 1024
# Evidence is never bound into a record nor shown on a page: only handed out, to the board.
EVIDENCE = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


def pin_field(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "size": 12, "maxlength": 12}
    )
    return forms.CharField(label=label, widget=widget, max_length=12)


class NewPinForm(forms.Form):
    """A new PIN, typed twice: nobody could tell its owner what a slip of the finger was."""

    new_pin = pin_field(gettext_lazy("New PIN"))
    new_pin_again = pin_field(gettext_lazy("The new PIN once more"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len({data.get("new_pin"), data.get("new_pin_again")}) > 1:
            self.add_error(
                "new_pin_again",
                forms.ValidationError(_("The two PINs are not the same."), code="pins_differ"),
            )
        return data


class ChangePinForm(NewPinForm):
    pin = pin_field(gettext_lazy("PIN until now"))
    field_order = ("pin", "new_pin", "new_pin_again")


class PinForm(forms.Form):
    pin = pin_field(gettext_lazy("PIN of your signing key"))


class SureForm(forms.Form):
    """A tick that nobody makes by accident."""

    sure = forms.BooleanField(label=gettext_lazy("Yes, nobody shall sign with this key any more."))


class EndForm(SureForm):
    """The board says why, and its owner is told."""

    reason = NfcField(label=gettext_lazy("Reason"), max_length=300)
    field_order = ("reason", "sure")


class PictureForm(forms.Form):
    """A picture of a signature or a seal; without one the picture is taken away."""

    file = forms.FileField(
        label=gettext_lazy("Picture (PNG)"), widget=forms.FileInput(attrs={"accept": "image/png"})
    )

    def clean_file(self) -> Picture:
        try:
            return read(_content(self.cleaned_data["file"], PICTURE_BYTES))
        except BadPicture as bad:
            raise bad.as_error() from None


class RegistrationForm(forms.Form):
    """Whose key, of which kind, and what was seen; the certificate where the key lies elsewhere."""

    staff = forms.ModelChoiceField(Staff.objects.none(), label=gettext_lazy("Whose key"))
    is_seal = forms.BooleanField(
        label=gettext_lazy("This is the school's seal, kept by the clerk"), required=False
    )
    backend = forms.ChoiceField(
        label=gettext_lazy("Where the key lies"), widget=forms.RadioSelect, initial=Backend.OWN
    )
    reference = forms.CharField(
        label=gettext_lazy("Name of the token, or of the key at the service"),
        required=False,
        max_length=200,
    )
    label = forms.CharField(
        label=gettext_lazy("Name of the key on the token"), required=False, max_length=200
    )
    certificate = forms.FileField(
        label=gettext_lazy("File of the certificate"),
        required=False,
        help_text=gettext_lazy("PEM or DER, best with the authorities above it."),
    )
    evidence = LinesField(
        label=gettext_lazy("What you have seen"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=gettext_lazy("The identity paper, the number of the decision or minutes."),
    )
    evidence_file = forms.FileField(
        label=gettext_lazy("A copy of it (PDF or picture), if you like"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
    )

    def __init__(self, *args: Any, by: Staff, **options: Any) -> None:
        super().__init__(*args, **options)
        people = cast(forms.ModelChoiceField, self.fields["staff"])  # type: ignore[type-arg]
        people.empty_label = _("choose…")
        people.queryset = Staff.objects.filter(is_active=True).exclude(pk=by.pk)
        cast(forms.ChoiceField, self.fields["backend"]).choices = _kinds()

    def clean_certificate(self) -> Presented | None:
        file = self.cleaned_data["certificate"]
        if not file:
            return None
        try:
            return certificates.read(_content(file, CERTIFICATE_BYTES))
        except CannotSign as reason:
            raise reason.as_error() from None

    def clean_evidence_file(self) -> bytes:
        file = self.cleaned_data["evidence_file"]
        data = _content(file, settings.SOKY_UPLOAD_BYTES) if file else b""
        if data and not ending_of(data):
            raise forms.ValidationError(
                _("The copy must be a PDF file or a picture (PNG, JPEG)."),
                code="copy_of_other_kind",
            )
        return data

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted: dict[str, tuple[str, ...]] = {
            Backend.TOKEN: ("reference", "label", "certificate"),
            Backend.REMOTE: ("reference", "certificate"),
            Backend.ELSEWHERE: ("certificate",),
        }
        for name in wanted.get(str(data.get("backend")), ()):
            if name not in self.errors and not data.get(name):
                self.add_error(
                    name,
                    forms.ValidationError(
                        _("This is needed for a key of this kind."), code="required"
                    ),
                )
        return data

    def registration(self) -> Registration:
        """What is asked for, not kept yet."""
        names = ("staff", "is_seal", "backend", "reference", "label", "evidence")
        return Registration(**{name: self.cleaned_data[name] for name in names})


def ending_of(data: bytes) -> str:
    """By which ending a copy of evidence is handed out; nothing where it is no such copy."""
    return next((end for start, end in EVIDENCE.items() if data.startswith(start)), "")


def _kinds() -> list[tuple[str, Any]]:
    """Those that this server is set up for."""
    ready = {
        Backend.TOKEN: bool(settings.SOKY_PKCS11_LIBRARY),
        Backend.REMOTE: bool(settings.SOKY_CSC_URL),
    }
    return [(kind.value, kind.label) for kind in Backend if ready.get(kind, True)]


def _content(file: "UploadedFile[Any]", most: int) -> bytes:
    if (file.size or 0) > most:
        raise forms.ValidationError(
            _("This file is too large: %d kB are allowed.") % (most // 1024), code="file_too_large"
        )
    return bytes(file.read())
