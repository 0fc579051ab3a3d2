"""What is typed when a year turns."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from people.forms import NfcField
from people.models import Pupil, SchoolClass, YearOutcome
from people.new_year.outcomes import Outcome, possible_in


class ReasonForm(forms.Form):
    reason = NfcField(label=gettext_lazy("reason"), max_length=300)


class OutcomesForm(forms.Form):
    """One choice for each pupil of a class."""

    decision = NfcField(label=gettext_lazy("decision no."), max_length=60, required=False)

    def __init__(
        self,
        data: Any,
        *,
        school_class: SchoolClass,
        pupils: list[Pupil],
        known: dict[int, YearOutcome],
        fill: bool = False,
    ) -> None:
        super().__init__(data)
        self.pupils = pupils
        self._known = {pk: str(row.outcome) for pk, row in known.items()}
        options = possible_in(school_class.grade)
        choices = [("", "–"), *((one.value, one.label) for one in options)]
        for pupil in pupils:
            now = known[pupil.pk].outcome if pupil.pk in known else ""
            self.fields[f"p{pupil.pk}"] = forms.ChoiceField(
                label=pupil.full_name,
                choices=choices,
                required=False,
                initial=now or (options[0].value if fill else ""),
            )

    def chosen(self) -> dict[int, Outcome]:
        typed = {pupil.pk: self.cleaned_data[f"p{pupil.pk}"] for pupil in self.pupils}
        return {pupil: Outcome(outcome) for pupil, outcome in typed.items() if outcome}

    def seen(self) -> dict[int, str]:
        """What stood on the page beside each pupil."""
        return {pupil.pk: self.data.get(f"was-{pupil.pk}", "") for pupil in self.pupils}

    def rows(self) -> list[tuple[Any, int, str]]:
        """The field of each pupil, and what is kept now."""
        return [
            (self[f"p{pupil.pk}"], pupil.pk, self._known.get(pupil.pk, "")) for pupil in self.pupils
        ]
