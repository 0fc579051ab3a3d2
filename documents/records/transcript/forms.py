"""Of which class transcripts are to be drawn up, of which ones printed or packed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import NfcField
from people.models import SchoolClass, SchoolYear


class ClassForm(forms.Form):
    """Sent by the button above the class's sheet."""

    school_class = forms.IntegerField()

    def class_among(self, classes: Iterable[SchoolClass]) -> SchoolClass | None:
        """The one that was meant, of those that are this person's."""
        if not self.is_valid():
            return None
        wanted = self.cleaned_data["school_class"]
        return next((each for each in classes if each.pk == wanted), None)


class ClassesForm(forms.Form):
    """Whole classes of a year."""

    classes = forms.ModelMultipleChoiceField(
        SchoolClass.objects.none(),
        label=_("classes"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a class.")},
    )

    def __init__(self, data: Any, year: SchoolYear | None) -> None:
        super().__init__(data)
        classes = SchoolClass.objects.filter(year=year).select_related("year")
        self.fields["classes"].queryset = classes  # type: ignore[attr-defined] # it is such a field


class PrintForm(ClassesForm):
    """What they are printed for is written down."""

    reason = NfcField(label=_("what for"), max_length=300)


class PackForm(ClassesForm):
    """What opens the seal is no field: it is nowhere kept."""
