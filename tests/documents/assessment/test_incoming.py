"""Tables from elsewhere: which row is whose, which column is what, and what is not guessed."""

import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from documents.assessment.incoming.comparing import compare
from documents.assessment.incoming.tables import IncomingTable, from_clipboard
from people.refusals import Refusal
from tests.depth import examples
from tests.documents.assessment.tables import (
    AN,
    BINH,
    CUC,
    HOA,
    MARK,
    codes_of,
    copied,
    of_subject,
    of_traits,
    pasted,
    pupils,
    would_change,
)
from tests.refused import refused

HEADINGS = ["STT", "Họ và tên", "Mức đạt được", "Điểm KTĐK", "Nhận xét"]


@pytest.fixture(autouse=True)
def _in_vietnamese():
    """As the school sees it: headings of the sheet are words of the catalogue."""
    with translation.override("vi"):
        yield


def reasons(compared, name: str) -> list[str]:
    """Why this row of the table is not taken: its problems, and the codes of its cells' sentences."""
    [row] = [row for row in compared.rows if row.said == name]
    return [*row.problems, *(cell.sentence for cell in row.cells if cell.is_refused)]


def test_a_table_with_headings_is_read_as_it_is_meant() -> None:
    compared = pasted(
        [
            ["TRƯỜNG TIỂU HỌC PHƯỚC VĨNH ĐÔNG"],
            ["BẢNG ĐIỂM MÔN TOÁN"],
            HEADINGS,
            ["1", AN, "t", "10", "Chăm chỉ."],
            ["2", BINH, "H", "", '"Tính toán\ncẩn thận, ""rất"" tốt."'],
            ["3", CUC, "", "", ""],
            ["", "Cộng: 3 em"],
        ]
    )
    assert would_change(compared) == {
        AN: {"level": "T", "mark": "10", "comment": "Chăm chỉ."},
        BINH: {"level": "H", "comment": 'Tính toán cẩn thận, "rất" tốt.'},
    }
    assert [row.name for row in compared.missing] == [HOA]
    assert (compared.refused, compared.problems) == ([], [])


def test_what_stands_already_is_no_change_and_an_empty_cell_says_nothing() -> None:
    rows = pupils(values={AN: {"level": "T", "mark": 9}, BINH: {"level": "T"}})
    compared = pasted(
        [HEADINGS, ["1", AN, "T", "9", ""], ["2", BINH, "", "8", ""]], of_subject(rows)
    )
    assert would_change(compared) == {BINH: {"mark": "8"}}
    assert compared.unchanged == 2


@pytest.mark.parametrize(
    "written",
    [
        "Đỗ Thị Hoà",
        "  đỗ   thị  hòa ",
        "ĐỖ THỊ HÒA",
        unicodedata.normalize("NFD", HOA),
        "Do Thi Hoa",
        "Ðỗ Thị Hòa",
        "Đỗ Thị Hòa\u200b",
        "Đỗ Thị Hòa (KT)",
    ],
)
def test_a_name_is_the_same_however_it_is_typed(written: str) -> None:
    compared = pasted([HEADINGS, ["1", written, "T", "9", ""]])
    if "(" in written:
        assert would_change(compared) == {}, "what else stands beside a name is not guessed"
    else:
        assert would_change(compared) == {HOA: {"level": "T", "mark": "9"}}


def test_tones_tell_two_names_apart_and_without_them_nobody_is_chosen() -> None:
    rows = pupils("Lê Thị Hòa", "Lê Thị Hoa")
    sheet = of_subject(rows)
    exact = pasted([HEADINGS, ["1", "Lê Thị Hoà", "T", "9", ""]], sheet)
    assert list(would_change(exact)) == ["Lê Thị Hòa"]
    bare = pasted([HEADINGS, ["1", "Le Thi Hoa", "T", "9", ""]], sheet)
    assert would_change(bare) == {}
    assert all(number in reasons(bare, "Le Thi Hoa")[0] for number in ("1", "2"))


def test_of_two_of_one_name_the_code_or_the_birth_date_tells() -> None:
    sheet = of_subject(pupils(AN, BINH, AN))
    alone = pasted([HEADINGS, ["1", AN, "T", "9", ""], ["3", AN, "H", "7", ""]], sheet)
    assert would_change(alone) == {}
    assert len(alone.refused) == 2
    born = [["Họ và tên", "Ngày sinh", "Điểm"], [AN, "03/03/2018", "7"], [AN, "1/3/2018", "9"]]
    by_birth = pasted(born, sheet)
    assert [row.pupil and row.pupil.number for row in by_birth.rows] == [3, 1]
    codes = [["Mã học sinh", "Họ và tên", "Điểm"], ["800000003", AN, "7"], ["0800000001", AN, "9"]]
    by_code = pasted(codes, sheet)
    assert [row.pupil and row.pupil.number for row in by_code.rows] == [3, 1]
    assert by_code.rows[0].remarks, "zeros that were put back are told"


def test_a_pupil_who_stands_there_twice_gets_neither() -> None:
    compared = pasted([HEADINGS, ["1", AN, "T", "9", ""], ["2", AN, "C", "2", ""]])
    assert would_change(compared) == {}
    assert all("2, 3" in row.problems[0] for row in compared.rows)


def test_code_and_name_must_not_contradict_each_other() -> None:
    heads = ["Mã định danh Bộ GD&ĐT", "Họ và tên", "Điểm"]
    compared = pasted([heads, ["0800000002", AN, "9"], ["0800000009", CUC, "8"]])
    assert would_change(compared) == {}
    assert len(compared.refused) == 2


def test_codes_of_another_program_are_left_aside_and_said_so() -> None:
    compared = pasted([["Mã học sinh", "Họ và tên", "Điểm"], ["HS0017", AN, "9"]])
    assert would_change(compared) == {AN: {"mark": "9"}}
    assert compared.layout.notes


def test_who_is_not_on_the_sheet_is_told_and_so_is_an_old_font() -> None:
    compared = pasted(
        [HEADINGS, ["1", "Phạm Văn Dũng", "T", "9", ""], ["2", "TrÇn V¨n B×nh", "T", "9", ""]]
    )
    assert len(compared.refused) == 2
    assert "TCVN3" in reasons(compared, "TrÇn V¨n B×nh")[0]


@pytest.mark.parametrize(
    ("level", "mark"),
    [
        ("Đạt", "9"),
        ("Đ", "9"),
        ("T", "9,5"),
        ("T", "11"),
        ("T", "\uff19"),
        ("T", "mười"),
        ("T", "1O"),
    ],
)
def test_another_vocabulary_is_refused_at_its_cell_and_keeps_the_row_out(
    level: str, mark: str
) -> None:
    compared = pasted(
        [HEADINGS, ["1", AN, level, mark, ""], ["2", BINH, "T", "8", ""], ["3", CUC, "H", "7", ""]]
    )
    assert set(would_change(compared)) == {BINH, CUC}
    assert len(reasons(compared, AN)) == 1


def test_a_comment_typed_for_an_old_font_is_refused_unless_it_stands_so_already() -> None:
    table = [HEADINGS, ["1", AN, "T", "9", "CÇn cè g¾ng"], ["2", BINH, "T", "9", "Cố gắng."]]
    assert list(would_change(pasted(table))) == [BINH]
    there = of_subject(pupils(values={AN: {"comment": "CÇn cè g¾ng"}}))
    assert list(would_change(pasted(table, there))) == [AN, BINH]


def test_a_whole_number_with_a_decimal_that_the_spreadsheet_shows() -> None:
    compared = pasted([HEADINGS, ["1", AN, "T", "9,0", ""]])
    assert would_change(compared)[AN] == {"level": "T", "mark": "9"}


def test_surname_and_given_name_in_two_columns() -> None:
    compared = pasted([["Họ và tên đệm", "Tên", "Điểm"], ["Nguyễn Thị", "An", "9"]])
    assert would_change(compared) == {AN: {"mark": "9"}}
    under_one = pasted([["STT", "Họ và tên", "", "Điểm"], ["1", "Nguyễn Thị", "An", "9"]])
    assert would_change(under_one) == {AN: {"mark": "9"}}


def test_without_headings_the_values_say_it_and_that_is_told() -> None:
    compared = pasted(
        [
            ["1", AN, "01/03/2018", "T", "10", "Học tốt lắm."],
            ["2", BINH, "02/03/2018", "H", "3", "Cần cố gắng."],
            ["3", CUC, "03/03/2018", "C", "4", "Cần luyện thêm."],
        ]
    )
    assert would_change(compared)[BINH] == {
        "level": "H",
        "mark": "3",
        "comment": "Cần cố gắng.",
    }
    assert compared.layout.notes


def test_two_columns_of_marks_without_headings_are_not_guessed() -> None:
    compared = pasted([[AN, "10", "9"], [BINH, "3", "8"], [CUC, "4", "7"]])
    assert codes_of(compared) == ["no_columns"]
    chosen = compare(
        from_clipboard(copied([[AN, "10", "9"], [BINH, "3", "8"]])),
        of_subject(),
        {0: "full_name", 1: "", 2: "mark"},
    )
    assert would_change(chosen) == {AN: {"mark": "9"}, BINH: {"mark": "8"}}


@pytest.mark.parametrize("first", [1, 5])
def test_the_numbers_of_the_rows_are_no_marks(first: int) -> None:
    rows = [[str(first + at), name, "T"] for at, name in enumerate((AN, BINH, CUC, HOA))]
    for table in (rows, [["Số", "Em", "KQ"], *rows]):
        compared = pasted(table)
        assert would_change(compared)[HOA] == {"level": "T"}


def test_nobody_says_of_two_columns_that_they_are_the_same() -> None:
    with refused("column_twice"):
        compare(from_clipboard(copied([[AN, "9"]])), of_subject(), {0: "mark", 1: "mark"})


def test_without_names_nothing_is_matched() -> None:
    assert codes_of(pasted([["T", "9"], ["H", "8"]])) == ["no_names"]


def test_values_under_the_heading_beside_their_own_are_a_shift() -> None:
    rows = [["1", AN, "9", "T", ""], ["2", BINH, "8", "H", ""], ["3", CUC, "7", "H", ""]]
    compared = pasted([HEADINGS, *rows])
    assert set(codes_of(compared)) == {"columns_shifted"}
    assert not compared.may_be_applied


def test_a_shift_among_columns_of_one_kind_is_seen_at_its_edges() -> None:
    titles = [column.title for column in of_traits().columns]
    shifted = [[name, "", *["T"] * len(titles)] for name in (AN, BINH, CUC)]
    right = pasted([["Họ và tên", *titles], *shifted], of_traits())
    assert codes_of(right) == ["columns_shifted"]
    left = [[name, "Đ", *["T"] * (len(titles) - 1), ""] for name in (AN, BINH, CUC)]
    compared = pasted([["Họ và tên", "Ghi chú", *titles], *left], of_traits())
    assert codes_of(compared) == ["columns_shifted"]
    straight = [[name, *["T"] * len(titles)] for name in (AN, BINH, CUC)]
    assert codes_of(pasted([["Họ và tên", *titles], *straight], of_traits())) == []


def test_ten_columns_of_one_kind_go_by_their_headings_in_any_order() -> None:
    sheet = of_traits()
    columns = sheet.columns[9::-1]
    rows = [[name, *"TĐCTĐCTĐCT"] for name in (AN, BINH, CUC)]
    compared = pasted([["Họ tên", *(column.title.upper() for column in columns)], *rows], sheet)
    said = dict(zip((column.code for column in columns), "TĐCTĐCTĐCT", strict=True))
    assert would_change(compared) == dict.fromkeys((AN, BINH, CUC), said)


def test_of_a_table_of_all_subjects_the_own_one_is_taken() -> None:
    two = [
        ["STT", "Họ và tên", "Tiếng Việt", "", "Toán", ""],
        ["", "", "Mức đạt được", "Điểm KTĐK", "Mức đạt được", "Điểm KTĐK"],
        ["1", AN, "H", "6", "T", "9"],
    ]
    assert would_change(pasted(two)) == {AN: {"level": "T", "mark": "9"}}
    other = [row[:4] for row in two]
    compared = pasted(other)
    assert would_change(compared) == {}
    assert any("Tiếng Việt" in note for note in compared.layout.notes)


def test_two_columns_of_one_heading_are_asked_about() -> None:
    compared = pasted([["Họ và tên", "Điểm", "Mức", "Điểm"], [AN, "5", "T", "9"]])
    assert would_change(compared) == {AN: {"level": "T"}}
    assert compared.layout.notes


def test_the_template_of_another_sheet_is_refused() -> None:
    other = MARK.replace("1", "2")
    table = [[f"Mã phiếu: {other}"], HEADINGS, ["1", AN, "T", "9", ""]]
    assert codes_of(pasted(table)) == ["another_sheet"]
    assert codes_of(pasted([[f"Mã phiếu: {MARK}"], *table[1:]])) == []


def test_a_quote_that_nobody_closed_swallows_no_rows() -> None:
    compared = pasted([HEADINGS, ["1", AN, "T", "9", '"Giỏi'], ["2", BINH, "H", "8", ""]])
    assert set(would_change(compared)) == {AN, BINH}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nothing_pasted"),
        (" \t\r\n\t ", "nothing_pasted"),
        ("a\tb\n" * 501, "table_too_large"),
        ("\t" * 60 + "a", "table_too_large"),
        ("a\t" + "b" * 300_000, "table_too_large"),
        ("\x01;\x02", "not_a_table"),
    ],
)
def test_what_is_no_table_of_a_class_is_refused(text: str, code: str) -> None:
    with refused(code):
        from_clipboard(text)


def test_what_was_shown_has_a_fingerprint_of_its_own() -> None:
    table = [HEADINGS, ["1", AN, "T", "9", ""]]
    first = pasted(table).fingerprint
    assert pasted(table).fingerprint == first
    later = of_subject(pupils(values={AN: {"comment": "Khá."}}))
    assert pasted(table, later).fingerprint != first
    assert pasted([HEADINGS, ["1", AN, "T", "8", ""]]).fingerprint != first
    other = compare(from_clipboard(copied(table)), of_subject(), {1: "full_name", 3: "mark"})
    assert other.fingerprint != first


_cells = st.one_of(
    st.sampled_from([AN, HOA, "T", "H", "Đạt", "9", "9,5", "", '"', "0800000001", "Điểm", "Tên"]),
    st.text(max_size=20),
)


@examples(150)
@given(st.one_of(st.text(), st.lists(st.lists(_cells, max_size=6), max_size=8).map(copied)))
def test_whatever_is_pasted_is_compared_or_refused_in_words(text: str) -> None:
    try:
        compared = compare(from_clipboard(text), of_subject())
    except Refusal:
        return
    for row in compared.changing:
        for cell in row.changes:
            assert not cell.column.read(cell.after).is_refused
    assert compared.fingerprint


def test_a_merged_name_stands_for_its_rows_alone() -> None:
    table = IncomingTable("", [["Họ và tên", "Điểm"], [AN, "9"], ["", "8"]], [[1, 0, 2, 0]])
    compared = compare(table, of_subject())
    assert would_change(compared) == {}, "one pupil, two rows"
