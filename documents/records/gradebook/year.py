"""What a class's year comes to: ways of assessment, recognitions, the school's answers, and the rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from documents.assessment.answers.acts import answers_of
from documents.assessment.honours.acts import praises_of, recognitions_of
from documents.assessment.models import AssessmentWay
from documents.assessment.pupil_years import pupil_year
from documents.assessment.rules import completion, tt27_2020
from documents.assessment.rules.completion import Recognition
from documents.assessment.rules.facts import PupilYear, Synthesis
from documents.assessment.rules.open_questions import Answers
from documents.assessment.sheets import day_of
from documents.assessment.terms import Period
from documents.assessment.ways.acts import ways_of
from people.models import AssessmentPeriod, SchoolClass

Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What is known of a class beside its sheets, by pupil."""

    grade: int
    is_year: bool
    ways: Mapping[int, AssessmentWay]
    recognised: Mapping[int, Recognition]
    praised: frozenset[int]
    answers: Answers

    def year_of(self, pupil: int, values: Values) -> PupilYear | None:
        """At the end of the year alone."""
        return pupil_year(self.grade, values, self.ways.get(pupil)) if self.is_year else None

    def synthesis_of(self, year: PupilYear) -> Synthesis:
        return tt27_2020.synthesise(year, self.answers)

    def result_of(self, pupil: int, whole: Synthesis) -> dict[str, str | int]:
        """Điều 9, and the title of Điều 13 that follows from it; nothing where cells miss."""
        title = completion.award(whole.result, self.recognised.get(pupil))
        return {
            "result": whole.result.value if whole.result else "",
            "award": title.value if title else "",
            "praise": "X" if pupil in self.praised else "",
        }


def facts_of(
    school_class: SchoolClass, period: AssessmentPeriod, pupils: Collection[int]
) -> ClassFacts:
    """Four queries; two where the year is not at its end."""
    year, is_year = school_class.year, period.moment == Period.YEAR_END.value
    return ClassFacts(
        school_class.grade,
        is_year,
        ways_of(pupils, year, day_of(period)),
        recognitions_of(school_class) if is_year else {},
        frozenset(row.pupil_id for row in praises_of(school_class)) if is_year else frozenset(),
        answers_of(year),
    )
