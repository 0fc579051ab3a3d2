"""The sentence that a teacher reads beside a result: what it follows from, and what it lacks."""

import pytest
from django.utils import translation

from documents.assessment import explaining
from documents.assessment.rules import tt27_2020
from documents.assessment.rules.facts import Synthesis
from documents.assessment.rules.open_questions import Answers
from tests.documents.assessment.years import year_of


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def whole_of(year: str) -> Synthesis:
    return tt27_2020.synthesise(year_of(year), Answers())


@pytest.mark.parametrize(
    ("year", "named"),
    [
        ("1", ["Hoàn thành xuất sắc", "9", "Điều 9.2a"]),
        ("1 TV:8", ["Hoàn thành tốt", "7", "Điều 9.2a"]),
        ("1 TV=H", ["Hoàn thành", "5", "Điều 9.2a"]),
        ("1 TOAN:4 cham_chi=C", ["Chưa hoàn thành", "Toán", "4", "Chăm chỉ", "Điều 9.2a"]),
        ("1 TV=? TOAN:?", ["Tiếng Việt", "Toán"]),
        ("1 (none)", ["Điều 8"]),
    ],
)
def test_a_result_is_explained_by_what_it_follows_from(year: str, named: list[str]) -> None:
    sentence = explaining.why(whole_of(year)).casefold()
    assert [each for each in named if each.casefold() not in sentence] == []


@pytest.mark.parametrize(
    ("year", "named"),
    [
        ("1 TV:8", ["hoàn thành xuất sắc", "9", "Tiếng Việt"]),
        ("1 TV=H giao_tiep=Đ", ["hoàn thành tốt", "7", "Tiếng Việt", "Giao tiếp và hợp tác"]),
        ("4 KH:4", ["hoàn thành", "5", "Khoa học"]),
    ],
)
def test_what_stands_in_the_way_is_named_with_what_is_wanted(year: str, named: list[str]) -> None:
    sentence = explaining.in_the_way(whole_of(year))
    assert [each for each in named if each not in sentence] == []


@pytest.mark.parametrize("year", ["1", "1 (none)", "1 TV=?"])
def test_nothing_stands_in_the_way_of_the_best_or_of_what_is_unknown(year: str) -> None:
    assert explaining.in_the_way(whole_of(year)) == ""
