"""A sheet copied without names: nobody is in it, and its comments find their rows again."""

from documents.assessment.columns import trait_columns
from documents.assessment.comments.without_names import text_of
from documents.assessment.incoming.comparing import Comparison, SheetToFill, compare
from documents.assessment.incoming.tables import from_clipboard
from documents.assessment.terms import Period
from tests.documents.assessment.tables import (
    AN,
    BINH,
    CUC,
    HOA,
    NAMES,
    codes_of,
    of_subject,
    of_traits,
    pasted,
    pupils,
    would_change,
)

VALUES: dict[str, dict[str, str | int]] = {
    AN: {"level": "T", "mark": 9, "comment": "Em Thị An giúp Bình. Tiến bộ rõ."},
    BINH: {"level": "H", "mark": 6, "comment": "Trần Văn Bình cần đọc kĩ đề."},
    CUC: {"level": "T"},
}


def sheet() -> SheetToFill:
    return of_subject(pupils(values=VALUES))


def back(text: str, of: SheetToFill | None = None) -> Comparison:
    return compare(from_clipboard(text), of or sheet())


def written(text: str, *comments: str) -> str:
    """As somebody elsewhere fills the last column."""
    heading, *rows = text.split("\n")
    return "\n".join([heading, *(row + said for row, said in zip(rows, comments, strict=True))])


def test_nobody_is_named() -> None:
    text = text_of(sheet())
    for row in pupils():
        for word in (*row.name.split()[1:], row.code, f"{row.born_on:%d/%m/%Y}"):
            assert word not in text.split()
        assert row.name.split()[-1] not in text
    lines = [line.split("\t") for line in text.split("\n")]
    assert [line[0] for line in lines[1:]] == ["1", "2", "3", "4"]
    assert lines[1][1:4] == ["T", "9", "Em giúp em. Tiến bộ rõ."]
    assert lines[2][3] == "em cần đọc kĩ đề."


def test_comments_come_back_by_number_and_nothing_else_does() -> None:
    text = written(text_of(sheet()), "Một.", "Hai.", "", "Bốn.")
    levels_altered = text.replace("\tT\t", "\tC\t")
    compared = back(levels_altered)
    assert codes_of(compared) == []
    assert would_change(compared) == {
        AN: {"comment": "Một."},
        BINH: {"comment": "Hai."},
        HOA: {"comment": "Bốn."},
    }
    shuffled = "\n".join([text.split("\n")[0], *reversed(text.split("\n")[1:])])
    assert would_change(back(shuffled)) == would_change(compared)


def test_the_four_comments_of_traits_come_back() -> None:
    traits = of_traits()
    year_end = SheetToFill(trait_columns(4, Period.YEAR_END), traits.rows, traits.mark)
    text = written(text_of(year_end), *["Thừa."] * 4)
    assert {name: list(cells) for name, cells in would_change(back(text, year_end)).items()} == {
        name: ["on_the_year"] for name in NAMES
    }


def test_a_list_that_changed_is_refused() -> None:
    text = written(text_of(sheet()), "Một.", "Hai.", "Ba.", "Bốn.")
    without_an = [row for row in sheet().rows if row.name != AN]
    assert codes_of(back(text, of_subject(without_an))) == ["another_list"]
    again = written(text_of(sheet()), "1.", "2.", "3.", "4.").replace("\n4\t", "\n9\t")
    assert [row.number for row in back(again).refused] == [5]
    twice = again.replace("\n9\t", "\n1\t")
    assert [row.number for row in back(twice).refused] == [2, 5]


def test_the_numbers_of_ones_own_list_name_nobody() -> None:
    compared = pasted([["STT", "Nhận xét"], ["1", "Một."], ["2", "Hai."]])
    assert codes_of(compared) == ["no_names"]
