"""What changed between two versions: told in whole words, losing nothing, and soon."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cpu
from tests.depth import examples
from tests.school import School, take
from workflows import compare
from workflows.compare import Piece, pieces
from workflows.states import Step

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


def test_lines_that_repeat_are_compared_with_a_second_of_work_as_well() -> None:
    """1,800 bytes of them kept a page busy for two minutes: each match looked at all pairs again."""
    old = "a\nb\n" * 450
    for new in ("b\na\nc\n" * 450, "a\n" * 900, old[:900] + "khác\n" + old[900:]):
        with cpu.at_most(1):
            found = list(pieces(old, new))
        assert (side(found, "ins"), side(found, "del")) == (old, new)


def test_what_begins_and_ends_alike_is_the_same_however_long_the_rest_is() -> None:
    old = "Đầu.\n" + "x\ny\n" * 2000 + "Cuối.\n"
    new = "Đầu.\n" + "y\nz\n" * 2000 + "Cuối.\n"
    found = list(pieces(old, new))
    assert (found[0].kind, found[0].text) == ("same", "Đầu.\n")
    assert (found[-1].kind, found[-1].text) == ("same", "Cuối.\n")


def test_two_submissions_are_compared_once(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = school.minutes()
    take(Step.SUBMIT, minutes.approval, school.dao)
    take(Step.SEND_BACK, minutes.approval, school.minh, note="Xem lại.")
    take(Step.SUBMIT, minutes.approval, school.dao)
    versions = compare.last_two(minutes.approval)
    first = compare.with_the_one_before(minutes.approval, versions)
    monkeypatch.setattr(compare, "pieces", None)
    assert compare.with_the_one_before(minutes.approval, versions) is first
