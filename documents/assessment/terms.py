"""The words of assessment. Each vocabulary is a type of its own: T of a subject is not T of a quality."""

from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Period(Enum):
    """The four moments of a school year at which results are entered, as its calendar names them."""

    MID_TERM_1 = "mid_first"
    TERM_1 = "end_first"
    MID_TERM_2 = "mid_second"
    YEAR_END = "end_of_year"

    @property
    def label(self) -> Any:
        return _PERIODS[self]

    @property
    def is_mid_term(self) -> bool:
        return self in {Period.MID_TERM_1, Period.MID_TERM_2}


class SubjectLevel(Enum):
    """Of a subject or educational activity, as the forms write it."""

    COMPLETED_WELL = "T"
    COMPLETED = "H"
    NOT_COMPLETED = "C"

    @property
    def label(self) -> Any:
        return _SUBJECT_LEVELS[self]


class TraitLevel(Enum):
    """Of a quality or a competency, as the forms write it."""

    GOOD = "T"
    ACHIEVED = "Đ"
    NEEDS_EFFORT = "C"

    @property
    def label(self) -> Any:
        return _TRAIT_LEVELS[self]


class YearResult(Enum):
    """The synthesis at the end of a year, the best first."""

    EXCELLENT = "HTXS"
    GOOD = "HTT"
    COMPLETED = "HT"
    NOT_COMPLETED = "CHT"

    @property
    def label(self) -> Any:
        return _YEAR_RESULTS[self]


_PERIODS = {
    Period.MID_TERM_1: _("middle of term I"),
    Period.TERM_1: _("end of term I"),
    Period.MID_TERM_2: _("middle of term II"),
    Period.YEAR_END: _("end of the year"),
}
_SUBJECT_LEVELS = {
    SubjectLevel.COMPLETED_WELL: _("completed well"),
    SubjectLevel.COMPLETED: _("completed"),
    SubjectLevel.NOT_COMPLETED: _("not completed"),
}
_TRAIT_LEVELS = {
    TraitLevel.GOOD: _("good"),
    TraitLevel.ACHIEVED: _("achieved"),
    TraitLevel.NEEDS_EFFORT: _("needs effort"),
}
_YEAR_RESULTS = {
    YearResult.EXCELLENT: _("completed excellently"),
    YearResult.GOOD: _("completed well"),
    YearResult.COMPLETED: _("completed"),
    YearResult.NOT_COMPLETED: _("not completed"),
}
