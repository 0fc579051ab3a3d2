"""What is typed when a year turns."""

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from people.forms import NfcField
from people.models import Pupil, SchoolClass, YearOutcome
from people.new_year.outcomes import Shown, possible_in
from people.pages import shows_what_is_kept


class ReasonForm(forms.Form):
    reason = NfcField(label=gettext_lazy("reason"), max_length=300)


class NoteForm(forms.Form):
    note = NfcField(
        label=gettext_lazy("remark"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


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
        self.pupils, self._kept = pupils, Shown.of(known)
        self.fields["decision"].initial = self._kept.decision
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

    def chosen(self) -> dict[int, str]:
        return {pupil.pk: self.cleaned_data[f"p{pupil.pk}"] for pupil in self.pupils}

    def seen(self) -> Shown:
        """What stood on the page that was sent."""
        outcomes = {pupil.pk: self.data.get(f"was-{pupil.pk}", "") for pupil in self.pupils}
        return Shown(outcomes, self.data.get("was-decision", ""))

    @cached_property
    def shown(self) -> Shown:
        """What stands on this page."""
        return self._kept if shows_what_is_kept(self) else self.seen()

    def rows(self) -> list[tuple[Any, int, str]]:
        """The field of each pupil, and what stands there."""
        outcomes = self.shown.outcomes
        return [(self[f"p{one.pk}"], one.pk, outcomes.get(one.pk, "")) for one in self.pupils]
