"""The form of a lesson plan, and what a field alone can tell."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from documents import archive, uploads
from documents.records.lesson_plan.models import PARTS, LessonPlan
from documents.records.lesson_plan.rules import LAST_WEEK
from people.models import SchoolClass, SchoolYear, Subject, SubjectGroup

YEARS = (2000, 2999)
HEADING = ("subject", "school_class", "grade", "lesson", "periods", "week", "starts_on", "ends_on")


class LessonPlanForm(forms.ModelForm[LessonPlan]):
    """A draft may be as unfinished as it likes: only what cannot be stored at all is refused here."""

    grade = forms.TypedChoiceField(
        label=_("Grade"), coerce=int, choices=[(grade, str(grade)) for grade in range(1, 6)]
    )
    upload = forms.FileField(
        label=_("Your own PDF instead"),
        required=False,
        allow_empty_file=True,
        help_text=_("Up to 20 MB. It is bound in behind a page for the signatures."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )
    remove_upload = forms.BooleanField(label=_("Take the uploaded file out"), required=False)
    group = forms.ModelChoiceField(
        label=_("Reviewed by the leader of"),
        queryset=SubjectGroup.objects.all(),
        required=False,
        empty_label=_("no group"),
    )

    class Meta:
        model = LessonPlan
        fields = (*HEADING, *PARTS)
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "goals": forms.Textarea(attrs={"rows": 6}),
            "materials": forms.Textarea(attrs={"rows": 4}),
            "activities": forms.Textarea(attrs={"rows": 16}),
            "adjustments": forms.Textarea(attrs={"rows": 5}),
            "periods": forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
            "week": forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
        }

    def __init__(
        self,
        *args: Any,
        year: SchoolYear,
        only_adjusts: bool,
        group: SubjectGroup | None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["group"].initial = group
        self._group = group
        self.fields["subject"].queryset = Subject.objects.all()  # type: ignore[attr-defined]
        self.fields["subject"].empty_label = _("choose…")  # type: ignore[attr-defined]
        self.fields["school_class"].queryset = SchoolClass.objects.filter(year=year)  # type: ignore[attr-defined]
        self.fields["school_class"].required = False
        self.fields["school_class"].empty_label = _("the whole grade")  # type: ignore[attr-defined]
        if only_adjusts:
            for name in self.fields:
                self.fields[name].disabled = name != "adjustments"
        elif not self.instance.pk or self.instance.approval.revision == 1:
            del self.fields["adjustments"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = unicodedata.normalize("NFC", value).replace("\r\n", "\n")
        school_class = data.get("school_class")
        if school_class:
            data["grade"] = school_class.grade
        week = data.get("week")
        if week is not None and week > LAST_WEEK:
            self.add_error("week", _("The week is between 1 and %d.") % LAST_WEEK)
        return data

    def clean_group(self) -> SubjectGroup | None:
        """What a form does not send stays as it was."""
        sent: SubjectGroup | None = self.cleaned_data["group"]
        return sent if "group" in self.data else self._group

    def clean_starts_on(self) -> date:
        return self._in_some_year("starts_on")

    def clean_ends_on(self) -> date:
        return self._in_some_year("ends_on")

    def _in_some_year(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        if not YEARS[0] <= day.year <= YEARS[1]:
            raise forms.ValidationError(
                _("This day lies in no school year."), code="day_in_no_year"
            )
        return day

    def clean_upload(self) -> "UploadedFile[Any] | None":
        file = self.cleaned_data.get("upload")
        if isinstance(file, UploadedFile):
            # One byte more than allowed is enough to know that it is too large.
            self.upload_data = file.read(settings.SOKY_UPLOAD_BYTES + 1)
            try:
                self.examined = uploads.examine(self.upload_data)
            except uploads.BadUpload as bad:
                raise bad.as_error() from None
        return file

    def save(self, commit: bool = True) -> LessonPlan:  # noqa: FBT001, FBT002 Django's signature
        plan = super().save(commit=False)
        if self.cleaned_data.get("remove_upload"):
            plan.upload_name, plan.upload_sha256, plan.upload_pages = "", "", 0
        if self.cleaned_data.get("upload"):
            plan.upload_name = (self.cleaned_data["upload"].name or "")[:200]
            plan.upload_sha256 = archive.put(self.upload_data)
            plan.upload_pages = self.examined.pages
        if plan.pk:
            plan.approval.school_class = plan.school_class
            plan.approval.group = self.cleaned_data["group"]
        if commit:
            plan.save()
        return plan
