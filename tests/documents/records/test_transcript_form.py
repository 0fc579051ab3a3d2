"""The form of a transcript: everything has its place, the same words in the same places both ways."""

import io

import pikepdf
import pytest

from documents import forms
from documents.assessment.columns import subject_columns, trait_columns
from documents.assessment.terms import Period
from documents.forms import Filling, FormDesign
from documents.records.score_sheet import printed as sheet_printed
from documents.records.transcript import printed
from documents.records.transcript.models import Transcript
from tests.documents.forms.test_places import assert_alike
from tests.documents.records.transcripts import facts_of_grade
from workflows import registry

# As long as the box of a score sheet takes and longer: three hundred letters.
LONG = (
    "Em đọc to, rõ ràng, trôi chảy; hiểu nội dung bài; viết đúng chính tả, chữ đẹp; biết dùng từ đặt câu,"
    " cần luyện thêm cách viết đoạn văn tả cảnh có hình ảnh so sánh, nhân hoá. Em mạnh dạn phát biểu, hợp"
    " tác tốt với bạn; cần rèn thêm tính cẩn thận khi làm bài và sắp xếp góc học tập gọn gàng hơn ở nhà."
)
ADDRESS = "http://127.0.0.1:8000/verify/ABCD-EFGH-1234/"


def design_of(shape: dict[str, object]) -> FormDesign:
    fields = ("author", *(desk.name for desk in registry.of(Transcript).desks))
    return FormDesign("transcript/print.html", {"school": {"name": "TH Tân Tập"}, **shape}, fields)


def filling_of(grade: int, words: str, years: int = 5) -> Filling:
    facts = facts_of_grade(grade, words, years)
    texts = {**printed.texts_of(facts), "running": "Học bạ · bản 1 · 0123456789ab"}
    return Filling(printed.shape_of(facts), texts, "Học bạ")


def paper(filling: Filling) -> bytes:
    made = forms.paper(design_of(dict(filling.shape)), filling, ADDRESS)
    assert isinstance(made, bytes), [each.problem().sentence for each in made]
    return made


@pytest.mark.parametrize("grade", range(1, 6))
@pytest.mark.parametrize("years", [5, 7])
def test_every_grade_has_room_for_three_hundred_letters_on_four_pages(
    grade: int, years: int
) -> None:
    """Grade 5 with an elective has thirteen rows; six years and more take the second size."""
    with pikepdf.open(io.BytesIO(paper(filling_of(grade, LONG[:230], years)))) as pdf:
        assert len(pdf.pages) == 4
        assert len(pdf.Root.AcroForm.Fields) == 5


@pytest.mark.parametrize("grade", [3, 4])
def test_twelve_subjects_have_five_lines_each(grade: int) -> None:
    facts = facts_of_grade(grade, LONG)
    facts["subjects"] = facts["subjects"][:12]
    filling = Filling(printed.shape_of(facts), printed.texts_of(facts), "Học bạ")
    assert len(LONG) >= 290
    assert paper(filling)


def test_a_place_has_room_for_a_long_address_and_a_name_for_a_long_name() -> None:
    facts = facts_of_grade(1)
    facts["pupil"] |= {"name": "Nguyễn Hoàng Thị Phương Bảo Trân Anh", "ethnicity": "Xơ-đăng"}
    assert paper(Filling(printed.shape_of(facts), printed.texts_of(facts), "Học bạ"))


def test_what_is_too_long_is_named_by_its_place() -> None:
    filling = filling_of(5, LONG * 2)
    found = forms.objections(design_of(dict(filling.shape)), filling.texts)
    assert {"subject-1-comment", "teacher_comment"} <= {each.slot for each in found}


def test_words_stand_where_the_ordinary_path_puts_them(tmp_path) -> None:
    filling = filling_of(4, LONG[:200])
    assert_alike(design_of(dict(filling.shape)), filling, tmp_path)


WORDS = (
    "Em đọc to rõ ràng",
    "trôi chảy",
    "hiểu bài",
    "viết đúng chính tả",
    "chữ đẹp",
    "chăm phát biểu",
)


def longest_that_fits(design: FormDesign, slot: str) -> str:
    """Word by word, as somebody types until the box is full."""
    text = ""
    for word in WORDS * 20:
        if not forms.fits(design, slot, f"{text} {word}"):
            return text
        text = f"{text} {word}".strip()
    raise AssertionError("A box takes everything.")


@pytest.mark.parametrize(
    ("columns", "code", "slot"),
    [
        (subject_columns("TOAN", 3, Period.YEAR_END), "comment", "subject-1-comment"),
        (subject_columns("DD", 3, Period.YEAR_END), "comment", "subject-1-comment"),
        (trait_columns(3, Period.YEAR_END), "on_qualities", "qualities-comment"),
        (trait_columns(3, Period.YEAR_END), "on_general", "general-comment"),
        (trait_columns(5, Period.YEAR_END), "on_specific", "specific-comment"),
        (trait_columns(3, Period.YEAR_END), "on_the_year", "teacher_comment"),
    ],
)
def test_what_a_score_sheet_takes_has_room_here(columns, code: str, slot: str) -> None:
    """So whoever types a comment is told at its cell, and no transcript grows because of it."""
    is_traits = code != "comment"
    shape = sheet_printed.measuring_shape(columns, is_traits=is_traits)
    sheet = FormDesign("score_sheet/print.html", {"school": {}, **shape})
    text = longest_that_fits(sheet, sheet_printed.slot_of(1, columns, code))
    grade = 5 if code == "on_specific" else 3
    assert len(text) > 60
    assert forms.fits(design_of(printed.shape_of(facts_of_grade(grade))), slot, text)
