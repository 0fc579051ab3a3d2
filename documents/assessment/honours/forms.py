"""What is recorded of honours: whom the class recognises, and a praise."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from documents.assessment.honours.models import Praise
from documents.assessment.rules import programme_2018 as programme
from people.forms import DayField, NfcField
from people.models import Pupil, SchoolClass


class RecognitionsForm(forms.Form):
    """One day for the class's meeting; beside each pupil a subject, quality or competency, or nothing."""

    agreed_on = DayField(label=gettext_lazy("Agreed by the class on"))

    def __init__(
        self, *args: Any, grade: int, pupils: Sequence[Pupil], now: Mapping[int, str]
    ) -> None:
        super().__init__(*args)
        self._pupils = pupils
        rows = (*programme.rows_of(grade), *programme.electives_of(grade))
        codes = [*(row.code for row in rows), *programme.traits_of(grade)]
        choices = [("", "–"), *((code, programme.title_of(code)) for code in codes)]
        for pupil in pupils:
            self.fields[_name(pupil)] = forms.ChoiceField(
                label=pupil.full_name,
                choices=choices,
                required=False,
                initial=now.get(pupil.pk, ""),
            )

    @property
    def rows(self) -> list[tuple[Pupil, forms.BoundField]]:
        return [(pupil, self[_name(pupil)]) for pupil in self._pupils]

    def in_what(self) -> dict[int, str]:
        return {pupil.pk: self.cleaned_data[_name(pupil)] for pupil in self._pupils}


def _name(pupil: Pupil) -> str:
    return f"p{pupil.pk}"


class PraiseForm(forms.ModelForm[Praise]):
    on = DayField(label=gettext_lazy("On"))
    words = NfcField(label=gettext_lazy("For what"), max_length=200)

    class Meta:
        model = Praise
        fields = ("pupil", "on", "words")

    def __init__(
        self, data: Any = None, *, school_class: SchoolClass, pupils: Sequence[Pupil]
    ) -> None:
        super().__init__(data, instance=Praise(school_class=school_class))
        field: Any = self.fields["pupil"]
        field.queryset = Pupil.objects.filter(pk__in=[pupil.pk for pupil in pupils])
