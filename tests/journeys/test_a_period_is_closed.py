"""A class's period in a real browser: from empty sheets to the locked book, sent back once on the way."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.documents.records.sheets import open_period
from tests.journeys.test_results import all_saved, class_of
from tests.journeys.visitor import Visitor
from tests.school import School
from workflows.models import Approval
from workflows.states import State

Visit = Callable[..., Visitor]
BEGIN, SAVE = "Lập phiếu", "Lưu và xem lại"


def test_from_the_empty_sheet_to_the_locked_book(school: School, visit: Visit) -> None:
    today = timezone.localdate()
    open_period(school, opens_on=today, closes_on=today + timedelta(days=9))
    class_of(school, 3)
    windows = {name: visit(name) for name in ("nam", "hoa", "dao")}
    for name, level in (("nam", "t"), ("hoa", "h"), ("dao", "d")):
        fill_in(windows[name], level)

    dao = windows["dao"].opens("/gradebooks/").sees("Mọi phiếu đã xác nhận.")
    dao.page.get_by_role("button", name="Lập bảng").click()
    dao.looks_around().sees("Mọi phiếu đã xác nhận: có thể chốt.").pictured("chot-bang")
    dao.presses("Control+Enter")
    expect(dao.page.get_by_label("PIN khóa ký")).to_be_visible()
    dao.signs().looks_around()
    book = Approval.objects.get(record_type="gradebook")

    hoa = windows["hoa"].opens(book.get_absolute_url())
    hoa.page.get_by_text("Trả lại…").click()
    hoa.looks_around()
    hoa.page.get_by_label("Phiếu", exact=True).first.select_option(label=sheet("Toán").title)
    hoa.page.get_by_label("Cần sửa gì").first.fill("Em thứ nhất: xem lại điểm.")
    hoa.page.get_by_role("button", name="Trả lại", exact=True).click()
    hoa.looks_around().sees("Bị trả lại")
    assert sheet("Toán").state == State.DRAFT
    assert sheet("Tiếng Việt").state == State.CONFIRMED

    nam = windows["nam"].opens(f"/score-sheets/{sheet('Toán').public_id}/edit/")
    nam.sees("Em thứ nhất: xem lại điểm.")
    nam.page.locator("input[name$='-mark']").first.fill("7")
    nam.page.locator("h1").click()
    all_saved(nam, 1)
    nam.page.get_by_role("link", name="Xem lại và ký").click()
    nam.signs().looks_around().sees("Đã xác nhận")

    windows["dao"].opens(book.get_absolute_url()).signs()
    windows["hoa"].opens(book.get_absolute_url()).signs()
    for name in ("minh", "thu"):
        visit(name).opens(book.get_absolute_url()).signs().looks_around()
    book.refresh_from_db()
    assert (book.state, book.round) == (State.LOCKED, 2)
    thu = visit("thu").opens("/gradebooks/progress/").sees("3/3 đã xác nhận").sees("Đã khóa")
    thu.pictured("tien-do-cac-lop")
    thu.opens(f"/score-sheets/{sheet('Toán').public_id}/story/").fits()


def sheet(subject: str) -> Approval:
    return Approval.objects.get(record_type="score_sheet", title__contains=subject)


def fill_in(who: Visitor, level: str) -> None:
    """Begin the only sheet of one's own, one value for all, a mark each, look and sign."""
    who.opens("/score-sheets/")
    who.page.get_by_role("button", name=BEGIN).first.click()
    for column in who.page.locator("#fill-column option").all_inner_texts():
        if column.strip() != "Nhận xét":
            who.page.locator("#fill-column").select_option(label=column.strip())
            value = "9" if column.strip() == "Điểm" else level
            who.page.locator("#fill-value").fill(value)
            who.page.get_by_role("button", name="Điền vào ô trống").click()
            expect(who.page.get_by_text("Đã làm xong.")).to_be_visible()
    who.looks_around()
    if level == "t":
        who.pictured("phieu-diem")
    who.page.get_by_role("button", name=SAVE).click()
    expect(who.page.get_by_label("PIN khóa ký")).to_be_visible()
    who.signs().looks_around().sees("Đã xác nhận")
