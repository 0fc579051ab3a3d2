"""What is typed about the school and its years."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.forms import DayField, NfcField, SeenForm, typed_here
from people.models import (
    AssessmentPeriod,
    Holiday,
    Letterhead,
    SchoolClass,
    SchoolYear,
    Site,
    Subject,
    SubjectGroup,
    Term,
)

# Two terms have to find a place in it.
YEAR_DAYS = range(150, 401)


class LetterheadForm(SeenForm[Letterhead]):
    class Meta:
        model = Letterhead
        formfield_callback = typed_here
        fields = (
            "starts_on", "authority", "name", "place", "address", "commune", "district",
            "province", "department", "department_code", "school_code", "decision",
        )  # fmt: skip


class SiteForm(SeenForm[Site]):
    class Meta:
        model = Site
        formfield_callback = typed_here
        fields = ("name", "address", "is_main", "is_used")


class GroupForm(SeenForm[SubjectGroup]):
    class Meta:
        model = SubjectGroup
        formfield_callback = typed_here
        fields = ("name", "is_office")


class SubjectForm(SeenForm[Subject]):
    grades = forms.TypedMultipleChoiceField(
        label=gettext_lazy("grades"),
        choices=[(grade, str(grade)) for grade in range(1, 6)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Subject
        formfield_callback = typed_here
        fields = ("code", "name", "position", "grades")


class HolidayForm(SeenForm[Holiday]):
    class Meta:
        model = Holiday
        formfield_callback = typed_here
        fields = ("name", "starts_on", "ends_on")

    def clean(self) -> dict[str, Any]:
        return _in_order(self, "starts_on", "ends_on")


class ClassForm(SeenForm[SchoolClass]):
    class Meta:
        model = SchoolClass
        formfield_callback = typed_here
        fields = ("name", "grade", "site")

    def clean_name(self) -> str:
        """As the list of classes writes it: 1a and 1A are one class."""
        return str(self.cleaned_data["name"]).upper()


class YearForm(forms.ModelForm[SchoolYear]):
    sessions_a_day = forms.TypedChoiceField(
        label=gettext_lazy("sessions a day"), choices=[(1, "1"), (2, "2")], coerce=int, initial=2
    )

    class Meta:
        model = SchoolYear
        formfield_callback = typed_here
        fields = ("name", "starts_on", "ends_on", "sessions_a_day")
        error_messages: ClassVar = {
            "name": {"unique": gettext_lazy("There is a school year of this name already.")}
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and (last - first).days not in YEAR_DAYS:
            facts = {"least": YEAR_DAYS.start, "most": YEAR_DAYS.stop - 1}
            sentence = _("A school year ends from %(least)d to %(most)d days after its first day.")
            self.add_error("ends_on", sentence % facts)
        return data


class ClassesForm(forms.Form):
    names = NfcField(
        label=gettext_lazy("Classes"),
        max_length=1000,
        help_text=gettext_lazy("By name, with spaces between: 1A 1B 1C 2A …"),
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def clean_names(self) -> list[str]:
        return [name for name in re.split(r"[\s,;]+", self.cleaned_data["names"].upper()) if name]


class TermForm(SeenForm[Term]):
    starts_on = DayField(label=gettext_lazy("first day"))
    ends_on = DayField(label=gettext_lazy("last day"))

    class Meta:
        model = Term
        fields = ("starts_on", "ends_on")

    def clean(self) -> dict[str, Any]:
        return _in_order(self, "starts_on", "ends_on")


class PeriodForm(SeenForm[AssessmentPeriod]):
    opens_on = DayField(label=gettext_lazy("entering opens on"))
    closes_on = DayField(label=gettext_lazy("entering closes on"))

    class Meta:
        model = AssessmentPeriod
        fields = ("opens_on", "closes_on")

    def clean(self) -> dict[str, Any]:
        return _in_order(self, "opens_on", "closes_on")


def _in_order(form: forms.BaseForm, first: str, last: str) -> dict[str, Any]:
    """What was typed; a last day before the first one is said at its field."""
    data = form.cleaned_data
    if data.get(first) and data.get(last) and data[last] < data[first]:
        form.add_error(last, _("The last day lies before the first."))
    return data


class Calendar:
    """The forms of a year's terms and periods, sent together."""

    def __init__(self, year: SchoolYear, data: Any = None) -> None:
        self.terms = [
            TermForm(data, instance=one, prefix=f"t{one.number}") for one in year.terms.all()
        ]
        self.periods = [
            PeriodForm(data, instance=one, prefix=one.moment) for one in year.periods.all()
        ]

    def forms(self) -> list[TermForm | PeriodForm]:
        return [*self.terms, *self.periods]

    def is_valid(self) -> bool:
        answers = [
            form.is_valid() for form in self.forms()
        ]  # each is asked, so that each can say why
        return all(answers)

    def parts(self) -> list[Term | AssessmentPeriod]:
        return [form.instance for form in self.forms()]

    def changed(self) -> set[Term | AssessmentPeriod]:
        """Those that this person changed."""
        return {form.instance for form in self.forms() if form.has_changed()}
