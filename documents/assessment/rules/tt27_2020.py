"""Thông tư 27/2020/TT-BGDĐT: tests, year-end synthesis, completion, awards, as pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.facts import (
    PupilYear,
    ResultCell,
    SubjectFacts,
    Supplement,
    Synthesis,
    Way,
)
from documents.assessment.rules.open_questions import Answers
from documents.assessment.terms import Period, SubjectLevel, TraitLevel, YearResult

# Điều 2 and 3: year by year from grade 1 on; the first day of the school year in which it began.
SINCE = {grade: date(2019 + grade, 9, 1) for grade in range(1, 6)}
MARKS = range(11)  # Điều 7.1d: of ten, without decimals

_TERM_ENDS = frozenset({Period.TERM_1, Period.YEAR_END})
_ALL_PERIODS = frozenset(Period)
# Điều 7.1b: the grades in which a subject is tested, and when.
_TESTS: dict[str, dict[int, frozenset[Period]]] = {
    **{
        code: {1: _TERM_ENDS, 2: _TERM_ENDS, 3: _TERM_ENDS, 4: _ALL_PERIODS, 5: _ALL_PERIODS}
        for code in ("TV", "TOAN")
    },
    **{code: dict.fromkeys((3, 4, 5), _TERM_ENDS) for code in ("NN1", "TH", "CN")},
    **{code: dict.fromkeys((4, 5), _TERM_ENDS) for code in ("LSDL", "KH")},
}


@dataclass(frozen=True, slots=True)
class _Demand:
    """What a result demands of every subject, quality or competency, and year-end test."""

    result: YearResult
    clause: str
    levels: frozenset[SubjectLevel]
    traits: frozenset[TraitLevel]
    mark: int


_WELL = frozenset({SubjectLevel.COMPLETED_WELL}), frozenset({TraitLevel.GOOD})
_ENOUGH = (
    frozenset({SubjectLevel.COMPLETED_WELL, SubjectLevel.COMPLETED}),
    frozenset({TraitLevel.GOOD, TraitLevel.ACHIEVED}),
)
# Điều 9.2a, the best first; what meets none of them is not completed.
_DEMANDS = (
    _Demand(YearResult.EXCELLENT, "Điều 9.2a", *_WELL, 9),
    _Demand(YearResult.GOOD, "Điều 9.2a", *_WELL, 7),
    _Demand(YearResult.COMPLETED, "Điều 9.2a", *_ENOUGH, 5),
)


def holds_on(day: date, grade: int) -> bool:
    """Whether this circular was the one for the grade on this day, as far as it is the newest."""
    return day >= SINCE[grade]


def has_mark(code: str, grade: int, period: Period) -> bool:
    """Whether this subject is tested in this grade at this moment (Điều 7.1b)."""
    return period in _TESTS.get(code, {}).get(grade, frozenset())


def another_test_possible(code: str, grade: int, period: Period) -> bool:
    """Only where a test ends a term, when its mark is out of the ordinary (Điều 7.1d)."""
    return period in _TERM_ENDS and has_mark(code, grade, period)


def synthesise(year: PupilYear, answers: Answers) -> Synthesis:
    """The result of a year (Điều 9.2a). What is missing makes it uncomputable, never "not completed"."""
    if year.way == Way.NOT_ASSESSED:
        return Synthesis(None, "Điều 8")
    cells = tuple(cells_of(year, answers))
    missing = tuple(cell for cell in cells if cell.value is None)
    if missing:
        return Synthesis(None, "Điều 9.2a", missing=missing)
    between: tuple[ResultCell, ...] = ()
    for demand in _DEMANDS:
        failing = tuple(cell for cell in cells if not _meets(cell, demand))
        if not failing:
            return Synthesis(demand.result, demand.clause, between=between)
        between = failing
    return Synthesis(YearResult.NOT_COMPLETED, "Điều 9.2a", between=between)


def cells_of(year: PupilYear, answers: Answers) -> Iterator[ResultCell]:
    """Everything that counts at the end of this pupil's year, filled or not."""
    for code in _counting(year, answers):
        facts = year.subjects.get(code, SubjectFacts())
        yield ResultCell("level", code, facts.level)
        if has_mark(code, year.grade, Period.YEAR_END):
            yield ResultCell("mark", code, facts.mark)
    left_out = answers.left_out_competencies.get(year.grade, frozenset()) | year.left_out
    for code in programme.traits_of(year.grade, without=left_out):
        yield ResultCell("trait", code, year.traits.get(code))


def _counting(year: PupilYear, answers: Answers) -> list[str]:
    rows = [row.code for row in programme.rows_of(year.grade)]
    if answers.electives_count:
        offered = programme.electives_of(year.grade)
        rows += [row.code for row in offered if row.code in year.electives]
    return [code for code in rows if code not in year.left_out]


def _meets(cell: ResultCell, demand: _Demand) -> bool:
    if isinstance(cell.value, SubjectLevel):
        return cell.value in demand.levels
    if isinstance(cell.value, TraitLevel):
        return cell.value in demand.traits
    return cell.value is not None and cell.value >= demand.mark


def mark_demanded(result: YearResult) -> int:
    """The least mark of every year-end test for this result; 0 where none is demanded."""
    return next((demand.mark for demand in _DEMANDS if demand.result == result), 0)


def stands_in_the_way(year: PupilYear, answers: Answers) -> tuple[ResultCell, ...]:
    """The cells for which a pupil is assessed once more (Điều 11); none where the year is completed."""
    whole = synthesise(year, answers)
    return whole.between if whole.result == YearResult.NOT_COMPLETED else ()


def supplemented(year: PupilYear, more: Supplement) -> PupilYear:
    """The year with the supplementary results in place of the old ones; those stay where they are."""
    codes = {*more.levels, *more.marks}
    subjects = {**year.subjects, **{code: _after(year, more, code) for code in codes}}
    return replace(year, subjects=subjects, traits={**year.traits, **more.traits})


def _after(year: PupilYear, more: Supplement, code: str) -> SubjectFacts:
    facts = year.subjects.get(code, SubjectFacts())
    marks = (*facts.marks, more.marks[code]) if code in more.marks else facts.marks
    return SubjectFacts(more.levels.get(code, facts.level), marks)
