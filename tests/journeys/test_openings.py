"""A confirmed sheet is corrected in a real browser: asked for, decided in three presses, confirmed anew."""

from collections.abc import Callable

from playwright.sync_api import expect

from documents.records.score_sheet.models import ScoreSheet
from people.models import AssessmentPeriod
from tests.documents.records.sheets import fill, sheet_of
from tests.journeys.test_results import class_of, period
from tests.journeys.visitor import Visitor
from tests.school import School
from workflows.models import Approval, Opening
from workflows.states import State

__all__ = ["period"]
Visit = Callable[..., Visitor]


def confirmed(school: School, period: AssessmentPeriod, nam: Visitor) -> ScoreSheet:
    sheet = sheet_of(school, period, school.nam, school.toan, group=school.group)
    fill(sheet, school.nam)
    nam.opens(sheet.approval.get_absolute_url()).signs()
    return sheet


def test_one_cell_is_opened_in_three_presses_and_confirmed_anew(
    school: School, period: AssessmentPeriod, visit: Visit
) -> None:
    class_of(school, 3)
    nam = visit("nam")
    sheet = confirmed(school, period, nam)
    nam.page.get_by_role("link", name="Xin mở để sửa").click()
    nam.looks_around().pictured("xin-mo-de-sua")
    nam.page.get_by_role("checkbox", name="Điểm: 9").first.check()
    nam.page.get_by_label("Lý do").fill("Cộng sót câu 5.")
    nam.page.get_by_role("button", name="Gửi đề nghị").click()
    nam.sees("Cộng sót câu 5.")

    minh = visit("minh").opens("/")
    minh.page.get_by_text("xin mở để sửa").first.click()
    minh.looks_around().pictured("quyet-dinh-mo")
    minh.presses("Control+Enter")
    minh.sees("Đã mở.")
    assert Opening.objects.get().decided_by == school.minh

    nam.opens(sheet.get_edit_url()).sees("đang mở cho những ô")
    cells = nam.page.locator("[name$='-mark']")
    expect(nam.page.locator("[name$='-mark']:not([readonly])")).to_have_count(1)
    cells.first.fill("10")
    nam.page.locator("h1").click()
    expect(nam.page.locator(".row-state").filter(has_text="Đã lưu")).to_have_count(1)
    nam.page.get_by_role("link", name="Xem lại và ký").click()
    nam.signs().looks_around().sees("Đã xác nhận")
    now = Approval.objects.get(pk=sheet.pk)
    assert (now.state, now.revision) == (State.CONFIRMED, 2)
    minh.opens(Opening.objects.get().get_absolute_url()).sees("9 → 10").fits()
