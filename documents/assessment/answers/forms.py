"""The open questions as a form: each with its sources and its safe answer beside it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from documents.assessment.answers.models import SchoolAnswers
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.open_questions import QUESTIONS

GRADES = range(1, 6)


class AnswersForm(forms.ModelForm[SchoolAnswers]):
    class Meta:
        model = SchoolAnswers
        fields = ("electives_count",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        electives, competencies = QUESTIONS
        self._explain("electives_count", electives)
        for grade in GRADES:
            codes = [
                code
                for code in programme.traits_of(grade)
                if code in programme.SPECIFIC_COMPETENCIES
            ]
            self.fields[f"grade_{grade}"] = forms.MultipleChoiceField(
                label=_("Grade %d: not assessed") % grade,
                choices=[(code, programme.title_of(code)) for code in codes],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=self.instance.left_out.get(str(grade), []),
            )
        self._explain("grade_1", competencies)

    def _explain(self, name: str, question: Any) -> None:
        field = self.fields[name]
        if name == "electives_count":
            field.label = question.sentence
        facts = {"source": question.source, "answer": question.safe_answer}
        field.help_text = _("%(source)s Until you answer: %(answer)s") % facts

    def save(self, commit: bool = True) -> SchoolAnswers:  # noqa: FBT001, FBT002 as Django has it
        self.instance.left_out = {
            str(grade): self.cleaned_data[f"grade_{grade}"]
            for grade in GRADES
            if self.cleaned_data[f"grade_{grade}"]
        }
        return super().save(commit)
