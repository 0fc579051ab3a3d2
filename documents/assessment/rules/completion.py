"""Whether a pupil has completed the class (Điều 11), and what honours the year (Điều 13)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from documents.assessment.rules import tt27_2020
from documents.assessment.rules.facts import PupilYear, Supplement, Way
from documents.assessment.rules.open_questions import Answers
from documents.assessment.terms import YearResult


class Completion(Enum):
    """How far the question "does this pupil move up?" has come."""

    UNKNOWN = "unknown"
    """Something is missing, or a pupil who is not assessed waits for the decision."""
    COMPLETED = "completed"
    TO_SUPPLEMENT = "to_supplement"
    COMPLETED_LATER = "completed_later"
    """After the supplementary assessment."""
    TO_DECIDE = "to_decide"
    """Not completed after it: the principal decides by the degree of what is lacking."""
    MOVED_UP = "moved_up"
    KEPT_BACK = "kept_back"

    @property
    def moves_up(self) -> bool:
        return self in {Completion.COMPLETED, Completion.COMPLETED_LATER, Completion.MOVED_UP}


def completion(
    year: PupilYear,
    answers: Answers,
    more: Supplement | None = None,
    decided: YearResult | None = None,
) -> Completion:
    """Điều 11, step by step. Who is not assessed moves up, or does not, by decision alone.

    `decided` is the result where the homeroom teacher decided otherwise than computed.
    """
    computed = tt27_2020.synthesise(year, answers).result
    if computed is None:
        return _decided(more) if year.way == Way.NOT_ASSESSED else Completion.UNKNOWN
    if (decided or computed) != YearResult.NOT_COMPLETED:
        return Completion.COMPLETED
    if more is None:
        return Completion.TO_SUPPLEMENT
    if computed == YearResult.NOT_COMPLETED and _is_completed_after(year, more, answers):
        return Completion.COMPLETED_LATER
    return _decided(more) if more.decided_on else Completion.TO_DECIDE


def _is_completed_after(year: PupilYear, more: Supplement, answers: Answers) -> bool:
    after = tt27_2020.synthesise(tt27_2020.supplemented(year, more), answers)
    return after.result != YearResult.NOT_COMPLETED


def _decided(more: Supplement | None) -> Completion:
    if more is None or more.decided_on is None:
        return Completion.UNKNOWN
    return Completion.MOVED_UP if more.moves_up else Completion.KEPT_BACK


class Award(Enum):
    """The titles of Điều 13, by their whole wording; there is no other."""

    EXCELLENT = "Học sinh Xuất sắc"
    EXEMPLARY = "Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện"


@dataclass(frozen=True, slots=True)
class Recognition:
    """The facts upon which somebody is named exemplary: in what, and on which day the class agreed."""

    in_what: str
    """The code of a subject (outstanding) or of a quality or competency (clear progress)."""
    agreed_on: date


def award(result: YearResult | None, recognition: Recognition | None = None) -> Award | None:
    """Excellent follows from the result; exemplary is decided, on recorded facts."""
    if result == YearResult.EXCELLENT:
        return Award.EXCELLENT
    if result == YearResult.GOOD and recognition and recognition.in_what:
        return Award.EXEMPLARY
    return None
