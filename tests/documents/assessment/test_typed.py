"""What is typed into a cell, as people and their keyboards really type it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.assessment.terms import SubjectLevel, TraitLevel
from documents.assessment.typed import (
    SENTENCES,
    read_mark,
    read_subject_level,
    read_trait_level,
)
from tests.depth import examples


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("10", 10, ""),
        ("9", 9, ""),
        ("1", 1, ""),
        ("", None, ""),
        ("   ", None, ""),
        ("0", 0, "zero"),
        ("00", 0, "zero"),
        ("09", 9, ""),
        ("10 ", 10, "spaces"),
        (" 7", 7, "spaces"),
        ("9.5", None, "decimal"),
        ("9,5", None, "decimal"),
        ("9.0", None, "decimal"),
        ("11", None, "above_ten"),
        ("100", None, "above_ten"),
        ("9" * 5000, None, "above_ten"),
        ("-1", None, "below_zero"),
        ("mười", None, "word"),
        ("T", None, "word"),
        ("9+", None, "word"),
        ("8 9", None, "word"),
        ("1O", None, "letter_for_digit"),
        ("lO", None, "letter_for_digit"),
        ("O", None, "letter_for_digit"),
        ("\uff11\uff10", None, "full_width"),
        ("٩", None, "full_width"),
        ("9²", None, "full_width"),
        ("\uff19.\uff15", None, "decimal"),
        ("\x00", None, "word"),
    ],
)
def test_a_mark_is_read_or_answered(text: str, value: int | None, code: str) -> None:
    reading = read_mark(text)
    assert (reading.value, reading.code) == (value, code)


@pytest.mark.parametrize("text", ["T", "t", " T ", "Hoàn thành tốt", "HOÀN THÀNH TỐT"])
def test_the_best_level_of_a_subject(text: str) -> None:
    assert read_subject_level(text).value == SubjectLevel.COMPLETED_WELL


@pytest.mark.parametrize("text", ["Đ", "đ", "d", "D", "dd", "DD", "d9", "Đạt", "đạt"])
def test_the_middle_level_of_a_quality_as_keyboards_send_it(text: str) -> None:
    assert read_trait_level(text).value == TraitLevel.ACHIEVED


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_whole_words_are_known_in_either_form_of_their_letters(form: str) -> None:
    assert read_subject_level(_in(form, "Chưa hoàn thành")).value == SubjectLevel.NOT_COMPLETED
    assert read_trait_level(_in(form, "Cần cố gắng")).value == TraitLevel.NEEDS_EFFORT
    assert read_trait_level(_in(form, "Tốt")).value == TraitLevel.GOOD


def _in(form: str, text: str) -> str:
    return unicodedata.normalize(form, text)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Đạt", "Đ", "d", "Tốt", "Cần cố gắng"])
def test_the_words_of_qualities_are_refused_in_a_subject(text: str) -> None:
    assert read_subject_level(text).code == "level_of_a_trait"


@pytest.mark.parametrize("text", ["H", "h", "Hoàn thành", "Chưa hoàn thành"])
def test_the_words_of_subjects_are_refused_in_a_quality(text: str) -> None:
    assert read_trait_level(text).code == "level_of_a_subject"


@pytest.mark.parametrize("text", ["9", "A", "TT", "Giỏi", "Khá", "X", "-"])
def test_what_is_no_level_is_answered(text: str) -> None:
    """Marks, and the words of circulars that are gone."""
    assert read_subject_level(text).code == "not_a_level"
    assert read_trait_level(text).code == "not_a_trait_level"


@examples(300)
@given(text=st.text(max_size=12))
def test_nothing_is_swallowed(text: str) -> None:
    """Whatever stands in a cell is a value, or is answered; only what is empty is neither."""
    for read in (read_mark, read_subject_level, read_trait_level):
        reading = read(text)
        assert (reading.value is not None or bool(reading.code)) == bool(text.strip())
        assert not reading.code or reading.code in SENTENCES
