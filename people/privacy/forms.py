"""What is typed about a request on personal data, its answer, and a copy that is handed out."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.forms import DayField, LinesField, NfcField
from people.models import DataCopy, DataRequest, Guardian, Pupil
from people.privacy.models import Asker
from people.privacy.processing import PUPILS, STAFF, choices

_LONGEST = 2000
_OF_FAMILIES = [one for one in Asker.choices if one[0] != Asker.SELF]


class OwnRequestForm(forms.Form):
    """Somebody asks about the own data."""

    whose = STAFF
    kind = forms.ChoiceField(label=gettext_lazy("What is asked"), choices=DataRequest.Kind.choices)
    category = forms.ChoiceField(label=gettext_lazy("Which data"))
    what = LinesField(
        label=gettext_lazy("In the words of who asks"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["category"].choices = choices(self.whose)  # type: ignore[attr-defined]

    def request(self) -> DataRequest:
        return DataRequest(**self.cleaned_data)


class FamilyRequestForm(OwnRequestForm):
    """Somebody of the school writes down what a family asks."""

    whose = PUPILS
    asked_by = NfcField(label=gettext_lazy("Who asks"), max_length=120)
    relation = forms.ChoiceField(label=gettext_lazy("In which relation"), choices=_OF_FAMILIES)
    asked_on = DayField(label=gettext_lazy("Asked on"))
    way = forms.ChoiceField(label=gettext_lazy("By which way"), choices=DataRequest.Way.choices)

    field_order = ("asked_by", "relation", "asked_on", "way", "kind", "category", "what")

    def __init__(self, data: Any = None, *, pupil: Pupil) -> None:
        initial = {"asked_on": timezone.localdate(), **_likely(pupil)}
        super().__init__(data, initial=initial)


def _likely(pupil: Pupil) -> dict[str, str]:
    """Somebody of the family, where one is known."""
    first = pupil.guardians.first()
    return {"asked_by": first.full_name, "relation": first.relation} if first else {}


class AnswerForm(forms.Form):
    text = LinesField(
        label=gettext_lazy("What you answer"),
        max_length=_LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("In plain words: the outcome, and with a refusal the reason."),
    )
    until = DayField(
        label=gettext_lazy("With a first answer: settled by"),
        required=False,
        help_text=gettext_lazy("Empty means ten working days."),
    )

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("The day lies in the past."))
        return until


class CopyForm(forms.Form):
    """For whom the copy is, and why; whoever hands it out has seen who it is."""

    guardian = forms.ChoiceField(label=gettext_lazy("For whom"), widget=forms.RadioSelect)
    other = NfcField(
        label=gettext_lazy("Somebody else: full name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Only with a written authorization of a guardian."),
    )
    reason = NfcField(label=gettext_lazy("Reason"), max_length=300)
    is_known = forms.BooleanField(
        label=gettext_lazy("I have seen who this is, and the authorization where one is needed."),
    )

    def __init__(self, data: Any = None, *, pupil: Pupil) -> None:
        self.pupil = pupil
        self.family = {str(one.pk): one for one in pupil.guardians.all()}
        super().__init__(data)
        known = [(key, _of(one)) for key, one in self.family.items()]
        field: Any = self.fields["guardian"]
        field.choices = [*known, ("other", _("Somebody else, authorized in writing"))]

    def clean(self) -> None:
        typed = self.cleaned_data
        if typed.get("guardian") == "other" and not typed.get("other"):
            self.add_error("other", _("Please give the name."))

    def copy(self) -> DataCopy:
        typed = self.cleaned_data
        person = self.family.get(typed["guardian"])
        return DataCopy(
            pupil=self.pupil,
            given_to=person.full_name if person else typed["other"],
            relation=person.relation if person else Asker.AUTHORIZED,
            reason=typed["reason"],
        )


def _of(guardian: Guardian) -> str:
    return f"{guardian.full_name} ({guardian.get_relation_display()})"
