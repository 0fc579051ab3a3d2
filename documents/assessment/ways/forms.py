"""What is recorded of a pupil's way of assessment."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.rules import programme_2018 as programme
from documents.assessment.ways.models import AssessmentWay
from people.forms import DayField, LinesField, NfcField

_LONGEST = 4000


class WayForm(forms.ModelForm[AssessmentWay]):
    """By a plan something is left out or demanded otherwise; each other way needs its decision."""

    left_out = forms.MultipleChoiceField(
        label=gettext_lazy("Left out by the plan"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    demands = LinesField(
        label=gettext_lazy("Demands of the plan"),
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decision = NfcField(label=gettext_lazy("Decision (number)"), max_length=120)
    decided_on = DayField(label=gettext_lazy("Decided on"))

    class Meta:
        model = AssessmentWay
        fields = ("way", "left_out", "demands", "decision", "decided_on")

    def __init__(self, *args: Any, grade: int, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = [row.code for row in (*programme.rows_of(grade), *programme.electives_of(grade))]
        codes += programme.traits_of(grade)
        field: Any = self.fields["left_out"]
        field.choices = [(code, programme.title_of(code)) for code in codes]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        left_out, by_plan = data.get("left_out") or [], AssessmentWay.Way.BY_PLAN
        if data.get("way") == by_plan and not left_out and not data.get("demands"):
            said = _("Say what the plan leaves out, or what it demands.")
            self.add_error("demands", forms.ValidationError(said, code="plan_says_nothing"))
        if data.get("way") != by_plan:
            data["left_out"], data["demands"] = [], ""
        day, year = data.get("decided_on"), self.instance.year
        if day and not year.starts_on <= day <= year.ends_on:
            said = _("The day must lie in the school year %s.") % year
            self.add_error("decided_on", forms.ValidationError(said, code="day_not_in_year"))
        return data
