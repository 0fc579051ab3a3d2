"""The forms of bringing in and taking out spreadsheets."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.forms import DayField
from people.imports.dry_run import Asked
from people.imports.models import ImportRun
from people.models import SchoolClass, SchoolYear
from people.years.models import LOCKED

_DAYS = {
    ImportRun.Kind.PUPILS: _("Pupils who are new here are admitted on this day."),
    ImportRun.Kind.ASSIGNMENTS: _("The assignments hold from this day on."),
}
_MISSING = {
    ImportRun.Kind.PUPILS: _("Make the classes that the school year does not have yet"),
    ImportRun.Kind.STAFF: _("Make the subject groups that do not exist yet"),
}


class UploadForm(forms.Form):
    kind = forms.ChoiceField(choices=ImportRun.Kind, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "Saved as .xlsx, .xls, .ods or .csv, 10 MB at most. The file itself is not kept."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        allow_empty_file=True,
    )
    year = forms.ModelChoiceField(
        SchoolYear.objects.exclude(state__in=LOCKED), label=_("School year"), empty_label=None
    )
    on = DayField(label=_("From"))
    make_missing = forms.BooleanField(required=False)

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].initial = kind
        of = ImportRun.Kind(kind)
        self.fields["on"].help_text = _DAYS.get(of, "")
        self.fields["make_missing"].label = _MISSING.get(of, "")
        self.fields["on"].initial = self._first_day(of)
        if of not in _MISSING:
            del self.fields["make_missing"]
        if of == ImportRun.Kind.STAFF:
            self.fields["on"].widget = forms.HiddenInput()
            self.fields["year"].widget = forms.HiddenInput()
            self.fields["year"].initial = self._year()

    def _year(self) -> SchoolYear | None:
        return SchoolYear.objects.exclude(state__in=LOCKED).first()

    def _first_day(self, kind: ImportRun.Kind) -> Any:
        """Pupils are there from the first day of the year, assignments from today or that day."""
        year, today = self._year(), timezone.localdate()
        if year is None:
            return today
        return year.starts_on if kind == ImportRun.Kind.PUPILS else max(today, year.starts_on)

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(data["kind"], data["year"], data["on"], data.get("make_missing", False))


class ExportForm(forms.Form):
    kind = forms.ChoiceField(choices=ImportRun.Kind, label=_("Content"))
    year = forms.ModelChoiceField(
        SchoolYear.objects.all(), label=_("School year"), empty_label=None
    )
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.select_related("year"),
        label=_("Class"),
        required=False,
        empty_label=_("All classes"),
    )
    protected = forms.BooleanField(
        required=False,
        label=_("With ethnic group, religion, disability, priority category and health"),
        help_text=_("That you took these out is written down for every pupil."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen, year = data.get("school_class"), data.get("year")
        if chosen and year and chosen.year_id != year.pk:
            self.add_error("school_class", _("This class belongs to another school year."))
        return data
