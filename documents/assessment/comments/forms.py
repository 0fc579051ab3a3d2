"""What is typed on the pages of the bank: a sentence and what it is for, or what is looked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.comments import occasions
from documents.assessment.models import BankSentence
from documents.assessment.terms import Period, SubjectLevel, TraitLevel
from documents.assessment.typed import MOST_LETTERS
from people.models import Staff
from people.names import nfc

SCHOOL, OWN = "school", "own"
_WHOSE = [(OWN, gettext_lazy("my own")), (SCHOOL, gettext_lazy("the school's"))]
_LEVELS = {level.value: level.value for level in (*SubjectLevel, *TraitLevel)}
_GRADES = [(0, gettext_lazy("every grade")), *((grade, str(grade)) for grade in range(1, 6))]
_PERIODS = [("", gettext_lazy("every period")), *((each.value, each.label) for each in Period)]


class SentenceForm(forms.Form):
    """A sentence of the bank. `may_change_schools` offers both banks for a new one."""

    whose = forms.ChoiceField(label=gettext_lazy("Whose bank"), choices=_WHOSE)
    about = forms.ChoiceField(
        label=gettext_lazy("About what"), choices=list(occasions.TITLES.items())
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=list(_LEVELS.items()),
        help_text=gettext_lazy("Subjects: T, H or C. Qualities and competencies: T, Đ or C."),
    )
    grade = forms.TypedChoiceField(label=gettext_lazy("Grade"), choices=_GRADES, coerce=int)
    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=_PERIODS, required=False)
    text = forms.CharField(
        label=gettext_lazy("Sentence"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Without names: it is offered for many pupils."),
    )

    def __init__(self, *args: Any, may_change_schools: bool, is_new: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if not may_change_schools or not is_new:
            del self.fields["whose"]

    def clean_text(self) -> str:
        return nfc(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        about, level = facts.get("about"), facts.get("level")
        if about and level and level not in occasions.levels_of(about):
            letters = ", ".join(occasions.levels_of(about))
            said = _("For “%(about)s” the levels are %(letters)s.")
            problem = said % {"about": occasions.TITLES[about], "letters": letters}
            self.add_error("level", forms.ValidationError(problem, "level_of_another_kind"))
        return facts

    def sentence(self, by: Staff) -> BankSentence:
        facts = dict(self.cleaned_data)
        is_schools = facts.pop("whose", OWN) == SCHOOL
        return BankSentence(owner=None if is_schools else by, **facts)

    @staticmethod
    def values_of(sentence: BankSentence) -> dict[str, Any]:
        fields = ("about", "level", "grade", "period", "text")
        return {field: getattr(sentence, field) for field in fields}


class SearchForm(forms.Form):
    """What is looked for in the bank; nothing chosen shows all."""

    q = forms.CharField(
        label=gettext_lazy("Words, with or without tones"), max_length=100, required=False
    )
    about = forms.ChoiceField(label=gettext_lazy("About what"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)
    whose = forms.ChoiceField(label=gettext_lazy("Whose bank"), required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        nothing = [("", _("all"))]
        self._offer("about", [*nothing, *occasions.TITLES.items()])
        self._offer("level", [*nothing, *_LEVELS.items()])
        self._offer("whose", [*nothing, *_WHOSE])

    def _offer(self, field: str, choices: list[tuple[str, Any]]) -> None:
        offered = self.fields[field]
        if isinstance(offered, forms.ChoiceField):
            offered.choices = choices
