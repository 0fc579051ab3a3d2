"""What a class's year comes to: ways of assessment, recognitions, the school's answers, and the rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from documents.assessment.answers.acts import answers_of
from documents.assessment.decided_results.acts import Computed, decided_results_of
from documents.assessment.honours.acts import praises_of, recognitions_of
from documents.assessment.models import AssessmentWay, DecidedResult
from documents.assessment.pupil_years import pupil_year
from documents.assessment.rules import completion, tt27_2020
from documents.assessment.rules.completion import Recognition
from documents.assessment.rules.facts import PupilYear, Synthesis
from documents.assessment.rules.open_questions import Answers
from documents.assessment.sheets import day_of
from documents.assessment.terms import Period, YearResult
from documents.assessment.ways.acts import ways_of
from people.models import AssessmentPeriod, SchoolClass

Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Decision:
    """A result that was decided, beside what is computed from the cells of now."""

    kept: DecidedResult
    now: Computed

    @property
    def differs(self) -> bool:
        """Where nothing can be computed, nothing is decided; where both agree, the rules suffice."""
        return self.now.result not in {None, self.kept.as_result}

    @property
    def are_cells_other(self) -> bool:
        return self.kept.cells != self.now.cells

    @property
    def content(self) -> dict[str, str]:
        computed = self.now.result.value if self.now.result else ""
        return {"computed": computed, "result": self.kept.result, "reason": self.kept.reason}

    @property
    def note(self) -> str:
        """As the form says it in its last column, in as few words as it has room for."""
        return "GVCN quyết định {result}; tính theo quy định: {computed}".format_map(self.content)


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What is known of a class beside its sheets, by pupil."""

    grade: int
    is_year: bool
    ways: Mapping[int, AssessmentWay]
    recognised: Mapping[int, Recognition]
    praised: frozenset[int]
    decided: Mapping[int, DecidedResult]
    answers: Answers

    def year_of(self, pupil: int, values: Values) -> PupilYear | None:
        """At the end of the year alone."""
        return pupil_year(self.grade, values, self.ways.get(pupil)) if self.is_year else None

    def synthesis_of(self, year: PupilYear) -> Synthesis:
        return tt27_2020.synthesise(year, self.answers)

    def decision_of(self, pupil: int, year: PupilYear, whole: Synthesis) -> Decision | None:
        kept = self.decided.get(pupil)
        return Decision(kept, Computed(whole.result, year)) if kept else None

    def result_of(self, pupil: int, result: YearResult | None) -> dict[str, str | int]:
        """The result, and the title of Điều 13 that follows from it; nothing where cells miss."""
        title = completion.award(result, self.recognised.get(pupil))
        return {
            "result": result.value if result else "",
            "award": title.value if title else "",
            "praise": "X" if pupil in self.praised else "",
        }


def facts_of(
    school_class: SchoolClass, period: AssessmentPeriod, pupils: Collection[int]
) -> ClassFacts:
    """Five queries; two where the year is not at its end."""
    year, is_year = school_class.year, period.moment == Period.YEAR_END.value
    return ClassFacts(
        school_class.grade,
        is_year,
        ways_of(pupils, year, day_of(period)),
        recognitions_of(school_class) if is_year else {},
        frozenset(row.pupil_id for row in praises_of(school_class)) if is_year else frozenset(),
        decided_results_of(school_class) if is_year else {},
        answers_of(year),
    )
