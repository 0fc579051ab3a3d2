"""The whole life of a lesson plan, as the four people live it, in a real browser."""

import re
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.documents.records.plans import plan_of, sign
from tests.journeys.visitor import PIN, Visitor
from tests.school import School
from workflows.states import Step

Visit = Callable[..., Visitor]


def write_a_plan(page: Page, lesson: str = "Phép chia có dư") -> None:
    page.get_by_label("Môn học").select_option(label="Toán")
    page.get_by_label("Lớp", exact=True).select_option(label="3A")
    page.get_by_label("Tên bài học").fill(lesson)
    page.get_by_label("I. Yêu cầu cần đạt", exact=True).fill("Nhận biết phép chia có dư.")
    page.get_by_label("II. Đồ dùng dạy học").fill("Que tính, bảng con.")
    page.get_by_label("III. Các hoạt động dạy học chủ yếu").fill(
        "1. Khởi động (5 phút): trò chơi “Chia kẹo”.\n2. Khám phá (10 phút)."
    )


def submitted_plan(visit: Visit, lesson: str = "Phép chia có dư") -> str:
    """Cô Đào writes and submits; the address of the record."""
    dao = visit("dao")
    dao.opens("/lesson-plans/new/")
    write_a_plan(dao.page, lesson)
    dao.presses("Control+Enter")
    expect(dao.page.get_by_text("Đã lưu. Mời thầy cô xem lại")).to_be_visible()
    dao.looks_around().signs()
    dao.looks_around().sees("Chờ tổ trưởng")
    return dao.page.url.removeprefix(dao.address)


def laid_plan(school: School, lesson: str = "Phép chia có dư") -> str:
    """The same without a browser, where writing is not what is looked at."""
    today = timezone.localdate()
    plan = plan_of(school, school.dao, lesson=lesson, starts_on=today, ends_on=today)
    sign(Step.SUBMIT, plan.approval, school.dao)
    return plan.approval.get_absolute_url()


def test_a_plan_goes_from_draft_to_lock_through_four_browsers(school: School, visit: Visit) -> None:
    record = submitted_plan(visit)

    hoa = visit("hoa")
    hoa.page.get_by_role("link", name="Hàng chờ duyệt").click()
    hoa.looks_around().sees("Nhận biết phép chia có dư.")
    hoa.presses("F9")
    expect(hoa.page.get_by_label("Ý kiến chung")).to_be_focused()
    hoa.looks_around()
    hoa.page.locator("#id_remark_goals").fill("Thiếu yêu cầu về số dư.")
    hoa.page.get_by_role("button", name="Trả lại", exact=True).click()
    hoa.looks_around().sees("Không ai đang chờ thầy cô")

    dao = visit("dao")
    dao.sees("Trả lại")
    dao.opens(record).sees("Thiếu yêu cầu về số dư.")
    dao.page.get_by_role("link", name="Viết tiếp").click()
    dao.looks_around()
    dao.page.get_by_label(re.compile("Thiếu yêu cầu")).fill("Đã bổ sung ạ.")
    dao.page.get_by_label("I. Yêu cầu cần đạt", exact=True).fill(
        "Nhận biết phép chia có dư; biết số dư bé hơn số chia."
    )
    dao.presses("Control+Enter")
    expect(dao.page.get_by_text("Đã lưu. Mời thầy cô xem lại")).to_be_visible()
    dao.signs().looks_around()

    hoa.opens("/queue/").sees("Có gì thay đổi").sees("Đã bổ sung ạ.")
    expect(hoa.page.locator("ins").first).to_contain_text("biết số dư bé hơn số chia")
    hoa.signs().looks_around().sees("Không ai đang chờ thầy cô")

    minh = visit("minh")
    minh.opens("/queue/").signs().looks_around()
    thu = visit("thu")
    thu.opens(record).looks_around()
    thu.signs().looks_around().sees("Đã khóa")
    expect(thu.page.locator("img.sheet").first).to_be_visible()
    for sentence in ("Cô Hoa trả lại.", "Cô Hoa duyệt và ký.", "Cô Thu ký và khóa."):
        thu.sees(sentence)


def test_the_principal_reads_the_trail_and_checks_the_chain(school: School, visit: Visit) -> None:
    laid_plan(school)
    thu = visit("thu")
    thu.opens("/audit/").sees("Cô Đào ký và gửi duyệt, lượt 1.")
    thu.page.get_by_label("Việc gì").select_option(label="Duyệt")
    thu.page.get_by_role("button", name="Lọc").click()
    thu.looks_around().sees("Không có mục nào phù hợp.")
    thu.opens("/audit/?q=Phép").sees("Cô Đào lập hồ sơ.")
    thu.page.get_by_role("button", name="Kiểm tra chuỗi dấu vết").click()
    thu.looks_around().sees("Chuỗi dấu vết nguyên vẹn")


def test_a_vice_principal_signs_many_with_one_pin(school: School, visit: Visit) -> None:
    for lesson in ("Bảng nhân 8", "Bảng chia 8"):
        laid_plan(school, lesson)
    hoa = visit("hoa")
    hoa.opens("/queue/").signs()
    hoa.looks_around().signs().looks_around()

    minh = visit("minh")
    minh.page.get_by_role("link", name="Làm nhiều hồ sơ").click()
    minh.looks_around().sees("Kế hoạch bài dạy 3A")
    minh.page.get_by_role("link", name="Kế hoạch bài dạy 3A").click()
    minh.looks_around().sees("Bảng nhân 8")
    minh.page.get_by_role("link", name="Cả 2…").click()
    expect(minh.page.get_by_role("heading", name="Sẽ làm")).to_be_visible()
    minh.looks_around()
    minh.page.get_by_label("PIN khóa ký").fill("135790")
    minh.presses("Control+Enter").sees("PIN chưa đúng. Còn 4 lần thử.").looks_around()
    minh.signs()
    expect(minh.page.get_by_text("Đã xử lý 2/2")).to_be_visible()
    minh.looks_around()
    expect(minh.page.locator("table.list td", has_text="2")).to_have_count(1)


def test_part_four_is_written_after_approval_as_a_new_revision(
    school: School, visit: Visit
) -> None:
    record = laid_plan(school)
    for name in ("hoa", "minh", "thu"):
        visit(name).opens(record).signs()
    dao = visit("dao").opens(record)
    dao.page.get_by_text("Mở bản mới…").click()
    dao.page.get_by_role("button", name="Mở bản mới").click()
    dao.looks_around().sees("Bản này mở sau khi dạy")
    expect(dao.page.get_by_label("I. Yêu cầu cần đạt", exact=True)).to_be_disabled()
    dao.page.get_by_label("IV. Điều chỉnh sau bài dạy").fill("Thêm một bài luyện tập.")
    dao.presses("Control+Enter")
    expect(dao.page.get_by_text("Đã lưu. Mời thầy cô xem lại")).to_be_visible()
    dao.signs().looks_around().sees("bản 2, lượt 1").sees("bản 1, lượt 1")


def test_typing_saves_itself_and_says_so(school: School, visit: Visit) -> None:
    dao = visit("dao").opens("/lesson-plans/new/")
    write_a_plan(dao.page)
    expect(dao.page.locator("#saved")).to_contain_text("Đã lưu")
    address = dao.page.url
    assert address.endswith("/edit/")
    dao.page.get_by_label("II. Đồ dùng dạy học").fill("Que tính, phiếu bài tập.")
    first = dao.page.locator("#saved").inner_text()
    expect(dao.page.locator("#saved")).not_to_have_text(first)
    expect(dao.page.locator("#saved")).to_contain_text("Đã lưu")
    dao.page.goto(address)
    expect(dao.page.get_by_label("II. Đồ dùng dạy học")).to_have_value("Que tính, phiếu bài tập.")


def test_a_session_that_ends_while_typing_loses_nothing(school: School, visit: Visit) -> None:
    dao = visit("dao").opens("/lesson-plans/new/")
    write_a_plan(dao.page, "Ôn tập chung")
    dao.context.clear_cookies(name="sessionid")
    dao.presses("Control+Enter")
    dao.sees("Phiên làm việc đã hết").looks_around()
    dao.page.get_by_label("Tên đăng nhập").fill("dao")
    dao.page.get_by_label("Mật khẩu").fill("mat-khau")
    dao.page.get_by_role("button", name="Đăng nhập").click()
    dao.looks_around()
    dao.page.get_by_role("button", name="Gửi phần đã viết").click()
    dao.sees("Toán 3A").sees("Ôn tập chung").sees("Nhận biết phép chia có dư.")


def test_it_works_without_javascript(school: School, visit: Visit) -> None:
    plain = visit(java_script_enabled=False)
    plain.page.goto(plain.address + "/sign-in/")
    plain.page.get_by_label("Tên đăng nhập").fill("dao")
    plain.page.get_by_label("Mật khẩu").fill("mat-khau")
    plain.page.get_by_role("button", name="Đăng nhập").click()
    plain.page.goto(plain.address + "/lesson-plans/new/")
    write_a_plan(plain.page)
    plain.page.get_by_role("button", name="Lưu và xem lại").click()
    plain.page.get_by_label("PIN khóa ký").fill(PIN)
    plain.page.get_by_role("button", name="Ký và gửi duyệt").click()
    plain.sees("Chờ tổ trưởng")


def test_a_phone_shows_the_same_in_one_column(school: School, visit: Visit) -> None:
    record = laid_plan(school)
    hoa = visit("hoa", viewport={"width": 360, "height": 740})
    for path in ("/", "/queue/", "/bulk/", "/lesson-plans/", record):
        hoa.opens(path)
        wide = hoa.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{path} scrolls sideways on a phone"


def test_keys_are_left_alone_while_vietnamese_is_being_typed(school: School, visit: Visit) -> None:
    """An input method that is composing owns every key; bare letters and digits never act."""
    record = laid_plan(school)
    hoa = visit("hoa").opens("/queue/")
    hoa.page.locator("h2#record-title").focus()
    for key in "aejosfrxd0123456789":
        hoa.presses(key)
    assert hoa.page.url.startswith(f"{hoa.address}/queue/")
    hoa.page.evaluate(
        """document.dispatchEvent(new KeyboardEvent("keydown",
           {key: "F9", keyCode: 229, isComposing: true, bubbles: true}))"""
    )
    expect(hoa.page.get_by_label("Ý kiến chung")).to_be_hidden()
    hoa.opens(record).sees("Chờ tổ trưởng")
