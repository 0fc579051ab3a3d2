"""What a person sends with a step: why, with which remarks, signed by which PIN."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from people.models import Staff
from workflows.held import Act, RemarkOn
from workflows.states import Step

REMARK = "remark-"


class StepForm(forms.Form):
    """One press of a button on a record. What is right about it is the door's business."""

    seen = forms.CharField(max_length=60)
    key = forms.CharField(max_length=60)
    acting_for = forms.ModelChoiceField(Staff.objects.all(), required=False)
    note = forms.CharField(label=_("Remark on the whole"), required=False, max_length=4000)
    pin = forms.CharField(label=_("PIN"), required=False, max_length=12)

    def act(self, step: Step, by: Staff, posted: QueryDict) -> Act:
        data: dict[str, Any] = self.cleaned_data
        return Act(step, by, data["acting_for"], data["note"], tuple(_remarks(posted)))


def _remarks(posted: QueryDict) -> list[RemarkOn]:
    return [
        RemarkOn(str(text)[:4000], name.removeprefix(REMARK)[:40])
        for name, text in posted.items()
        if name.startswith(REMARK) and str(text).strip()
    ]


def new_key() -> str:
    """A key for one form: sent twice, it is done once."""
    return uuid.uuid4().hex
