"""What somebody typed into a cell: a mark, a level, or a sentence why it is neither. Never a guess."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from documents.assessment.rules.tt27_2020 import MARKS
from documents.assessment.terms import SubjectLevel, TraitLevel
from people.names import nfc

V = TypeVar("V")
MOST_LETTERS = 500


@dataclass(frozen=True, slots=True)
class TypedValue(Generic[V]):
    """A value, or none and the `code` of why not; a value with a code is taken, and told at its place."""

    value: V | None = None
    code: str = ""

    @property
    def sentence(self) -> Any:
        return SENTENCES[self.code] if self.code else ""

    @property
    def is_refused(self) -> bool:
        return self.value is None and bool(self.code)


SENTENCES = {
    "spaces": _("Spaces around the mark were left out."),
    "zero": _("The mark is 0: is that meant?"),
    "decimal": _("Marks are whole numbers (Circular 27, Article 7): please round it yourself."),
    "above_ten": _("Marks go from 0 to 10."),
    "below_zero": _("Marks go from 0 to 10."),
    "full_width": _("These digits are of another writing: please type them with this keyboard."),
    "letter_for_digit": _("There is a letter among the digits: please type the number again."),
    "word": _("Please type the mark in digits."),
    "comment_too_long": _("A comment has at most 500 letters."),
    "not_a_level": _("Please type T, H or C."),
    "not_a_trait_level": _("Please type T, Đ or C."),
    "level_of_a_trait": _(
        "That is a level of qualities and competencies; a subject has T, H or C."
    ),
    "level_of_a_subject": _("That is a level of subjects; a quality or competency has T, Đ or C."),
}
_LOOKS_LIKE_A_DIGIT = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})
_DECIMAL = re.compile(r"\d+[.,]\d+")
_WHOLE = re.compile(r"-?\d+", re.ASCII)


def read_mark(text: str) -> TypedValue[int]:
    """A whole number of ten (Điều 7.1d). An empty cell is no value and no fault."""
    plain = text.strip()
    if not plain:
        return TypedValue()
    if not _WHOLE.fullmatch(plain):
        return TypedValue(code=_why_no_mark(plain))
    number = int(plain[:4])
    if number not in MARKS:
        return TypedValue(code="below_zero" if number < 0 else "above_ten")
    if number == 0:
        return TypedValue(0, "zero")
    return TypedValue(number, "spaces" if plain != text else "")


def _why_no_mark(text: str) -> str:
    if _DECIMAL.fullmatch(unicodedata.normalize("NFKC", text)):
        return "decimal"
    if unicodedata.normalize("NFKC", text) != text or (text.isdigit() and not text.isascii()):
        return "full_width"
    return "letter_for_digit" if _WHOLE.fullmatch(text.translate(_LOOKS_LIKE_A_DIGIT)) else "word"


# As typed under Telex and VNI, with the whole words of the circular beside the letters.
_SUBJECT_LEVELS = {
    "t": SubjectLevel.COMPLETED_WELL,
    "hoàn thành tốt": SubjectLevel.COMPLETED_WELL,
    "h": SubjectLevel.COMPLETED,
    "hoàn thành": SubjectLevel.COMPLETED,
    "c": SubjectLevel.NOT_COMPLETED,
    "chưa hoàn thành": SubjectLevel.NOT_COMPLETED,
}
_TRAIT_LEVELS = {
    "t": TraitLevel.GOOD,
    "tốt": TraitLevel.GOOD,
    **dict.fromkeys(("đ", "d", "dd", "d9", "đạt"), TraitLevel.ACHIEVED),
    "c": TraitLevel.NEEDS_EFFORT,
    "cần cố gắng": TraitLevel.NEEDS_EFFORT,
}


def read_comment(text: str) -> TypedValue[str]:
    """Composed, its spaces put in order. Too long is refused, never cut."""
    plain = nfc(text)
    if len(plain) > MOST_LETTERS:
        return TypedValue(code="comment_too_long")
    return TypedValue(plain or None)


def read_subject_level(text: str) -> TypedValue[SubjectLevel]:
    other = "level_of_a_trait" if _plain(text) in _TRAIT_LEVELS else "not_a_level"
    return _read(text, _SUBJECT_LEVELS, other)


def read_trait_level(text: str) -> TypedValue[TraitLevel]:
    other = "level_of_a_subject" if _plain(text) in _SUBJECT_LEVELS else "not_a_trait_level"
    return _read(text, _TRAIT_LEVELS, other)


def _read(text: str, levels: Mapping[str, V], otherwise: str) -> TypedValue[V]:
    word = _plain(text)
    if not word:
        return TypedValue()
    return TypedValue(levels[word]) if word in levels else TypedValue(code=otherwise)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
