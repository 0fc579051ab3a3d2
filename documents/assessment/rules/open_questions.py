"""What the sources leave open: the school answers, and until it does a safe answer holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """`source` says where the sources are silent or disagree."""

    code: str
    sentence: Any
    safe_answer: Any
    source: Any


QUESTIONS = (
    OpenQuestion(
        "electives_count",
        _("Do elective subjects count in the result of the year?"),
        _("No: nobody's result suffers from a subject that need not be taken."),
        _(
            "Circular 27/2020, article 9, says “the subjects”; no source says whether electives are meant."
        ),
    ),
    OpenQuestion(
        "left_out_competencies",
        _("Which specific competencies are not assessed in a grade?"),
        _("None: Khoa học is assessed in every grade, as the digital transcript demands."),
        _(
            "The ministry's digital transcript wants Khoa học in all grades; products in use leave it out"
            " in grades 1 to 3."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Answers:
    """The school's answers to the open questions; what is not answered has its safe answer."""

    electives_count: bool = False
    left_out_competencies: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """By grade."""

    def left_out_of(self, grade: int) -> frozenset[str]:
        return self.left_out_competencies.get(grade, frozenset())
