"""From the values of a book's row to what the rules of the circular are asked about."""

from collections.abc import Mapping

from documents.assessment.columns import LEVEL, MARK
from documents.assessment.models import AssessmentWay
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.facts import PupilYear, SubjectFacts
from documents.assessment.terms import SubjectLevel, TraitLevel
from documents.assessment.ways.acts import as_rule


def pupil_year(
    grade: int, values: Mapping[str, str | int], way: AssessmentWay | None = None
) -> PupilYear:
    """`values` by the keys of the book's columns; what is no level and no mark is passed over."""
    subjects: dict[str, SubjectFacts] = {}
    traits: dict[str, TraitLevel | None] = {}
    known = programme.traits_of(grade)
    for key, value in values.items():
        code, _dot, cell = key.partition(".")
        facts = subjects.get(code, SubjectFacts())
        if not cell and code in known:
            traits[code] = TraitLevel(value)
        elif cell == LEVEL:
            subjects[code] = SubjectFacts(SubjectLevel(value), facts.marks)
        elif cell == MARK:
            subjects[code] = SubjectFacts(facts.level, (int(value),))
    left_out = frozenset(way.left_out) if way else frozenset()
    electives = frozenset(row.code for row in programme.electives_of(grade) if row.code in subjects)
    return PupilYear(grade, subjects, traits, as_rule(way), left_out, electives)
