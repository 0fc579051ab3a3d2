"""What is typed of earlier school years: one cell for a pupil and a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from people.earlier_years.acts import ClassAndSchool, Place, Sheet
from people.earlier_years.models import EarlierYear
from people.forms import NfcField
from people.models import Pupil
from people.pages import shows_what_is_kept

_LONGEST_CLASS = EarlierYear._meta.get_field("class_name").max_length or 0
_LONGEST_SCHOOL = EarlierYear._meta.get_field("school").max_length or 0


class CellField(NfcField):
    """3A, or 3A, Trường Tiểu học Tân Trụ."""

    def __init__(self, **options: Any) -> None:
        attrs = {"size": 12, "autocomplete": "off"}
        longest = _LONGEST_CLASS + _LONGEST_SCHOOL
        widget = forms.TextInput(attrs=attrs)
        super().__init__(max_length=longest, required=False, widget=widget, **options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        cell = ClassAndSchool.read(text)
        if text and not cell.class_name:
            raise forms.ValidationError(_("The class is missing before the comma."), "no_class")
        if len(cell.class_name) > _LONGEST_CLASS:
            raise forms.ValidationError(
                _("First the class, then a comma, then the school: 3A, Trường Tiểu học Tân Trụ."),
                "class_too_long",
            )
        return str(cell) if text else ""


class EarlierYearsForm(forms.Form):
    def __init__(self, data: Any, sheet: Sheet, usual: dict[str, str] | None = None) -> None:
        super().__init__(data)
        self.sheet, self._kept = sheet, sheet.shown()
        for pupil, year in self._places():
            self.fields[_name(pupil.pk, year)] = CellField(
                label=f"{pupil.full_name}, {year}",
                initial=self._kept.get((pupil.pk, year), (usual or {}).get(year, "")),
            )

    def _places(self) -> list[tuple[Pupil, str]]:
        return [
            (pupil, year)
            for pupil in self.sheet.pupils
            for year in self.sheet.years
            if (pupil.pk, year) not in self.sheet.known_here
        ]

    def years_to_enter(self) -> list[str]:
        """Those of which somebody's class is not known here."""
        asked_for = {year for _pupil, year in self._places()}
        return [year for year in self.sheet.years if year in asked_for]

    def typed(self) -> dict[Place, str]:
        return {
            (pupil.pk, year): self.cleaned_data[_name(pupil.pk, year)]
            for pupil, year in self._places()
        }

    def seen(self) -> dict[Place, str]:
        """What stood there on the page that was sent."""
        return {
            (pupil.pk, year): self.data.get(f"was-{_name(pupil.pk, year)}", "")
            for pupil, year in self._places()
        }

    def rows(self) -> list[tuple[Pupil, list[dict[str, Any]]]]:
        """Each pupil with a cell a year: a field, or the class that is known."""
        shown = self._kept if shows_what_is_kept(self) else self.seen()
        return [
            (pupil, [self._cell(pupil.pk, year, shown) for year in self.sheet.years])
            for pupil in self.sheet.pupils
        ]

    def _cell(self, pupil: int, year: str, shown: dict[Place, str]) -> dict[str, Any]:
        known = self.sheet.known_here.get((pupil, year))
        if known:
            return {"year": year, "known": known}
        name = _name(pupil, year)
        return {
            "year": year,
            "name": name,
            "field": self[name],
            "was": shown.get((pupil, year), ""),
        }


def _name(pupil: int, year: str) -> str:
    return f"y{pupil}-{year[:4]}"
