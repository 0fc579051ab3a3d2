"""Whatever a year looks like: there is one answer, a better value never makes it worse."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from documents.assessment.rules import tt27_2020
from documents.assessment.rules.completion import completion
from documents.assessment.rules.facts import PupilYear, SubjectFacts, Way
from documents.assessment.rules.open_questions import Answers
from documents.assessment.rules.programme_2018 import ROWS, traits_of
from documents.assessment.terms import SubjectLevel, TraitLevel, YearResult
from tests.depth import examples
from tests.documents.assessment.second_reading import result_of

PUPILS = 100_000
CODES = [row.code for row in ROWS]
RANK = {result: place for place, result in enumerate(reversed(YearResult))}
# Mostly good, as pupils are: a year of chance alone would nearly always be "not completed".
LEVELS = [
    *[SubjectLevel.COMPLETED_WELL] * 60,
    *[SubjectLevel.COMPLETED] * 3,
    SubjectLevel.NOT_COMPLETED,
    None,
]
TRAITS = [*[TraitLevel.GOOD] * 90, *[TraitLevel.ACHIEVED] * 3, TraitLevel.NEEDS_EFFORT, None]
MARKS = [*[10, 9] * 18, *[8, 7] * 2, 6, 5, 4, 0]


def some_facts(chance: Random) -> SubjectFacts:
    tests = chance.choices([0, 1, 2], [1, 60, 6])[0]
    return SubjectFacts(chance.choice(LEVELS), tuple(chance.choices(MARKS, k=tests)))


FACTS = [some_facts(chance) for chance in [Random(27)] for _each in range(3000)]


def chance_year(chance: Random) -> PupilYear:
    grade = chance.randint(1, 5)
    traits = traits_of(grade)
    return PupilYear(
        grade,
        dict(zip(CODES, chance.choices(FACTS, k=len(CODES)), strict=True)),
        dict(zip(traits, chance.choices(TRAITS, k=len(traits)), strict=True)),
        chance.choices(list(Way), [20, 3, 1])[0],
        frozenset(chance.sample(CODES, chance.choice([0, 0, 0, 1, 2]))),
        frozenset(chance.sample(["NN1", "TDT"], chance.choice([0, 1, 2]))),
    )


def test_a_second_reading_of_the_circular_agrees_on_a_hundred_thousand_pupils() -> None:
    chance = Random(2027)
    met: dict[str | None, int] = {}
    for _pupil in range(PUPILS):
        year, count = chance_year(chance), chance.random() < 0.5
        whole = tt27_2020.synthesise(year, Answers(electives_count=count))
        expected = result_of(year, electives_count=count)
        assert (whole.result.value if whole.result else None) == expected, year
        met[expected] = met.get(expected, 0) + 1
    assert min(met.get(each, 0) for each in ("HTXS", "HTT", "HT", "CHT", None)) > PUPILS // 200, met


years = st.builds(lambda seed: chance_year(Random(seed)), st.integers(0, 2**32))


@examples(300)
@given(year=years)
def test_every_year_has_one_answer(year: PupilYear) -> None:
    whole = tt27_2020.synthesise(year, Answers())
    assert whole == tt27_2020.synthesise(year, Answers())
    completion(year, Answers())
    if whole.result is None:
        assert bool(whole.missing) == (year.way != Way.NOT_ASSESSED)
    else:
        assert bool(whole.between) == (whole.result != YearResult.EXCELLENT)


@examples(300)
@given(year=years, better=st.sampled_from([*CODES, *traits_of(5)]))
def test_a_better_value_never_makes_the_result_worse(year: PupilYear, better: str) -> None:
    before = tt27_2020.synthesise(year, Answers()).result
    after = tt27_2020.synthesise(improved(year, better), Answers()).result
    if before is not None:
        assert after is not None
        assert RANK[after] >= RANK[before]


def improved(year: PupilYear, code: str) -> PupilYear:
    if code in year.subjects:
        best = SubjectFacts(SubjectLevel.COMPLETED_WELL, (*year.subjects[code].marks, 10))
        return replace(year, subjects={**year.subjects, code: best})
    return replace(year, traits={**year.traits, code: TraitLevel.GOOD})


@examples(200)
@given(year=years)
def test_what_stands_between_is_all_that_stands_between(year: PupilYear) -> None:
    """Mend these cells, and the next better result is reached."""
    whole = tt27_2020.synthesise(year, Answers())
    for cell in whole.between:
        year = improved(year, cell.code)
    mended = tt27_2020.synthesise(year, Answers()).result
    if whole.result not in {None, YearResult.EXCELLENT}:
        assert RANK[mended] > RANK[whole.result]
