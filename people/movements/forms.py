"""What is typed when a pupil comes, changes or leaves."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from people.forms import DayField, NfcField
from people.models import SchoolClass, SchoolYear
from people.movements.models import Kind, Movement

# What accompanies a pupil (Điều lệ trường tiểu học, chuyển trường); ticked where it is there.
PAPERS: dict[str, tuple[tuple[str, Any], ...]] = {
    Kind.ADMISSION: (
        ("birth_certificate", gettext_lazy("Birth certificate")),
        ("residence", gettext_lazy("Proof of residence")),
    ),
    Kind.TRANSFER_IN: (
        ("application", gettext_lazy("Application with both schools' consent")),
        ("transcript", gettext_lazy("Transcript")),
        ("progress", gettext_lazy("Textbooks and progress of the programme")),
        ("results", gettext_lazy("Results so far")),
        ("personal_plan", gettext_lazy("Personal education plan (disability)")),
    ),
    Kind.WITHDRAWAL: (("application", gettext_lazy("Application of the family")),),
}
PAPERS[Kind.TRANSFER_OUT] = PAPERS[Kind.TRANSFER_IN]
_ENTERS = frozenset({Kind.ADMISSION, Kind.TRANSFER_IN, Kind.CLASS_CHANGE, Kind.RETURN})
_SCHOOL = {
    Kind.TRANSFER_IN: gettext_lazy("from the school"),
    Kind.TRANSFER_OUT: gettext_lazy("to the school"),
}
LEAVING = frozenset({Kind.TRANSFER_OUT, Kind.WITHDRAWAL})


def papers_of(movement: Movement) -> tuple[list[str], list[str]]:
    """Those that are there, and those of its kind that are not."""
    there: list[str] = []
    missing: list[str] = []
    for name, label in PAPERS.get(movement.kind, ()):
        (there if name in movement.papers else missing).append(str(label))
    return there, missing


class MovementForm(forms.Form):
    """The fields that this kind of movement needs."""

    to_class = forms.ModelChoiceField(
        label=gettext_lazy("class"), queryset=SchoolClass.objects.none()
    )
    on = DayField(
        label=gettext_lazy("from this day"),
        help_text=gettext_lazy("The first day on which it holds."),
    )
    other_school = NfcField(max_length=200)
    reason = NfcField(label=gettext_lazy("reason"), max_length=300)
    decision = NfcField(label=gettext_lazy("decision no."), max_length=60, required=False)
    former_number = NfcField(
        label=gettext_lazy("number in the paper register"), max_length=20, required=False
    )
    papers = forms.MultipleChoiceField(
        label=gettext_lazy("Papers that are there"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    is_another = forms.BooleanField(
        label=gettext_lazy("This is another child of the same name and the same day of birth."),
        required=False,
    )
    known = forms.BooleanField(
        label=gettext_lazy("I have seen what is still open; the pupil leaves all the same."),
        required=False,
    )

    def __init__(
        self,
        data: Any,
        *,
        kind: Kind,
        leaving: SchoolClass | None = None,
        is_new: bool = False,
    ) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        self.kind = kind
        self.fields["to_class"].queryset = _classes(kind, leaving)  # type: ignore[attr-defined]
        self.fields["papers"].choices = PAPERS.get(kind, ())  # type: ignore[attr-defined]
        self.fields["other_school"].label = _SCHOOL.get(kind)
        self.fields["reason"].required = kind not in {Kind.ADMISSION, Kind.TRANSFER_IN}
        for name in (*self._unneeded(kind), *(() if is_new else ("is_another",))):
            del self.fields[name]

    @staticmethod
    def _unneeded(kind: Kind) -> list[str]:
        needed = {
            "to_class": kind in _ENTERS,
            "other_school": kind in _SCHOOL,
            "papers": kind in PAPERS,
            "former_number": kind in {Kind.ADMISSION, Kind.TRANSFER_IN},
            "known": kind in LEAVING,
        }
        return [name for name, is_needed in needed.items() if not is_needed]

    def movement(self) -> Movement:
        typed = self.cleaned_data
        names = ("to_class", "on", "other_school", "reason", "decision", "papers")
        given = {name: typed[name] for name in names if name in typed}
        return Movement(kind=self.kind, **given)


def _classes(kind: Kind, leaving: SchoolClass | None) -> Any:
    working = (SchoolYear.State.OPEN, SchoolYear.State.PLANNED, SchoolYear.State.CLOSING)
    classes = SchoolClass.objects.filter(year__state__in=working).select_related("year")
    if kind == Kind.CLASS_CHANGE and leaving:
        classes = classes.filter(year=leaving.year).exclude(pk=leaving.pk)
    return classes.order_by("-year__starts_on", "grade", "name")


class ReversalForm(forms.Form):
    reason = NfcField(label=gettext_lazy("reason"), max_length=300)
