"""Why a text cannot stand in its slot, told before anything is written."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from people.refusals import Problem, Refusal

_RECOGNISABLE = 40  # letters of a text, for whoever looks for it


class CannotFill(Refusal):
    """A text does not fit the form; nothing was printed."""

    def __init__(self, objections: Iterable["Objection"]) -> None:
        super().__init__(each.problem() for each in objections)


@dataclass(frozen=True, slots=True)
class Objection:
    """Too long for the slot, or with letters that the form's fonts do not have."""

    slot: str
    text: str
    missing: str = ""
    excess: int = 0
    """How many letters it is too long by."""

    def problem(self) -> Problem:
        words = {"text": Truncator(self.text).chars(_RECOGNISABLE), "missing": self.missing}
        if self.missing:
            sentence = (
                _("“%(text)s”: the print has no letter for %(missing)s. Please write it otherwise.")
                % words
            )
            return Problem(sentence, "letters_missing", self.slot)
        words["letters"] = str(self.excess)
        sentence = (
            _(
                "“%(text)s” is %(letters)s letters too long for its place on paper. Please shorten it."
            )
            % words
        )
        return Problem(sentence, "too_long_for_paper", self.slot)
