"""Which columns a sheet has, and how what is typed into each is read."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules import tt27_2020, written_comments
from documents.assessment.terms import Period
from documents.assessment.typed import (
    TypedValue,
    read_comment,
    read_mark,
    read_subject_level,
    read_trait_level,
)

LEVEL, MARK, COMMENT = "level", "mark", "comment"
ANOTHER = "another_mark"


class CellKind(Enum):
    SUBJECT_LEVEL = "subject_level"
    TRAIT_LEVEL = "trait_level"
    MARK = "mark"
    COMMENT = "comment"


_READERS: dict[CellKind, Callable[[str], TypedValue[Any]]] = {
    CellKind.SUBJECT_LEVEL: read_subject_level,
    CellKind.TRAIT_LEVEL: read_trait_level,
    CellKind.MARK: read_mark,
    CellKind.COMMENT: read_comment,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: the code by which its values are stored, and its heading."""

    code: str
    title: str
    kind: CellKind
    is_required: bool = True

    @property
    def is_short(self) -> bool:
        """A letter or a number; else words."""
        return self.kind != CellKind.COMMENT

    def read(self, text: str) -> TypedValue[str | int]:
        """As it is stored: a level by its letter, a mark as a number."""
        typed = _READERS[self.kind](text)
        value = typed.value.value if isinstance(typed.value, Enum) else typed.value
        return TypedValue(value, typed.code)


def subject_columns(
    code: str, grade: int, period: Period, *, with_another: bool = False
) -> tuple[Column, ...]:
    """Of a subject or educational activity: a level, a mark where it is tested, room for words.

    `with_another` where somebody sits another test: that mark counts, the first one stays.
    """
    columns = [Column(LEVEL, _("Level"), CellKind.SUBJECT_LEVEL)]
    if tt27_2020.has_mark(code, grade, period):
        columns.append(Column(MARK, _("Mark"), CellKind.MARK))
    if with_another:
        columns.append(Column(ANOTHER, _("Another test"), CellKind.MARK, is_required=False))
    return (*columns, Column(COMMENT, _("Comment"), CellKind.COMMENT, is_required=False))


def trait_columns(
    grade: int, period: Period, without: frozenset[str] = frozenset()
) -> tuple[Column, ...]:
    """Of qualities and competencies: a level each; the homeroom teacher's words at the year's end."""
    levels = [
        Column(code, programme.title_of(code), CellKind.TRAIT_LEVEL)
        for code in programme.traits_of(grade, without=without)
    ]
    words = [
        Column(each.code, each.title, CellKind.COMMENT)
        for each in written_comments.demanded(period)
    ]
    return (*levels, *words)
