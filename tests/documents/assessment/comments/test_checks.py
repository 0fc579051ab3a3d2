"""What is said of a comment: names, pronouns, words that hurt, a sentence worn out. And variants in turn."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from documents.assessment.comments.checks import Child, ClassOfComments, names_in
from documents.assessment.comments.rotating import Seat, suggestions
from documents.assessment.comments.words_that_hurt import SINCE, WORDS
from documents.assessment.rules import written_comments
from documents.assessment.terms import Period

AN = Child("Nguyễn Thị An", "nữ")
CHILDREN = (
    AN,
    Child("Trần Văn Bình", "nam"),
    Child("Lê Minh Tiến", "nam"),
    Child("Phạm Quốc Việt", "nam"),
    Child("Đỗ Thùy An", "nữ"),
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def doubts(text: str, child: Child = AN, *, others: tuple[str, ...] = ()) -> list[str]:
    return ClassOfComments(CHILDREN, (text, *others)).doubts(text, child)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Em Bình đọc to, rõ.", "Bình"),
        ("Bình đọc to, rõ.", "Bình"),
        ("Đọc to. Tiến cần viết chậm lại.", "Tiến"),
        ("Biết giúp đỡ bạn Việt trong giờ Tiếng Việt.", "Việt"),
        ("Trần Văn Bình chăm ngoan.", "Trần Văn Bình"),
        ("Đỗ Thùy An chăm ngoan.", "Đỗ Thùy An"),
    ],
)
def test_another_pupils_name_is_told(text: str, name: str) -> None:
    [said] = doubts(text)
    assert said.startswith(f"“{name}” is another pupil")


@pytest.mark.parametrize(
    "text",
    [
        "Em An đọc to, rõ.",
        "Nguyễn Thị An đọc to, rõ.",
        "Tiến bộ rõ trong môn Tiếng Việt.",
        "Bình tĩnh, tự tin. An toàn khi chơi.",
        "Em giữ thái độ bình tĩnh.",
        "Em yêu Việt Nam, biết kể chuyện Bác Hồ.",
    ],
)
def test_own_names_and_ordinary_words_are_left_alone(text: str) -> None:
    assert doubts(text) == []


def test_a_pronoun_of_the_other_gender_is_told() -> None:
    boy = CHILDREN[1]
    assert "“cậu bé”" in doubts("Một cậu bé chăm ngoan.")[0]
    assert "“cô bé”" in doubts("Cô bé chăm ngoan.", boy)[0]
    for said in ("Em chăm ngoan.", "Con chăm ngoan.", "Bạn chăm ngoan.", "Cô bé chăm ngoan."):
        assert doubts(said) == []
    assert doubts("Một cậu bé chăm ngoan.", boy) == []


def test_words_that_hurt_are_told_once_and_only_as_whole_words() -> None:
    [said] = doubts("Em còn ngu dốt.")
    assert said.startswith("“ngu dốt”: ")
    assert "Article 4" in doubts("Em học thua kém.")[0]
    assert doubts("Em có nhiều ưu điểm, chủ yếu là chăm chỉ; không kém phần sáng tạo.") == []
    assert all(each.why and each.since >= SINCE for each in WORDS)


def test_a_sentence_for_too_many_is_told() -> None:
    text = "Em hoàn thành tốt."
    assert doubts(text, others=(text, text)) == []
    [said] = doubts(text, others=(text.upper(), "em hoàn thành tốt", text))
    assert said == "The same sentence stands for 4 of 5 pupils."


def test_names_in_a_text() -> None:
    assert names_in("An giúp Bình học Tiếng Việt.", ["An", "Bình", "Việt"]) == ["An", "Bình"]


SENTENCES = {"T": ["t1", "t2", "t3"], "H": ["h1", "h2"], "C": ["c1"]}


@given(st.lists(st.tuples(st.sampled_from(["T", "H", "C", "", "Đ"]), st.booleans()), max_size=45))
def test_neighbours_differ_and_variants_are_used_evenly(rows: list[tuple[str, bool]]) -> None:
    seats = [Seat(n, level, "own" if filled else "") for n, (level, filled) in enumerate(rows)]
    chosen = suggestions(seats, SENTENCES)
    wanted = {seat.pupil for seat in seats if seat.level in SENTENCES and not seat.comment}
    assert chosen.keys() == wanted
    for seat in seats:
        text = chosen.get(seat.pupil)
        if text:
            assert text in SENTENCES[seat.level]
            assert seat.level == "C" or text != chosen.get(seat.pupil - 1)
    for level, texts in SENTENCES.items():
        times = [list(chosen.values()).count(text) for text in texts]
        assert max(times) - min(times) <= 1, level


def test_a_sentence_that_a_neighbour_has_already_is_not_suggested() -> None:
    """Neither from above nor from below, even where it is the one least used."""
    texts = ("t2", "t2", "t3", "t3", "t1", "", "t3", "t2", "", "t1")
    seats = [Seat(number, "T", text) for number, text in enumerate(texts)]
    assert suggestions(seats, SENTENCES) == {5: "t2", 8: "t3"}


def test_comments_are_demanded_at_the_years_end_alone() -> None:
    """TT 27, Điều 9.2b; four fields of the digital transcript."""
    assert [len(written_comments.demanded(period)) for period in Period] == [0, 0, 0, 4]
    assert {each.field for each in written_comments.WRITTEN} == {
        "NHAN_XET_PHAM_CHAT",
        "NHAN_XET_NANG_LUC_CHUNG",
        "NHAN_XET_NANG_LUC_DAC_THU",
        "NHAN_XET_GVCN",
    }


def test_the_level_of_a_written_comment_is_the_lowest_it_speaks_of() -> None:
    traits = ("yeu_nuoc", "nhan_ai", "tu_chu")
    levels = {"yeu_nuoc": "T", "nhan_ai": "Đ"}

    def level_of(code: str, **more: str) -> str:
        return written_comments.level_of(code, traits, {**levels, **more})

    assert level_of("on_qualities") == "Đ"
    assert level_of("on_qualities", nhan_ai="T") == "T"
    assert level_of("on_qualities", nhan_ai="C") == "C"
    assert level_of("on_the_year") == ""
    assert level_of("on_the_year", tu_chu="T") == "Đ"
    assert level_of("on_specific") == ""
