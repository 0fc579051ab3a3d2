"""From the slip of paper to a passkey, and the principal's check of all accounts, in a real browser."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from people.accounts import codes
from people.models import AccountCheck, Assignment, Duty, SecondFactorPolicy, Staff
from tests.journeys.keyboard import Keyboard
from tests.journeys.visitor import PASSWORD, Visitor
from tests.school import School

Visit = Callable[..., Visitor]
PHONE = {"width": 360, "height": 740}
OWN = "con mèo trèo cây cau"


@pytest.fixture
def strict(school: School) -> Iterator[School]:
    """Vice principals need a second factor here; Khôi becomes one and has no account yet."""
    rows = SecondFactorPolicy.objects.filter(duty=Duty.VICE_PRINCIPAL)
    rows.update(demanded_since=date(2026, 1, 1))
    khoi = Staff(username="khoi", full_name="Trần Minh Khôi", address="thầy")
    khoi.set_unusable_password()
    khoi.save()
    Assignment.objects.create(staff=khoi, duty=Duty.VICE_PRINCIPAL, starts_on=school.year.starts_on)
    yield school
    SecondFactorPolicy.objects.update(demanded_since=None)


def slip_for(board: Keyboard, name: str) -> str:
    """The first password on the slip of this person, the only one who has none."""
    board.follows("Tài khoản").follows(re.compile("^Chưa có tài khoản"))
    board.sees(name).pushes("Cấp mật khẩu lần đầu cho người được chọn")
    board.sees("Chỉ hiện một lần")
    return board.page.locator(".slip .secret code").inner_text()


def chooses_password(hands: Keyboard, first: str) -> None:
    hands.sees("Chọn mật khẩu của riêng mình")
    hands.types("Mật khẩu lần đầu ghi trên phiếu", first)
    hands.types("Mật khẩu mới", OWN).types("Nhập lại mật khẩu mới", OWN).sends("Enter")


def sets_up_app(hands: Keyboard) -> bytes:
    hands.sees("bắt buộc xác thực hai bước").follows("Cài ứng dụng lấy mã")
    assert hands.page.locator(".drawn img").evaluate("one => one.naturalWidth") > 100
    secret = codes.base64.b32decode(hands.page.locator(".serial code").inner_text())
    hands.types("Sáu chữ số ứng dụng đang hiện", codes.code_at(secret, codes.step_now()))
    hands.types("Mật khẩu của thầy cô", OWN).sends("Enter").sees("Mã dự phòng")
    return secret


def passes_the_second_door(hands: Keyboard, code: str) -> None:
    hands.sees("Mật khẩu đúng").types("Mã của ứng dụng, hoặc mã dự phòng", code)
    hands.sends("Enter").sees("Việc của tôi")


def with_key(visitor: Visitor, *, verified: bool = True) -> Any:
    """A security key in this browser, whose owner is there or is not."""
    browser = visitor.context.new_cdp_session(visitor.page)
    browser.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
    options |= {"isUserVerified": verified, "automaticPresenceSimulation": True}
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return browser


@pytest.mark.parametrize("options", [{"viewport": PHONE}, {}])
def test_from_the_slip_to_the_inbox(
    strict: School, visit: Visit, options: dict[str, object]
) -> None:
    first = slip_for(Keyboard(visit()).signs_in("thu"), "Trần Minh Khôi")
    khoi = Keyboard(visit(**options)).signs_in("khoi", first)
    chooses_password(khoi, first)
    secret = sets_up_app(khoi)
    code = khoi.page.locator(".codes code").first.inner_text()
    wide = khoi.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, "the page scrolls sideways"
    khoi.follows("Tôi đã cất các mã").sees("Việc của tôi")
    for proof in (codes.code_at(secret, codes.step_now() + 1), code):
        passes_the_second_door(Keyboard(visit()).signs_in("khoi", OWN), proof)
    if options:
        khoi.unfolds_the_menu()
    khoi.follows("Tài khoản của tôi")
    expect(khoi.page.locator("main tbody tr")).to_have_count(3)


def test_a_passkey_is_made_and_opens_the_second_door(strict: School, visit: Visit) -> None:
    dao = visit("dao")
    with_key(dao)
    dao.opens("/account/second/").page.get_by_role("link", name="Thêm khóa truy cập").click()
    dao.looks_around().page.get_by_label("Đặt tên").fill("máy ở trường")
    dao.page.get_by_label("Mật khẩu của thầy cô").fill(PASSWORD)
    dao.presses("Enter").sees("Mã dự phòng").looks_around()
    dao.page.get_by_role("button", name="Đăng xuất").click()
    dao.sees("Tên đăng nhập")
    Keyboard(dao).signs_in("dao", PASSWORD)
    dao.sees("Mật khẩu đúng").looks_around()
    dao.page.get_by_role("button", name="Dùng khóa truy cập").focus()
    dao.presses("Enter").sees("Việc của tôi").looks_around()
    dao.opens("/account/second/").sees("máy ở trường").sees("dùng lần cuối")


def test_a_key_whose_owner_is_not_there_opens_nothing(strict: School, visit: Visit) -> None:
    dao = visit("dao")
    with_key(dao, verified=False)
    dao.opens("/account/second/passkey/").page.get_by_label("Đặt tên").fill("của ai")
    dao.page.get_by_label("Mật khẩu của thầy cô").fill(PASSWORD)
    dao.presses("Enter").sees("Trình duyệt chưa tạo được").looks_around()


def test_the_principal_checks_all_accounts_in_two_interactions(
    strict: School, visit: Visit
) -> None:
    thu = Keyboard(visit())
    thu.visitor.context.add_init_script("window.print = () => { window.printed = true; };")
    thu.signs_in("thu").follows("Tài khoản")
    before = thu.decisions
    thu.follows("Kiểm tra mọi tài khoản")
    thu.sees("Nhiệm vụ bắt buộc xác thực hai bước").sees("Trần Minh Khôi")
    thu.sends()
    assert thu.decisions - before == 2
    thu.sees("Biên bản kiểm tra tài khoản").page.wait_for_function("window.printed")
    thu.sees("Người kiểm tra").sees("Hiệu trưởng xác nhận")
    assert AccountCheck.objects.get().by == strict.thu
    thu.page.emulate_media(media="print")
    assert not thu.page.locator(".rail").is_visible()
    assert thu.page.locator(".sheet").is_visible()


def test_every_page_of_accounts_is_well_made(strict: School, visit: Visit) -> None:
    """Looked at on a phone: words, contrast, names of fields, nothing that scrolls sideways."""
    thu = visit("thu", viewport=PHONE)
    pages = ("/account/", "/account/password/", "/account/second/", "/account/second/app/")
    keepers = ("/accounts/", f"/accounts/{strict.dao.pk}/", "/accounts/second-factors/")
    asked = f"/accounts/{strict.minh.pk}/reset/password/"
    for page in (*pages, *keepers, "/account/second/passkey/", "/accounts/check/", asked):
        thu.opens(page)
        wide = thu.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{page} scrolls sideways"
        assert re.search(r"[ạ-ỹ]", thu.page.locator("main h1").inner_text(), re.IGNORECASE), page
