"""From the identity paper to the first signature: the board registers, the owner chooses a PIN."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.test_life_of_a_plan import write_a_plan
from tests.journeys.visitor import Visitor
from tests.school import School

Visit = Callable[..., Visitor]
PHONE = {"width": 380, "height": 740}


def registered_by(clerk: Visitor, name: str) -> None:
    clerk.page.locator(".rail a[href='/keys/registrations/']").click()
    clerk.looks_around()
    clerk.page.get_by_role("row", name=name).get_by_text("Đăng ký khóa").click()
    clerk.looks_around()
    clerk.page.get_by_label("đối chiếu giấy tờ gì").fill("Căn cước; Quyết định 31/QĐ-THHS")
    clerk.presses("Control+Enter").sees("Đăng ký khóa này?").looks_around()
    clerk.page.get_by_role("button", name="Đúng, đăng ký").click()
    clerk.looks_around().sees("Đã đăng ký khóa ký của")


def chooses(owner: Visitor, pin: str, again: str) -> None:
    owner.page.get_by_label("PIN mới", exact=True).fill(pin)
    owner.page.get_by_label("Nhập lại PIN mới").fill(again)
    owner.page.get_by_role("button", name="Tạo khóa của tôi").click()
    owner.looks_around()


@pytest.mark.parametrize("options", [{"viewport": PHONE}, {"java_script_enabled": True}])
def test_a_new_colleague_gets_a_key_and_signs(
    school: School, visit: Visit, options: dict[str, object]
) -> None:
    registered_by(visit("van"), school.phuc.full_name)
    phuc = visit("phuc", **options)
    phuc.sees("chọn PIN là ký được ngay").page.get_by_role("link", name="trang khóa").click()
    phuc.looks_around()
    chooses(phuc, "830461", "830462")
    phuc.sees("không giống nhau")
    chooses(phuc, "830461", "830461")
    phuc.sees("Đã tạo khóa ký")
    wide = phuc.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, "the page scrolls sideways"
    phuc.opens("/lesson-plans/new/")
    write_a_plan(phuc.page)
    phuc.presses("Control+Enter")
    expect(phuc.page.get_by_text("Đã lưu. Mời thầy cô xem lại")).to_be_visible()
    phuc.signs("830461").opens("/keys/").sees("Những lần ký gần đây")


def test_a_key_is_revoked_by_keyboard_and_signs_no_more(school: School, visit: Visit) -> None:
    dao = visit("dao").opens("/keys/")
    dao.page.get_by_text("Mất khóa hoặc có người biết").focus()
    dao.presses("Enter").looks_around()
    dao.page.get_by_label("Đúng vậy, không ai được ký").focus()
    dao.presses(" ")
    dao.page.get_by_role("button", name="Thu hồi khóa").focus()
    dao.presses("Enter")
    dao.sees("Đã thu hồi khóa ký").sees("chưa được đăng ký khóa ký").looks_around()
