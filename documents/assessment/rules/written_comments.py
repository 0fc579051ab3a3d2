"""Which comments must be written: four a pupil, at the end of the year; nowhere else is one missing.

TT 27/2020/TT-BGDĐT, Điều 6: comments are spoken, and written where that is necessary; Điều 9.2b: written
in the transcript at the end of the year. Of subjects its form (phụ lục 1) asks for what stands out and for
shortcomings "if there are any": an empty comment on a subject is whole. The forms of phụ lục 2 have no
column for comments. The ministry's specification of digital transcripts (XML v1.0) marks four fields as
mandatory, none of a subject.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from documents.assessment.rules import programme_2018 as programme
from documents.assessment.terms import Period, TraitLevel


@dataclass(frozen=True, slots=True)
class WrittenComment:
    """A comment by the homeroom teacher; `field` is that of the digital transcript."""

    code: str
    title: str
    field: str


WRITTEN = (
    WrittenComment("on_qualities", "Nhận xét về phẩm chất", "NHAN_XET_PHAM_CHAT"),
    WrittenComment("on_general", "Nhận xét về năng lực chung", "NHAN_XET_NANG_LUC_CHUNG"),
    WrittenComment("on_specific", "Nhận xét về năng lực đặc thù", "NHAN_XET_NANG_LUC_DAC_THU"),
    # The paper form has no row for it as far as its guide goes: demanded by the specification alone.
    WrittenComment("on_the_year", "Nhận xét của giáo viên chủ nhiệm", "NHAN_XET_GVCN"),
)
_TRAITS: Mapping[str, Mapping[str, str]] = {
    "on_qualities": programme.QUALITIES,
    "on_general": programme.GENERAL_COMPETENCIES,
    "on_specific": programme.SPECIFIC_COMPETENCIES,
}
_WORST_FIRST = (TraitLevel.NEEDS_EFFORT, TraitLevel.ACHIEVED, TraitLevel.GOOD)


def demanded(period: Period) -> tuple[WrittenComment, ...]:
    return WRITTEN if period == Period.YEAR_END else ()


def level_of(code: str, traits: Iterable[str], levels: Mapping[str, object]) -> str:
    """The lowest level among those `traits` that the comment speaks of; nothing while one is missing."""
    given = {levels.get(trait) for trait in traits if trait in _TRAITS.get(code, {trait: ""})}
    if None in given:
        return ""
    return next((level.value for level in _WORST_FIRST if level.value in given), "")
