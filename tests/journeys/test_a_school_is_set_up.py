"""From an empty database to an open year: the principal, the board, three spreadsheets, one browser."""

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
from tests.journeys.test_accounts import chooses_password, sets_up_app, types
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


def brings_in(visitor: Visitor, kind: str, file: Path, picture: str) -> None:
    visitor.opens(f"/imports/new/?kind={kind}")
    visitor.page.set_input_files("[name=file]", file)
    if visitor.page.locator("[name=make_missing]").count():
        visitor.page.check("[name=make_missing]")
    if kind == "assignments":
        visitor.page.fill("[name=on]", written(FIRST_DAY))
    visitor.presses("Control+Enter").sees("Khi ghi: thêm mới").looks_around().pictured(picture)
    with visitor.page.expect_navigation():
        visitor.presses("Control+Enter")
    visitor.sees("đã ghi lúc").looks_around()


def gives(visitor: Visitor, name: str, duty: str, group: str = "") -> None:
    visitor.opens("/duties/new/")
    visitor.page.select_option("[name=staff]", label=name)
    visitor.page.select_option("[name=duty]", duty)
    if group:
        visitor.page.select_option("[name=group]", label=group)
    visitor.page.fill("[name=starts_on]", written(FIRST_DAY))
    visitor.page.fill("[name=decision]", "15/QĐ-THHS")
    with visitor.page.expect_navigation():
        visitor.presses("Control+Enter")
    visitor.sees(name)


def principal_begins(visit: Visit, first: str, folder: Path) -> Visitor:
    thu = visit("", **WINDOW)
    types(thu, "thu", first)
    chooses_password(thu, first)
    sets_up_app(thu)
    thu.opens("/start-of-year/").pictured("dau-nam-trong")
    thu.opens("/years/new/")
    thu.page.fill("[name=name]", f"{FIRST_DAY.year}–{FIRST_DAY.year + 1}")
    thu.page.fill("[name=starts_on]", written(FIRST_DAY))
    thu.page.fill("[name=ends_on]", written(LAST_DAY))
    thu.looks_around().pictured("nam-hoc-moi")
    with thu.page.expect_navigation():
        thu.presses("Control+Enter")
    brings_in(thu, "staff", staff_list(folder), "nhap-can-bo")
    gives(thu, "Đỗ Quang Minh", "vice_principal")
    gives(thu, "Võ Thị Vân", "clerk")
    gives(thu, "Võ Thị Vân", "records_board")
    gives(thu, "Trần Thị Kim Liên", "group_leader", "Tổ 1")
    gives(thu, "Bùi Thị Thu Sương", "group_leader", "Tổ 2")
    thu.opens("/duties/").pictured("nhiem-vu")
    return thu


def slip_of(visitor: Visitor, name: str) -> tuple[str, str]:
    """User name and first password on the slip of this person."""
    visitor.opens("/accounts/?show=none").pictured("cap-tai-khoan")
    visitor.page.get_by_role("button", name="Cấp mật khẩu lần đầu").click()
    visitor.sees("Chỉ hiện một lần").looks_around().pictured("phieu-mat-khau")
    slip = visitor.page.locator(".slip").filter(has_text=name)
    person = Staff.objects.get(full_name=name)
    return person.username, slip.locator(".secret code").inner_text()


def test_a_school_is_set_up_from_three_spreadsheets_and_opened(
    school: str, visit: Visit, tmp_path: Path
) -> None:
    thu = principal_begins(visit, school, tmp_path)
    username, first = slip_of(thu, "Võ Thị Vân")
    van = visit("", **WINDOW)
    types(van, username, first)
    chooses_password(van, first)
    sets_up_app(van)
    brings_in(van, "pupils", pupil_list(tmp_path), "nhap-hoc-sinh")
    van.opens("/start-of-year/").pictured("dau-nam-dang-lam")
    year = SchoolYear.objects.get()
    van.opens(f"/years/{year.pk}/gaps/").sees("chưa thể mở năm học").pictured("kiem-tra-thieu")
    brings_in(van, "assignments", teaching_grid(tmp_path), "nhap-phan-cong")
    van.opens(f"/years/{year.pk}/teaching/1/").pictured("phan-cong")
    assert van.page.locator("input:not([type=hidden])[value='Phạm Thái Sơn']").count() == 2
    van.opens(f"/years/{year.pk}/gaps/").sees("Không thiếu gì")
    thu.opens(f"/years/{year.pk}/turns/year_opened/").pictured("mo-nam-hoc")
    with thu.page.expect_navigation():
        thu.presses("Control+Enter")
    year.refresh_from_db()
    assert year.state == SchoolYear.State.OPEN
    assert Enrolment.objects.filter(school_class__year=year).count() == PUPILS * len(CLASSES)
    assert RegisterEntry.objects.count() == PUPILS * len(CLASSES)
    thu.opens("/classes/").sees("1A").pictured("cac-lop")
    liens_class = year.classes.get(name="1A")
    van.opens(f"/classes/{liens_class.pk}/").sees("28").pictured("mot-lop")
