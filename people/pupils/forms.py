"""What is typed about a pupil and the people who care for him or her."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.digits import are_digits
from people.forms import NfcField, typed_here
from people.models import Guardian, ProtectedFacts, Pupil
from people.names import is_too_long, join_name, split_name

_ID_LENGTH = 12
_CODE_LENGTH = 10
_AGES = range(4, 20)
_OLDEST_PARENT = 1900
# Of a guardian: the personal ID, or the number of an old identity card.
_KIN_ID_LENGTHS = (12, 9)
_OF_SOMEBODY = ("born_year", "occupation", "phone", "personal_id")


class PupilForm(forms.ModelForm[Pupil]):
    full_name = NfcField(
        label=gettext_lazy("full name"),
        max_length=140,
        help_text=gettext_lazy("As on the birth certificate."),
    )

    class Meta:
        model = Pupil
        formfield_callback = typed_here
        fields = (
            "gender", "born_on", "ministry_code", "personal_id", "birth_place", "home_place",
            "residence", "nationality", "note",
        )  # fmt: skip

    field_order = ("full_name",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pupil = self.instance
        self.fields["full_name"].initial = join_name(
            pupil.surname, pupil.middle_name, pupil.given_name
        )

    def clean_full_name(self) -> str:
        full = str(self.cleaned_data["full_name"])
        if " " not in full:
            raise forms.ValidationError(_("Please give surname and given name."))
        if is_too_long(full):
            raise forms.ValidationError(_("This name is too long."))
        return full

    def clean_born_on(self) -> Any:
        born_on = self.cleaned_data["born_on"]
        if (timezone.localdate() - born_on).days // 365 not in _AGES:
            raise forms.ValidationError(_("A pupil of primary school is not so old or so young."))
        return born_on

    def clean_ministry_code(self) -> str | None:
        return _digits(self.cleaned_data["ministry_code"], _CODE_LENGTH)

    def clean_personal_id(self) -> str | None:
        return _digits(self.cleaned_data["personal_id"], _ID_LENGTH)

    def _post_clean(self) -> None:
        full = self.cleaned_data.get("full_name", "")
        pupil = self.instance
        pupil.surname, pupil.middle_name, pupil.given_name = split_name(full)
        super()._post_clean()  # type: ignore[misc]


def _digits(text: str, length: int) -> str | None:
    if text and not (are_digits(text) and len(text) == length):
        raise forms.ValidationError(_("This number has %d digits.") % length)
    return text or None


class GuardianForm(forms.ModelForm[Guardian]):
    class Meta:
        model = Guardian
        formfield_callback = typed_here
        fields = ("full_name", "born_year", "occupation", "phone", "personal_id")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["full_name"].required = False

    def clean_born_year(self) -> int | None:
        year: int | None = self.cleaned_data["born_year"]
        if year and not _OLDEST_PARENT <= year <= timezone.localdate().year:
            raise forms.ValidationError(_("This is no year of birth."))
        return year

    def clean_personal_id(self) -> str:
        number = str(self.cleaned_data["personal_id"])
        if number and not (are_digits(number) and len(number) in _KIN_ID_LENGTHS):
            raise forms.ValidationError(
                _("A personal ID has twelve digits, an old identity card nine.")
            )
        return number

    def clean(self) -> dict[str, Any]:
        """Whoever has no name is taken out; what is said of nobody is not dropped silently."""
        data = super().clean() or {}
        if not data.get("full_name") and any(data.get(of) for of in _OF_SOMEBODY):
            self.add_error(
                "full_name", _("Whose data are these? Empty them where there is nobody.")
            )
        return data


class Family:
    """Father, mother and guardian: three small forms sent together with the pupil's."""

    def __init__(self, pupil: Pupil, data: Any = None) -> None:
        known = {one.relation: one for one in pupil.guardians.all()} if pupil.pk else {}
        self.forms = [
            GuardianForm(
                data,
                instance=known.get(relation, Guardian(relation=relation)),
                prefix=str(relation.value),
            )
            for relation in Guardian.Relation
        ]

    def is_valid(self) -> bool:
        answers = [form.is_valid() for form in self.forms]  # each is asked, to say why
        return all(answers)

    def guardians(self) -> list[Guardian]:
        return [form.instance for form in self.forms]


class ProtectedForm(forms.ModelForm[ProtectedFacts]):
    class Meta:
        model = ProtectedFacts
        formfield_callback = typed_here
        fields = ("ethnicity", "religion", "disability", "priority", "health")
