"""What a comment is about, for which level, grade and period: by this the sentences of the bank are found."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from documents.assessment.columns import LEVEL
from documents.assessment.models import BankSentence
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules import written_comments
from documents.assessment.terms import Period, SubjectLevel, TraitLevel
from people.models import Staff

# By the code of a subject or of a written comment; in the order of the forms.
SUBJECTS = {row.code: row.title for row in programme.ROWS}
WRITTEN = {each.code: each.title for each in written_comments.WRITTEN}
TITLES = {**SUBJECTS, **WRITTEN}


def levels_of(about: str) -> dict[str, Any]:
    """The letters that a sentence about this may be for, with their words."""
    kind: Iterable[Any] = SubjectLevel if about in SUBJECTS else TraitLevel
    return {level.value: level.label for level in kind}


@dataclass(frozen=True, slots=True)
class Occasion:
    """A column of comments on a sheet."""

    about: str
    grade: int
    period: Period
    traits: tuple[str, ...] = ()
    """The qualities and competencies that the sheet asks for."""

    def level_of(self, values: Mapping[str, Any], left_out: Collection[str] = ()) -> str:
        """What a pupil was given; nothing where that is not known yet."""
        if self.about in SUBJECTS:
            return str(values.get(LEVEL, ""))
        asked = [trait for trait in self.traits if trait not in left_out]
        return written_comments.level_of(self.about, asked, values)


def usable_by(staff: Staff) -> QuerySet[BankSentence]:
    """The school's sentences and the own ones; nobody else's."""
    return BankSentence.objects.filter(Q(owner=None) | Q(owner=staff))


def sentences_for(occasion: Occasion, staff: Staff) -> dict[str, list[str]]:
    """By level: the own before the school's, those for just this grade and period before the general."""
    rows = usable_by(staff).filter(
        about=occasion.about,
        grade__in=(0, occasion.grade),
        period__in=("", occasion.period.value),
    )
    by_level: dict[str, list[str]] = {}
    for row in sorted(rows, key=_own_and_special_first):
        texts = by_level.setdefault(row.level, [])
        if row.text not in texts:
            texts.append(row.text)
    return by_level


def _own_and_special_first(row: BankSentence) -> tuple[bool, bool, bool, int]:
    return row.owner_id is None, row.grade == 0, row.period == "", row.pk
