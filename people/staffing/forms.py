"""What is typed about staff, duties and substitutions."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.digits import are_digits
from people.forms import DayField, NfcField, SeenForm, typed_here
from people.models import Assignment, Duty, Staff, SubjectGroup, SubstitutionRequest
from people.offices import APPOINTED
from people.staffing.user_names import is_user_name

_ID_LENGTH = 12


def _working() -> Any:
    return Staff.objects.filter(is_active=True)


class StaffForm(SeenForm[Staff]):
    class Meta:
        model = Staff
        formfield_callback = typed_here
        fields = (
            "full_name", "address", "username", "group", "position", "staff_code", "personal_id",
            "born_on", "email", "phone",
        )  # fmt: skip
        error_messages: ClassVar = {
            "username": {"unique": gettext_lazy("Somebody else has this user name.")},
            "staff_code": {"unique": gettext_lazy("Somebody else has this staff code.")},
            "personal_id": {"unique": gettext_lazy("Somebody else has this personal ID.")},
        }

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"]).lower()
        if not is_user_name(name):
            raise forms.ValidationError(
                _("A user name has small letters without marks and digits, such as “dao.nt”.")
            )
        return name

    def clean_staff_code(self) -> str | None:
        return self.cleaned_data["staff_code"] or None

    def clean_personal_id(self) -> str | None:
        number = self.cleaned_data["personal_id"] or None
        if number and not (are_digits(number) and len(number) == _ID_LENGTH):
            raise forms.ValidationError(_("A personal ID has twelve digits."))
        return number


class DutyForm(forms.ModelForm[Assignment]):
    duty = forms.ChoiceField(
        label=gettext_lazy("duty"),
        choices=[("", "---------"), *((duty.value, duty.label) for duty in APPOINTED)],
    )
    staff = forms.ModelChoiceField(
        label=gettext_lazy("staff member"), queryset=Staff.objects.none()
    )
    group = forms.ModelChoiceField(
        label=gettext_lazy("subject group"),
        queryset=SubjectGroup.objects.all(),
        required=False,
        help_text=gettext_lazy("For leaders and deputies of a group."),
    )
    decision = NfcField(label=gettext_lazy("decision no."), max_length=60)

    class Meta:
        model = Assignment
        formfield_callback = typed_here
        fields = ("staff", "duty", "group", "starts_on", "ends_on", "decision", "tasks")
        widgets = {"tasks": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["staff"].queryset = _working()  # type: ignore[attr-defined]
        self.fields["tasks"].help_text = _(
            "For members of the records board: what each looks after."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("duty") not in {Duty.GROUP_LEADER, Duty.DEPUTY_LEADER}:
            data["group"] = None
        elif not data.get("group") and "group" not in self.errors:
            self.add_error("group", _("Please choose the group."))
        return data


class EndForm(forms.Form):
    last_day = DayField(label=gettext_lazy("last day"))


class LeavingForm(EndForm):
    reason = NfcField(label=gettext_lazy("reason"), max_length=100)


class SubstitutionForm(forms.ModelForm[SubstitutionRequest]):
    class Meta:
        model = SubstitutionRequest
        formfield_callback = typed_here
        fields = ("absent", "substitute", "starts_on", "ends_on", "reason")

    def __init__(self, *args: Any, by: Staff, may_ask_for_others: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        everybody = _working()
        self.fields["substitute"].queryset = everybody  # type: ignore[attr-defined]
        absent = everybody if may_ask_for_others else everybody.filter(pk=by.pk)
        self.fields["absent"].queryset = absent  # type: ignore[attr-defined]
        self.fields["absent"].initial = by
        self.fields["ends_on"].required = True


class RefusalForm(forms.Form):
    reason = NfcField(label=gettext_lazy("reason"), max_length=300)
