"""How dates and names are typed in this room."""

import re
import unicodedata
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from people.imports.legacy import looks_legacy
from people.names import nfc

DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")

Row = TypeVar("Row", bound=Model)
# Signs that stand in sentences, as in 39°C, 20 m², §3; between letters they are of an old font.
_SIGNS = re.compile(r"(?<=\d)[°²³§©®±µ·×÷]|[«»°²³½¼¾·©®±×÷§](?![^\W\d_])")
# Anybody's life, and any plan; other years are slips, and lead beyond what a calendar can count.
_YEARS = range(1900, 2101)


class DayField(forms.DateField):
    """A day as it is written here, 05/09/2026; plain text, because a date picker fights the keyboard."""

    def __init__(self, **options: Any) -> None:
        attrs = {"placeholder": "05/09/2026", "inputmode": "numeric", "size": 11, "maxlength": 10}
        widget = forms.DateInput(format="%d/%m/%Y", attrs={**attrs, "autocomplete": "off"})
        super().__init__(**{"widget": widget, "input_formats": DAY_FORMATS, **options})

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value.year not in _YEARS:
            of = {"first": _YEARS.start, "last": _YEARS.stop - 1}
            raise forms.ValidationError(
                _("The year must lie between %(first)d and %(last)d."), params=of
            )


class NfcField(forms.CharField):
    """One line of text, composed and with single spaces, however it was typed or pasted."""

    def to_python(self, value: Any) -> Any:
        return nfc(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if looks_legacy(_SIGNS.sub(" ", value)):
            sentence = _("“%(said)s” was typed for an old font (TCVN3, VNI). Please type it anew.")
            raise forms.ValidationError(sentence, params={"said": value[:40]})


class LinesField(forms.CharField):
    """Several lines of text, each composed; blanks and empty lines stay as they were typed."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return unicodedata.normalize("NFC", super().to_python(value) or "")


class SeenForm(forms.ModelForm[Row]):
    """Sends along what stood on the page: `changed_data` are the fields that this person changed.

    What somebody else saved meanwhile in the others stays.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.show_hidden_initial = self.instance.pk is not None


def typed_here(field: Any, **options: Any) -> Any:
    """For a form of a model: days and lines of text as this room types them."""
    kind = field.get_internal_type()
    if kind == "DateField":
        return field.formfield(form_class=DayField, **options)
    if kind == "CharField" and not field.choices:
        return field.formfield(form_class=NfcField, **options)
    if kind == "TextField":
        return field.formfield(form_class=LinesField, **options)
    return field.formfield(**options)
