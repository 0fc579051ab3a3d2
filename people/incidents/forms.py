"""What is typed when a problem is reported."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from people.accounts.devices import in_words
from people.forms import LinesField
from people.incidents.models import Incident
from people.incidents.reference import is_reference, is_route

_LONGEST = 2000
_VERSION = re.compile(r"(?:Edg|OPR|SamsungBrowser|Firefox|FxiOS|Chrome|CriOS|Version)/(\d{1,4})")


class ReportForm(forms.Form):
    """Two things are asked; where it happened and a reference travel along by themselves."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How urgent is it?"),
        choices=Incident.Kind.choices,
        widget=forms.RadioSelect,
        initial=Incident.Kind.HINDERS,
    )
    what = LinesField(
        label=gettext_lazy("What happened?"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "What you did, what you expected, what came instead."
            " Please name no pupils: “a pupil of 3A” is enough."
        ),
    )
    at = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    reference = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean_at(self) -> str:
        return route_of(self.cleaned_data["at"])

    def clean_reference(self) -> str:
        return reference_of(self.cleaned_data["reference"])

    def incident(self, user_agent: str) -> Incident:
        typed = self.cleaned_data
        return Incident(
            kind=typed["kind"],
            what=typed["what"],
            route=typed["at"],
            reference=typed["reference"],
            browser=browser_of(user_agent),
        )


class WordsForm(forms.Form):
    """The words that go with a step; whether they are needed, the step says."""

    text = LinesField(
        label=gettext_lazy("Your words"),
        max_length=_LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def route_of(said: Any) -> str:
    """Only a pattern of ours is kept, so that no address with somebody's number slips in."""
    return said if isinstance(said, str) and is_route(said) else ""


def reference_of(said: Any) -> str:
    return said if isinstance(said, str) and is_reference(said) else ""


def browser_of(user_agent: str) -> str:
    """Such as "Chrome, Windows, 141"."""
    version = _VERSION.search(user_agent)
    return ", ".join(filter(None, (in_words(user_agent), version[1] if version else "")))[:60]
