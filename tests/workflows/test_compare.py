"""What changed between two versions: told in whole words, losing nothing, and soon."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests import cpu
from tests.depth import examples
from workflows.compare import Piece, pieces

TEXTS = st.lists(st.sampled_from(["Khởi", "động", " ", "\n", "  ", "5 phút", "."]), max_size=30)


def side(told: list[Piece], without: str) -> str:
    return "".join(piece.text for piece in told if piece.kind != without)


@examples(100)
@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_out_of_it(before: list[str], after: list[str]) -> None:
    old, new = "".join(before), "".join(after)
    told = list(pieces(old, new))
    assert (side(told, "ins"), side(told, "del")) == (old, new)


def test_only_the_word_that_changed_is_marked() -> None:
    told = list(pieces("Que tính.\nMười que.", "Que tính.\nHai mươi que."))
    assert [(one.kind, one.text) for one in told] == [
        ("same", "Que tính.\n"),
        ("del", "Mười"),
        ("ins", "Hai mươi"),
        ("same", " que."),
    ]
    assert [one.text for one in pieces("Que tính", "Que tính mới") if one.kind == "ins"] == [" mới"]


def test_a_long_text_is_compared_with_a_second_of_work() -> None:
    """A plan of 40 pages in 400 lines, a word changed in each; and one that is a single line."""
    chance = Random(7)
    words = [f"từ{chance.randrange(300)}" for _number in range(16_000)]
    changed = [word if number % 40 else "khác" for number, word in enumerate(words)]
    for parted in (40, 16_000):
        old, new = (
            "\n".join(" ".join(text[at : at + parted]) for at in range(0, len(text), parted))
            for text in (words, changed)
        )
        with cpu.at_most(1):
            told = list(pieces(old, new))
        assert side(told, "del") == new
