"""What is typed about accounts: passwords, codes, reasons."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.accounts.models import SecondFactorPolicy
from people.forms import NfcField
from people.models import Staff


def password_field(label: Any, complete: str = "current-password") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete, "maxlength": 128})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=128)


class PasswordAgainForm(forms.Form):
    """Whoever sits down at an open session does not know the password."""

    password = password_field(gettext_lazy("Your password"))


class ChangePasswordForm(PasswordAgainForm):
    new_password = password_field(gettext_lazy("New password"), "new-password")
    new_password_again = password_field(gettext_lazy("The new password once more"), "new-password")

    def __init__(self, *args: Any, staff: Staff, **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = staff
        self.fields["new_password"].help_text = " ".join(password_validators_help_texts())
        if staff.password_set_on is None:
            self.fields["password"].label = _("The first password, from your slip")

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.staff)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new_password") and data["new_password"] != data.get("new_password_again"):
            self.add_error("new_password_again", _("The two passwords are not the same."))
        return data


class CodeAppForm(PasswordAgainForm):
    code = forms.CharField(
        label=gettext_lazy("The six digits that the app shows now"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 10}
        ),
    )
    field_order = ("code", "password")


class PasskeyForm(PasswordAgainForm):
    label = NfcField(
        label=gettext_lazy("A name for it, such as “my phone”"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    answer = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)
    field_order = ("label", "password", "answer")


class ReasonForm(forms.Form):
    reason = NfcField(label=gettext_lazy("Reason"), max_length=300)


class ResetForm(ReasonForm):
    """The tick stands for what no machine can do: to look whether it is really this person."""

    seen = forms.BooleanField(
        label=gettext_lazy("I have seen this person, and it is really him or her.")
    )


class PolicyForm(forms.ModelForm[SecondFactorPolicy]):
    demanded = forms.BooleanField(label=gettext_lazy("demanded"), required=False)

    class Meta:
        model = SecondFactorPolicy
        fields = ("grace_days",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["demanded"] = self.instance.demanded_since is not None
        # Beside the name of the duty in a table: the label is read, not shown.
        name = self.instance.get_duty_display()
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{name}: {field.label}"
