"""Are the headings recognised that schools and their software write, and no others?"""

import re

import pytest

from people.imports.headings import find_heading, kin_of, plain
from people.imports.labels import PUPIL_HEADINGS, STAFF_HEADINGS
from people.imports.pupils.columns import COLUMNS, NEEDED
from people.imports.staff.reading import COLUMNS as STAFF_COLUMNS
from people.imports.tables import letters
from people.imports.workbook import Sheet

PUPILS = {
    "number": ["STT", "TT", "Số TT", "Số thứ tự"],
    "ministry_code": [
        *(
            "Mã định danh Bộ GD&ĐT",
            "Mã định danh Bộ GD",
            "MÃ ĐỊNH DANH HỌC SINH",
            "Mã số định danh HS",
        ),
        *("Mã định danh (Bộ GD&ĐT)", "Mã học sinh Bộ", "Mã MOET", "Mã định danh của Bộ Giáo dục"),
    ],
    "pupil_code": ["Mã học sinh", "Mã HS (*)", "Mã số học sinh"],
    "identity": ["Mã định danh", "Mã số định danh"],
    "personal_id": [
        *(
            "Số định danh cá nhân",
            "Số ĐDCN",
            "CCCD",
            "Số CCCD",
            "Số CMND/CCCD",
            "Căn cước công dân",
        ),
        *("Mã định danh cá nhân", "Số định danh cá nhân/CCCD", "Số định danh cá nhân của học sinh"),
        *("Số CCCD/Mã định danh cá nhân",),
    ],
    "full_name": [
        "Họ và tên",
        "Họ tên",
        "HỌ VÀ TÊN HỌC SINH",
        "Họ tên HS",
        "Họ và tên (*)",
        "Tên học sinh",
    ],
    "family_name": ["Họ và tên đệm", "Họ đệm", "Họ và đệm", "Họ lót", "Họ"],
    "given_name": ["Tên"],
    "born_on": [
        *("Ngày sinh", "Ngày, tháng, năm sinh", "Ngày tháng năm sinh", "Ngày sinh (dd/mm/yyyy)"),
        *("Sinh ngày", "Ngày/tháng/năm sinh", "Năm sinh"),
    ],
    "gender": ["Giới tính", "GT", "Phái", "Nam/Nữ", "Giới tính (Nam/Nữ)"],
    "female": ["Nữ", "Nữ (x)", "HS nữ", "Giới tính nữ"],
    "class": ["Lớp", "Lớp học", "Tên lớp", "LỚP (*)"],
    "state": ["Trạng thái", "Tình trạng", "Trạng thái học sinh", "Tình trạng học tập"],
    "grade": ["Khối", "Khối lớp"],
    "ethnicity": ["Dân tộc"],
    "religion": ["Tôn giáo"],
    "nationality": ["Quốc tịch"],
    "birth_place": ["Nơi sinh", "Nơi sinh (xã, huyện, tỉnh)", "Nơi sinh theo giấy khai sinh"],
    "home_place": ["Quê quán", "Nguyên quán"],
    "residence": [
        "Chỗ ở hiện nay",
        "Nơi ở hiện nay",
        "Nơi ở hiện tại",
        "Địa chỉ",
        "Chỗ ở",
        "Địa chỉ liên hệ",
    ],
    "permanent": ["Thường trú", "Hộ khẩu thường trú", "Nơi đăng ký hộ khẩu thường trú", "HKTT"],
    "disability": ["Khuyết tật", "Loại khuyết tật", "Học sinh khuyết tật"],
    "priority": [
        "Diện chính sách",
        "Đối tượng chính sách",
        "Diện ưu tiên",
        "Thuộc diện chính sách",
    ],
    "father_name": [
        "Họ tên cha",
        "Họ và tên bố",
        "Họ tên của cha",
        "Cha",
        "Tên bố",
        "Họ và tên cha đẻ",
    ],
    "father_born_year": ["Năm sinh cha", "Năm sinh của bố", "Cha - năm sinh", "Ngày sinh cha"],
    "father_occupation": ["Nghề nghiệp cha", "Nghề nghiệp của bố", "Nghề cha"],
    "father_phone": ["SĐT cha", "Số điện thoại của bố", "ĐT bố", "Điện thoại di động cha"],
    "mother_name": ["Họ tên mẹ", "Mẹ", "Họ và tên mẹ"],
    "mother_phone": ["SĐT của mẹ", "Số ĐT mẹ"],
    "guardian_name": [
        "Họ tên người giám hộ",
        "Người giám hộ",
        "Người giám hộ (nếu có)",
        "Họ tên người đỡ đầu",
    ],
    "guardian_phone": ["SĐT người giám hộ", "Điện thoại giám hộ"],
    "note": ["Ghi chú"],
    "former_number": ["Số đăng bộ", "Số sổ đăng bộ", "Đăng bộ"],
}
STAFF = {
    "staff_code": ["Mã giáo viên", "Mã cán bộ", "Mã GV", "Mã định danh", "Mã nhân viên"],
    "full_name": ["Họ và tên", "Họ tên giáo viên", "Giáo viên", "Họ tên cán bộ, giáo viên"],
    "group": ["Tổ chuyên môn", "Tổ", "Tổ CM", "Tổ bộ môn"],
    "position": ["Chức vụ", "Chức danh nghề nghiệp", "Vị trí việc làm", "Chức vụ (nếu có)"],
    "email": ["Email", "E-mail", "Địa chỉ email", "Thư điện tử"],
    "phone": ["Điện thoại", "SĐT", "Số điện thoại", "ĐTDĐ"],
    "username": ["Tên đăng nhập", "Tài khoản", "Username"],
}
NOBODYS = ["Chiều cao", "Cân nặng", "Điểm trường", "Trạng thái nộp", "Xã", "Buổi học"]


def keys(columns: object, *labels: str) -> dict[str, int]:
    """What a row of headings is taken for."""
    found = find_heading(Sheet("x", [list(labels)]), columns, ("full_name", "given_name", "x"))
    return found.columns if found else {}


@pytest.mark.parametrize(
    ("key", "label"), [(key, one) for key, all_ in PUPILS.items() for one in all_]
)
def test_a_heading_of_pupils_is_recognised(key: str, label: str) -> None:
    assert _only(COLUMNS, label) == key


@pytest.mark.parametrize(
    ("key", "label"), [(key, one) for key, all_ in STAFF.items() for one in all_]
)
def test_a_heading_of_staff_is_recognised(key: str, label: str) -> None:
    assert _only(STAFF_COLUMNS, label) == key


def _only(columns: object, label: str) -> str:
    """Beside a name and a third column of its own, what is this one?"""
    others = [
        word
        for key, word in (("full_name", "Họ và tên"), ("given_name", "Tên"), ("number", "STT"))
        if plain(word) != plain(label)
    ]
    found = keys(columns, label, "", *others)
    [key] = [key for key, place in found.items() if place == 0] or [""]
    return key


@pytest.mark.parametrize("label", NOBODYS)
def test_another_heading_is_taken_for_nothing(label: str) -> None:
    assert _only(COLUMNS, label) == ""


def test_what_is_exported_is_recognised_column_by_column() -> None:
    for columns, headings in ((COLUMNS, PUPIL_HEADINGS), (STAFF_COLUMNS, STAFF_HEADINGS)):
        assert keys(columns, *headings.values()) == {key: at for at, key in enumerate(headings)}


def test_every_pattern_is_written_in_plain_words() -> None:
    """A pattern with a tone or a capital could never match."""
    for column in (*COLUMNS, *STAFF_COLUMNS):
        assert re.sub(r"\\[bsd]", "", column.pattern).isascii()
        assert not re.search("[A-Z]", column.pattern), column.key


def test_headings_beyond_the_fifteenth_row_are_not_looked_for() -> None:
    headings = ["STT", "Họ và tên", "Ngày sinh"]
    for empty, found in ((14, True), (15, False)):
        sheet = Sheet("x", [[None]] * empty + [list(headings)])
        assert bool(find_heading(sheet, COLUMNS, NEEDED)) is found


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"),
    ]


def test_whose_columns_they_are() -> None:
    assert [kin_of(label) for label in ("Thông tin cha", "MẸ", "Người đỡ đầu", "Chang", "Mẹo")] == [
        *("cha", "me", "giam ho", "", ""),
    ]


@pytest.mark.parametrize(
    "label", ["Họ tên cha/mẹ", "Họ và tên bố mẹ", "Phụ huynh (cha hoặc mẹ)", "Họ tên cha (mẹ)"]
)
def test_a_heading_of_both_parents_is_nobodys(label: str) -> None:
    assert _only(COLUMNS, label) == ""
    two_rows = [["Họ và tên", "Ngày sinh", label, ""], ["", "", "Họ tên", "SĐT"]]
    found = find_heading(Sheet("x", list(two_rows)), COLUMNS, NEEDED)
    assert found
    assert not any(key.startswith(("father", "mother")) for key in found.columns)
