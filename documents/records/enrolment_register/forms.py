"""Which intake year's register is to be drawn up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import IntakeRegister


class IntakeForm(forms.Form):
    intake = forms.ModelChoiceField(
        label=_("Intake year"),
        queryset=IntakeRegister.objects.all(),
        to_field_name="intake",
        empty_label=_("choose…"),
    )
