"""From an empty database to an open year by keyboard: the principal, the board, three spreadsheets."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command
from django.utils import timezone

from config.sample.names import BOY, GIRL, pupil_name
from people.imports.sheets import spreadsheet
from people.models import Enrolment, RegisterEntry, SchoolYear, Staff
from people.years.programme import PROGRAMME
from tests.journeys.keyboard import Keyboard
from tests.journeys.test_accounts import chooses_password, sets_up_app
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
WINDOW = {"viewport": {"width": 1200, "height": 800}}
FIRST_DAY = timezone.localdate() - timedelta(days=80)
LAST_DAY = FIRST_DAY + timedelta(days=272)
CLASSES, PUPILS = ("1A", "1B", "2A"), 28
# As in a school's own list: full name, gender, group, what he or she is.
STAFF = (
    ("Nguyễn Thị Thu", "Nữ", "", "Hiệu trưởng"),
    ("Đỗ Quang Minh", "Nam", "", "Phó hiệu trưởng"),
    ("Võ Thị Vân", "Nữ", "Tổ văn phòng", "Văn thư"),
    ("Trần Thị Kim Liên", "Nữ", "Tổ 1", "Giáo viên"),
    ("Nguyễn Thị Mỹ Hạnh", "Nữ", "Tổ 1", "Giáo viên"),
    ("Bùi Thị Thu Sương", "Nữ", "Tổ 2", "Giáo viên"),
    ("Phạm Thái Sơn", "Nam", "Tổ 2", "Giáo viên"),
)
# What is ticked, so that the spreadsheet may bring what it names.
MISSING = {"Nhân sự": "Tạo các tổ chưa có", "Học sinh": "Tạo các lớp mà năm học chưa có"}
TEACHERS = {"1A": "Trần Thị Kim Liên", "1B": "Nguyễn Thị Mỹ Hạnh", "2A": "Bùi Thị Thu Sương"}


@pytest.fixture
def school(real_commits: None, settings, tmp_path) -> str:
    """Founded by command, and nothing else; the principal's first password."""
    settings.SOKY_HOME = tmp_path
    said = StringIO()
    founding = {"school": "Trường Tiểu học Hoa Sen", "authority": "UBND xã Tân Tập"}
    founding |= {"place": "Tân Tập", "principal": "Nguyễn Thị Thu", "username": "thu"}
    call_command("found_school", decision="102/QĐ-UBND", stdout=said, **founding)
    return said.getvalue().split()[1]


def written(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def staff_list(folder: Path) -> Path:
    """With a title above the headings, as offices write them."""
    rows = [(number, *one) for number, one in enumerate(STAFF, start=1)]
    table = (
        ["DANH SÁCH CÁN BỘ, GIÁO VIÊN, NHÂN VIÊN", "", "", "", ""],
        [["STT", "Họ và tên", "Giới tính", "Tổ chuyên môn", "Chức vụ"], *rows],
    )
    return _kept(folder / "Danh sách CBGVNV.xlsx", {"Sheet1": table})


def pupil_list(folder: Path) -> Path:
    """A sheet for each class."""
    headings = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Nơi ở hiện nay", "Họ tên mẹ"]
    sheets, chance = {}, Random(1)
    for name in CLASSES:
        born = date(FIRST_DAY.year - 5 - int(name[0]), 3, 1)
        rows = [
            (
                number,
                pupil_name(chance, BOY),
                born + timedelta(days=number),
                "Nam",
                "Ấp 2, xã Tân Tập",
                pupil_name(chance, GIRL),
            )
            for number in range(1, PUPILS + 1)
        ]
        sheets[f"Lớp {name}"] = (headings, rows)
    return _kept(folder / "Danh sách học sinh.xlsx", sheets)


def teaching_grid(folder: Path) -> Path:
    """Classes down, homeroom and subjects across; one teacher of physical education for all."""
    subjects = [(code, name) for code, name, grades in PROGRAMME if {1, 2} & set(grades)]
    rows = [
        [
            name,
            TEACHERS[name],
            *("Phạm Thái Sơn" if code == "GDTC" else TEACHERS[name] for code, _name in subjects),
        ]
        for name in CLASSES
    ]
    headings = ["Lớp", "GVCN", *(name for _code, name in subjects)]
    return _kept(folder / "Phân công chuyên môn.xlsx", {"Phân công": (headings, rows)})


def _kept(path: Path, sheets: dict[str, tuple[list[str], list[object]]]) -> Path:
    path.write_bytes(spreadsheet(sheets))
    return path


def begins(visit: Visit, name: str, first: str) -> Keyboard:
    """From the slip to the inbox."""
    hands = Keyboard(visit(**WINDOW)).signs_in(name, first)
    chooses_password(hands, first)
    sets_up_app(hands)
    return hands.follows("Tôi đã cất các mã")


def brings_in(hands: Keyboard, kind: str, file: Path, picture: str) -> None:
    hands.follows("Đầu năm").follows("Nhập và xuất bảng tính").follows(kind)
    hands.brings("Bảng tính", file)
    if kind in MISSING:
        hands.ticks(MISSING[kind])
    else:
        hands.types("Từ ngày", written(FIRST_DAY))
    hands.sends().sees("Khi ghi: thêm mới").pictured(picture)
    hands.sends().sees("đã ghi lúc")


def gives(hands: Keyboard, name: str, duty: str, group: str = "") -> None:
    hands.follows("Giao nhiệm vụ")
    hands.picks("Cán bộ, giáo viên", name).picks("Nhiệm vụ", duty)
    if group:
        hands.picks("Tổ chuyên môn", group)
    hands.types("Từ ngày", written(FIRST_DAY)).types("Số quyết định", "15/QĐ-THHS")
    hands.sends().sees(name)


def principal_begins(visit: Visit, first: str, folder: Path) -> Keyboard:
    thu = begins(visit, "thu", first)
    thu.follows("Đầu năm").pictured("dau-nam-trong").follows("Lập năm học mới")
    thu.types("Tên", f"{FIRST_DAY.year}–{FIRST_DAY.year + 1}")
    thu.types("Ngày bắt đầu", written(FIRST_DAY)).types("Ngày kết thúc", written(LAST_DAY))
    thu.pictured("nam-hoc-moi").sends()
    brings_in(thu, "Nhân sự", staff_list(folder), "nhap-can-bo")
    thu.follows("Đầu năm").follows("Nhiệm vụ và Ban quản trị")
    gives(thu, "Đỗ Quang Minh", "Phó hiệu trưởng")
    gives(thu, "Võ Thị Vân", "Văn thư")
    gives(thu, "Võ Thị Vân", "Ban quản trị")
    gives(thu, "Trần Thị Kim Liên", "Tổ trưởng", "Tổ 1")
    gives(thu, "Bùi Thị Thu Sương", "Tổ trưởng", "Tổ 2")
    thu.follows("Nhân sự").follows("Nhiệm vụ").pictured("nhiem-vu")
    return thu


def slip_of(hands: Keyboard, name: str) -> tuple[str, str]:
    """User name and first password on the slip of this person."""
    hands.follows("Tài khoản").follows(re.compile("^Chưa có tài khoản")).pictured("cap-tai-khoan")
    hands.pushes("Cấp mật khẩu lần đầu cho người được chọn")
    hands.sees("Chỉ hiện một lần").pictured("phieu-mat-khau")
    slip = hands.page.locator(".slip").filter(has_text=name)
    person = Staff.objects.get(full_name=name)
    return person.username, slip.locator(".secret code").inner_text()


def board_fills_the_year(van: Keyboard, folder: Path) -> None:
    """Pupils, then what is missing, then who teaches what."""
    brings_in(van, "Học sinh", pupil_list(folder), "nhap-hoc-sinh")
    van.follows("Đầu năm").pictured("dau-nam-dang-lam").follows("Kiểm tra thiếu")
    van.sees("chưa thể mở năm học").pictured("kiem-tra-thieu")
    brings_in(van, "Phân công giảng dạy", teaching_grid(folder), "nhap-phan-cong")
    van.follows("Đầu năm").follows("Phân công giảng dạy").pictured("phan-cong")
    assert van.page.locator("input:not([type=hidden])[value='Phạm Thái Sơn']").count() == 2
    van.follows("Kiểm tra thiếu").sees("Không thiếu gì")


def test_a_school_is_set_up_from_three_spreadsheets_and_opened(
    school: str, visit: Visit, tmp_path: Path
) -> None:
    thu = principal_begins(visit, school, tmp_path)
    van = begins(visit, *slip_of(thu, "Võ Thị Vân"))
    board_fills_the_year(van, tmp_path)
    thu.follows("Đầu năm").follows(re.compile("^Mở năm học")).pictured("mo-nam-hoc").sends()
    year = SchoolYear.objects.get()
    assert year.state == SchoolYear.State.OPEN
    assert Enrolment.objects.filter(school_class__year=year).count() == PUPILS * len(CLASSES)
    assert RegisterEntry.objects.count() == PUPILS * len(CLASSES)
    thu.follows("Lớp và học sinh").sees("1A").pictured("cac-lop")
    van.follows("Lớp và học sinh").follows("1A").sees("28").pictured("mot-lop")
