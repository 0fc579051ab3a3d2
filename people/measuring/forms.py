"""What is typed when a class is measured: a day, and two numbers for each pupil."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.forms import DayField
from people.measuring.acts import Sheet, Size
from people.models import Pupil
from people.pages import shows_what_is_kept

# What a child of primary school can be.
_HEIGHTS, _WEIGHTS = (80, 200), (10, 120)


class DayForm(forms.Form):
    on = DayField(label=gettext_lazy("Measured on"))


class NumberField(forms.DecimalField):
    """118,5 as it is written here, or 118.5."""

    def __init__(self, bounds: tuple[int, int], **options: Any) -> None:
        attrs = {"inputmode": "decimal", "size": 6, "maxlength": 5, "autocomplete": "off"}
        super().__init__(
            min_value=bounds[0],
            max_value=bounds[1],
            max_digits=4,
            decimal_places=1,
            required=False,
            widget=forms.TextInput(attrs=attrs),
            **options,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).replace(",", ".") if value else value)

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value


class SizesForm(forms.Form):
    def __init__(self, data: Any, sheet: Sheet) -> None:
        super().__init__(data)
        self.pupils, self._kept = sheet.pupils, sheet.shown()
        for pupil in sheet.pupils:
            known = sheet.sizes.get(pupil.pk)
            for letter, bounds, label in (
                ("h", _HEIGHTS, _("height (cm)")),
                ("w", _WEIGHTS, _("weight (kg)")),
            ):
                self.fields[f"{letter}{pupil.pk}"] = NumberField(
                    bounds,
                    label=f"{pupil.full_name}, {label}",
                    initial=known and known[letter == "w"],
                )

    def clean(self) -> None:
        for pupil in self.pupils:
            typed = [bool(self.cleaned_data.get(f"{letter}{pupil.pk}")) for letter in "hw"]
            if any(typed) and not all(typed) and not self._has_error(pupil):
                missing = "h" if typed[1] else "w"
                self.add_error(f"{missing}{pupil.pk}", _("Both are needed, height and weight."))

    def _has_error(self, pupil: Pupil) -> bool:
        return any(f"{letter}{pupil.pk}" in self.errors for letter in "hw")

    def sizes(self) -> dict[int, Size]:
        """Of those who were measured; an empty line changes nothing."""
        typed = self.cleaned_data
        return {
            pupil.pk: Size(typed[f"h{pupil.pk}"], typed[f"w{pupil.pk}"])
            for pupil in self.pupils
            if typed.get(f"h{pupil.pk}")
        }

    def seen(self) -> dict[int, str]:
        """What stood beside each pupil on the page that was sent."""
        return {one.pk: self.data.get(f"was-{one.pk}", "") for one in self.pupils}

    def rows(self) -> list[tuple[Pupil, Any, Any, str]]:
        """Each pupil, the two fields, and what stands there."""
        shown = self._kept if shows_what_is_kept(self) else self.seen()
        return [
            (one, self[f"h{one.pk}"], self[f"w{one.pk}"], shown.get(one.pk, ""))
            for one in self.pupils
        ]
