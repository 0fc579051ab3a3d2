"""One pupil leaves for another school, another comes, the register is drawn up: all by keyboard."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from people.models import Enrolment, Pupil
from people.movements.models import Kind
from tests.journeys.visitor import Visitor
from tests.people.pupils_of import move, pupil
from tests.school import School

Visit = Callable[..., Visitor]
WINDOW = {"viewport": {"width": 1200, "height": 800}}


@pytest.fixture
def binh(school: School) -> Pupil:
    first = school.year.starts_on + timedelta(days=2)
    found = pupil("Trần Văn Bình", residence="Ấp 2, xã Tân Tập")
    move(found, Kind.ADMISSION, school.class_3a, school.van, on=first)
    return found


def fills(visitor: Visitor, **fields: str) -> None:
    """By keyboard: the focus goes to the field, the words are typed."""
    for name, words in fields.items():
        visitor.page.locator(f"[name='{name}']").focus()
        visitor.page.keyboard.press("Control+A")
        visitor.page.keyboard.type(words)


def test_a_pupil_transfers_out_and_takes_the_letter_along(
    binh: Pupil, school: School, visit: Visit
) -> None:
    dao = visit("dao", **WINDOW)
    dao.opens(f"/pupils/{binh.public_id}/").pictured("trang-hoc-sinh")
    dao.opens(f"/pupils/{binh.public_id}/moves/transfer-out/")
    dao.presses("Control+Enter").looks_around()
    assert Enrolment.objects.filter(pupil=binh, ends_on=None).exists(), "nothing was said yet"
    fills(dao, other_school="TH Long Hậu", reason="Gia đình chuyển nhà")
    dao.sees("Học bạ còn thiếu").pictured("chuyen-di")
    dao.page.locator("[name=known]").focus()
    dao.presses("Space")
    with dao.page.expect_navigation():
        dao.presses("Control+Enter")
    dao.looks_around().sees("TH Long Hậu")
    assert not Enrolment.objects.filter(pupil=binh, ends_on=None).exists()
    dao.page.get_by_role("link", name="Giấy giới thiệu chuyển trường").focus()
    with dao.page.expect_navigation():
        dao.presses("Enter")
    dao.looks_around().sees("Trần Văn Bình").sees("TH Long Hậu").pictured("giay-chuyen-truong")


def test_another_pupil_comes_and_stands_in_the_register(
    binh: Pupil, school: School, visit: Visit
) -> None:
    van = visit("van", **WINDOW)
    van.opens("/pupils/new/transfer-in/").pictured("chuyen-den")
    born = f"{timezone.localdate().replace(year=timezone.localdate().year - 8, day=1):%d/%m/%Y}"
    fills(van, full_name="Lê Thị Khánh Chi", born_on=born, other_school="TH Bình Minh")
    van.page.locator("[name='gender']").select_option("nữ")
    van.page.locator("[name='to_class']").select_option(label=str(school.class_3a))
    with van.page.expect_navigation():
        van.presses("Control+Enter")
    van.looks_around().sees("Lê Thị Khánh Chi")
    van.opens("/enrolment-registers/new/?intake=" + str(school.year.starts_on.year))
    with van.page.expect_navigation():
        van.presses("Control+Enter")
    van.looks_around().sees("Lê Thị Khánh Chi").sees("Trần Văn Bình").pictured("so-dang-bo")
    expect(van.page.locator("tbody tr")).to_have_count(2)
