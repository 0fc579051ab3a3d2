"""What a person sends with a step: why, with which remarks, signed by which PIN."""

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from people.digits import is_number
from people.forms import LinesField
from people.models import Staff
from people.refusals import Problem
from workflows.loaded import RemarkOn, StepRequest
from workflows.states import Step

REMARK = "remark-"
LONGEST = 4000
LINES_BELOW = 3


@dataclass(frozen=True, slots=True)
class LineBelow:
    """One line of the form where a record below is named that goes back, too."""

    number: int
    below: int | None = None
    part: str = ""
    text: str = ""


def lines_below(data: Mapping[str, Any]) -> list[LineBelow]:
    """As they were sent, the empty ones included."""
    return [_line_below(number, data) for number in range(1, LINES_BELOW + 1)]


def _line_below(number: int, data: Mapping[str, Any]) -> LineBelow:
    below = str(data.get(f"below-{number}", ""))
    part, text = (str(data.get(f"below-{name}-{number}", "")) for name in ("part", "text"))
    return LineBelow(number, int(below) if is_number(below) else None, part[:40], text)


class StepForm(forms.Form):
    """One press of a button on a record. What is right about it is the door's business."""

    seen = forms.CharField(max_length=60)
    key = forms.CharField(max_length=60)
    acting_for = forms.ModelChoiceField(Staff.objects.all(), required=False)
    note = LinesField(label=_("Remark on the whole"), required=False, max_length=LONGEST)
    pin = forms.CharField(label=_("PIN"), required=False, max_length=64)
    code = forms.CharField(label=_("One-time code"), required=False, max_length=20)

    def problems(self) -> list[Problem]:
        """What is wrong with words that a person typed; anything else is no form of ours."""
        return [
            Problem(" ".join(error.messages), str(error.code), name)
            for name, errors in self.errors.as_data().items()
            for error in errors
            if name in {"note", "pin", "code", NON_FIELD_ERRORS}
        ]

    def clean(self) -> dict[str, Any]:
        if any(len(remark.text) > LONGEST for remark in self.remarks()):
            self.add_error(
                None,
                forms.ValidationError(
                    _("A remark has at most 4,000 letters."), code="remark_too_long"
                ),
            )
        return super().clean() or {}

    def remarks(self) -> list[RemarkOn]:
        below = [
            RemarkOn(unicodedata.normalize("NFC", line.text), line.part, line.below)
            for line in lines_below(self.data)
            if line.below and line.text.strip()
        ]
        return below + [
            RemarkOn(unicodedata.normalize("NFC", str(text)), name.removeprefix(REMARK)[:40])
            for name, text in self.data.items()
            if name.startswith(REMARK) and str(text).strip()
        ]

    def act(self, step: Step, by: Staff) -> StepRequest:
        data: dict[str, Any] = self.cleaned_data
        return StepRequest(step, by, data["acting_for"], data["note"], tuple(self.remarks()))


def new_key() -> str:
    """A key for one form: sent twice, it is done once."""
    return uuid.uuid4().hex
