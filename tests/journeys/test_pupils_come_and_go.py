"""One pupil leaves for another school, another comes, the register is drawn up: all by keyboard."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from people.models import Enrolment, Pupil
from people.movements.models import Kind
from tests.journeys.keyboard import Keyboard
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


def test_a_pupil_transfers_out_and_takes_the_letter_along(
    binh: Pupil, school: School, visit: Visit
) -> None:
    dao = Keyboard(visit(**WINDOW)).signs_in("dao")
    dao.follows("Lớp và học sinh").follows("3A")
    dao.follows("Trần Văn Bình").pictured("trang-hoc-sinh").follows("Chuyển đi")
    dao.visitor.presses("Control+Enter").looks_around()
    assert dao.hears() == "Chuyển đến trường", "the first thing that is missing has the focus"
    assert Enrolment.objects.filter(pupil=binh, ends_on=None).exists(), "nothing was said yet"
    dao.types("Chuyển đến trường", "TH Long Hậu").types("Lý do", "Gia đình chuyển nhà")
    dao.sees("Học bạ còn thiếu").pictured("chuyen-di")
    dao.ticks("Tôi đã xem những việc còn dang dở; em vẫn đi.").sends().sees("TH Long Hậu")
    assert not Enrolment.objects.filter(pupil=binh, ends_on=None).exists()
    dao.follows("Giấy giới thiệu chuyển trường")
    dao.sees("Trần Văn Bình").sees("TH Long Hậu").pictured("giay-chuyen-truong")


def test_another_pupil_comes_and_stands_in_the_register(
    binh: Pupil, school: School, visit: Visit
) -> None:
    van = Keyboard(visit(**WINDOW)).signs_in("van")
    van.follows("Lớp và học sinh").follows("Chuyển đến").pictured("chuyen-den")
    today = timezone.localdate()
    van.types("Họ và tên", "Lê Thị Khánh Chi").picks("Giới tính", "nữ")
    van.types("Ngày sinh", f"01/{today.month:02}/{today.year - 8}")
    van.picks("Lớp", str(school.class_3a)).types("Chuyển từ trường", "TH Bình Minh")
    van.sends().sees("Lê Thị Khánh Chi")
    intake = school.year.starts_on.year
    van.follows("Sổ đăng bộ").follows(f"Lập sổ đăng bộ khóa {intake}").sends()
    van.sees("Lê Thị Khánh Chi").sees("Trần Văn Bình").pictured("so-dang-bo")
    expect(van.page.locator("tbody tr")).to_have_count(2)
