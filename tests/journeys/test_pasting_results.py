"""A teacher brings results from Excel: paste, look, take over: three interactions, no mouse."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from documents.assessment.models import ChangeSet
from documents.records.score_sheet.models import ScoreSheet
from people.models import Pupil
from people.movements.models import Kind
from tests.documents.assessment.tables import copied
from tests.documents.records.sheets import open_period, sheet_of, values_of
from tests.journeys.keyboard import Keyboard
from tests.journeys.visitor import Visitor
from tests.people.pupils_of import move, pupil
from tests.school import School

Visit = Callable[..., Visitor]
PHONE = {"width": 360, "height": 740}
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Huỳnh", "Võ")
GIVEN = ("An", "Bình", "Cúc", "Đào", "Hòa")


@pytest.fixture
def class_3a(school: School) -> list[Pupil]:
    """35 pupils, since the year began."""
    children = [pupil(f"{surname} Bảo {given}") for surname in SURNAMES for given in GIVEN]
    for child in children:
        move(child, Kind.ADMISSION, school.class_3a, by=school.van, on=school.year.starts_on)
    return children


@pytest.fixture
def sheet(school: School, class_3a: list[Pupil]) -> ScoreSheet:
    """Qualities and competencies: as many columns as any sheet has."""
    today = timezone.localdate()
    days = {"opens_on": today - timedelta(days=5), "closes_on": today + timedelta(days=5)}
    return sheet_of(school, open_period(school, **days), school.dao)


def copy_in_excel(visitor: Visitor, rows: list[list[str]]) -> None:
    """In a window of its own: what lies in the clipboard then is what Excel would put there."""
    excel = visitor.context.new_page()
    excel.set_content("<textarea></textarea>")
    excel.locator("textarea").fill(copied(rows))
    for key in ("Control+A", "Control+C"):
        excel.locator("textarea").press(key)
    excel.close()
    visitor.page.bring_to_front()


def table_of(sheet: ScoreSheet, children: list[Pupil], columns: int = 10) -> list[list[str]]:
    titles = [column.title for column in sheet.columns[:columns]]
    heading = ["STT", "Họ và tên", *titles]
    rows = [
        [str(number), child.full_name, *["T"] * columns] for number, child in enumerate(children, 1)
    ]
    return [heading, *rows]


def test_ten_columns_of_a_class_in_three_interactions(
    school: School, sheet: ScoreSheet, class_3a: list[Pupil], visit: Visit
) -> None:
    dao = visit("dao")
    copy_in_excel(dao, table_of(sheet, class_3a))
    dao.opens(f"{sheet.get_edit_url().removesuffix('edit/')}paste/")
    dao.presses("Control+V")
    for _look_and_take_over in range(2):
        with dao.page.expect_navigation():
            dao.presses("Control+Enter")
        dao.looks_around()
    dao.sees("Đã ghi 350 ô của 35 em")
    assert len(values_of(sheet)) == 35
    assert all(len(values) == 10 for values in values_of(sheet).values())
    assert ChangeSet.objects.get().means == ChangeSet.Means.PASTED


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_not_taken_is_told_at_its_row(
    school: School, sheet: ScoreSheet, class_3a: list[Pupil], visit: Visit, width: int
) -> None:
    rows = table_of(sheet, class_3a[:4], 3)
    rows[2][2] = "H"
    rows[3][1] = "Bùi Thị Lan"
    dao = visit("dao", viewport={"width": width, "height": 740})
    copy_in_excel(dao, rows)
    dao.opens(f"{sheet.get_edit_url().removesuffix('edit/')}paste/").fits().presses("Control+V")
    with dao.page.expect_navigation():
        dao.presses("Control+Enter")
    dao.looks_around().fits().sees("2 dòng chưa nhận được").sees(
        "“Bùi Thị Lan” không có trong phiếu này."
    )
    expect(dao.page.get_by_role("button", name="Ghi vào phiếu")).to_have_count(0)
    dao.page.get_by_role("button", name="Chỉ ghi những dòng khớp").click()
    dao.sees("Đã ghi 6 ô của 2 em")


def test_the_template_goes_out_and_comes_in_by_keyboard(
    school: School, sheet: ScoreSheet, class_3a: list[Pupil], visit: Visit, tmp_path: Path
) -> None:
    dao = Keyboard(visit("dao"))
    dao.visitor.opens(sheet.get_edit_url())
    dao.follows("Dán từ Excel")
    file = tmp_path / "phiếu.xlsx"
    dao.goes_to(dao.page.get_by_role("link", name="Tệp mẫu của phiếu này (.xlsx)"))
    with dao.page.expect_download() as download:
        dao.page.keyboard.press("Enter")
    download.value.save_as(file)
    dao.brings("Bảng tính", file)
    dao.pushes("Tải lên và xem trước").visitor.sees("Không có gì để ghi.")
