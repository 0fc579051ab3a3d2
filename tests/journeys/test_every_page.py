"""Every page as each of the four people: accessible, self-contained, in Vietnamese."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.test_life_of_a_plan import laid_plan
from tests.journeys.visitor import Visitor
from tests.school import School
from workflows.manual import chapters

Visit = Callable[..., Visitor]

EVERYWHERE = (
    "/",
    "/?tab=mine",
    "/?tab=role",
    "/?tab=coming",
    "/?tab=done",
    "/queue/",
    "/bulk/",
    "/lesson-plans/",
    "/lesson-plans/?state=submitted&q=Phép",
    "/lesson-plans/new/",
    "/keys/",
    "/rights/",
    "/help/",
)
LEADERS = {"minh", "thu"}
WIDTHS = (1280, 360)


@pytest.mark.parametrize("name", ["dao", "hoa", "minh", "thu"])
def test_every_page_keeps_its_promises(school: School, visit: Visit, name: str) -> None:
    record = laid_plan(school)
    person = visit(name)
    for path in (*EVERYWHERE, record, f"{record}changes/"):
        person.opens(path)
    person.opens("/nowhere/", 404)
    person.opens("/rights/school/", 200 if name in LEADERS else 403)
    person.opens("/audit/", 200 if name in LEADERS else 403)
    person.sees("Dấu vết" if name in LEADERS else "không thuộc phần việc")
    for path in ("/keys/registrations/", "/keys/registrations/new/"):
        person.opens(path, 200 if name == "thu" else 403)
    person.sees("Đăng ký khóa ký" if name == "thu" else "không thuộc phần việc")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_chapter_of_the_manual_can_be_read(school: School, visit: Visit, width: int) -> None:
    dao = visit("dao", viewport={"width": width, "height": 740}).opens("/help/").fits()
    for chapter in chapters():
        dao.opens(f"/help/{chapter.slug}/").fits()
        expect(dao.page.get_by_role("heading", name=chapter.title, level=1)).to_be_visible()
    dao.opens("/help/?about=class_attendance").sees("Điểm danh")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_tables_of_rights_can_be_read(school: School, visit: Visit, width: int) -> None:
    thu = visit("thu", viewport={"width": width, "height": 740})
    for path in ("/rights/", f"/rights/?person={school.dao.pk}", "/rights/school/"):
        thu.opens(path).fits()


def test_the_chart_and_the_pages_of_the_paper_are_shown_as_pictures(
    school: School, visit: Visit
) -> None:
    record = laid_plan(school)
    hoa = visit("hoa").opens(record)
    hoa.page.get_by_text("Xem đường đi dạng sơ đồ").click()
    for picture in ("img.chart", "img.sheet >> nth=0"):
        shown = hoa.page.locator(picture)
        shown.scroll_into_view_if_needed()
        expect(shown).to_have_js_property("complete", value=True)
        assert shown.evaluate("image => image.naturalWidth") >= 300
    hoa.looks_around()


def test_dark_pages_can_be_read_as_well(school: School, visit: Visit) -> None:
    record = laid_plan(school)
    hoa = visit("hoa", color_scheme="dark")
    for path in ("/", "/queue/", "/bulk/", "/lesson-plans/", "/lesson-plans/new/", record):
        hoa.opens(path)


def test_keys_are_listed_and_can_be_switched_off(school: School, visit: Visit) -> None:
    laid_plan(school)
    hoa = visit("hoa").opens("/queue/")
    hoa.page.locator("h2#record-title").focus()
    hoa.presses("?").sees("Tắt các phím này").looks_around()
    hoa.page.get_by_label("Tắt các phím này").check()
    hoa.opens("/queue/").presses("F9")
    expect(hoa.page.get_by_label("Ý kiến chung")).to_be_hidden()


def test_after_ten_wrong_passwords_the_account_rests(school: School, visit: Visit) -> None:
    stranger = visit()
    for _attempt in range(11):
        stranger.page.goto(stranger.address + "/sign-in/")
        stranger.page.get_by_label("Tên đăng nhập").fill("dao")
        stranger.page.get_by_label("Mật khẩu").fill("đoán bừa")
        stranger.page.get_by_role("button", name="Đăng nhập").click()
    stranger.sees("Thử quá nhiều lần").looks_around()
