"""A teacher takes the attendance of a full class in four interactions, and closes a month."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from people.attendance.day_sheet import DaySheet
from people.attendance.taking import take
from people.attendance.teaching_days import TeachingDays, end_of_month, month_of
from people.models import Absence, MonthClosing, Pupil, RollCall
from people.movements.models import Kind
from tests.journeys.keyboard import Keyboard
from tests.journeys.visitor import Visitor
from tests.people.pupils_of import move, pupil
from tests.school import School

Visit = Callable[..., Visitor]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _a_day_of_teaching() -> Iterator[None]:
    """The Monday after, at weekends; the browser has a clock of its own, and keeps cookies until then."""
    now = timezone.localtime()
    with time_machine.travel(now + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[now.weekday()])):
        yield


@pytest.fixture
def class_3a(_a_day_of_teaching: None, school: School) -> list[Pupil]:
    """35 pupils, since the year began."""
    children = [pupil(f"Nguyễn Thị Bảo Trân {number:02}") for number in range(35)]
    for child in children:
        move(child, Kind.ADMISSION, school.class_3a, by=school.van, on=school.year.starts_on)
    return children


class Hand:
    """What the teacher does, counted."""

    def __init__(self, visitor: Visitor) -> None:
        self.page, self.visitor, self.done = visitor.page, visitor, 0

    def opens(self, link: str) -> None:
        self.done += 1
        self.page.get_by_role("link", name=link).click()

    def chooses(self, child: Pupil, words: str) -> None:
        self.done += 1
        row = self.page.get_by_role("row").filter(has_text=child.full_name)
        row.get_by_text(words, exact=True).click()

    def presses(self, key: str) -> None:
        self.done += 1
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


def absent() -> dict[Pupil, tuple[bool, str]]:
    return {
        row.pupil: (row.is_excused, row.part) for row in Absence.objects.select_related("pupil")
    }


@pytest.mark.parametrize("screen", [{"width": 1280, "height": 800}, PHONE])
def test_thirty_five_pupils_two_absent_four_interactions(
    class_3a: list[Pupil], visit: Visit, screen: dict[str, int]
) -> None:
    dao = visit("dao", viewport=screen)
    hand = Hand(dao)
    hand.opens("Điểm danh lớp 3A")
    hand.chooses(class_3a[3], "có phép")
    hand.chooses(class_3a[30], "không phép")
    hand.presses("Control+Enter")
    assert hand.done == 4
    dao.sees("vắng có phép 1 em, không phép 1 em").looks_around()
    assert dao.page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
    assert absent() == {class_3a[3]: (True, "day"), class_3a[30]: (False, "day")}
    dao.opens("/")
    assert not dao.page.get_by_role("link", name="Điểm danh lớp 3A").count()


def marks(hands: Keyboard, child: Pupil, *keys: str) -> None:
    """To the pupil's line by Tab; the arrows choose there."""
    row = hands.page.get_by_role("row").filter(has_text=child.full_name)
    hands.goes_to(row.get_by_role("radio", checked=True))
    for key in keys:
        hands.page.keyboard.press(key)


def test_the_keyboard_alone_is_enough(class_3a: list[Pupil], visit: Visit) -> None:
    """Tab goes from pupil to pupil, the arrows choose, and the part of the day follows."""
    dao = Keyboard(visit()).signs_in("dao").follows("Điểm danh lớp 3A")
    select = dao.page.get_by_role("row").filter(has_text=class_3a[1].full_name).locator("select")
    assert not select.is_visible()
    marks(dao, class_3a[1], "ArrowRight", "ArrowRight")
    assert select.is_visible()
    dao.visitor.looks_around()
    dao.pictured("diem-danh")
    for key in ("Tab", "ArrowDown"):
        dao.page.keyboard.press(key)
    dao.sends().sees("không phép 1 em")
    assert absent() == {class_3a[1]: (False, "morning")}


def test_who_walks_down_a_long_class_always_sees_where_he_is(
    class_3a: list[Pupil], visit: Visit
) -> None:
    """The bar with the button stays at the foot of the window; the focus never hides behind it."""
    dao = Keyboard(visit()).signs_in("dao").follows("Điểm danh lớp 3A")
    for child in (*class_3a, *reversed(class_3a)):
        marks(dao, child)


def test_without_scripts_it_is_a_plain_form(
    class_3a: list[Pupil], school: School, visit: Visit
) -> None:
    signed_in = visit("dao").context.storage_state()
    visitor = visit(java_script_enabled=False, storage_state=signed_in)
    plain = visitor.page
    plain.goto(f"{visitor.address}/classes/{school.class_3a.pk}/attendance/")
    plain.get_by_label("không phép").nth(2).check()
    plain.get_by_role("button", name="Lưu điểm danh").click()
    plain.wait_for_load_state()
    assert absent() == {class_3a[2]: (False, "day")}


@pytest.fixture
def last_month(class_3a: list[Pupil], school: School) -> date:
    """Taken day by day, but for the last one."""
    month = month_of(month_of(timezone.localdate()) - timedelta(days=1))
    for day in TeachingDays(school.year).between(month, end_of_month(month))[:-1]:
        seen = DaySheet(school.class_3a, day).fingerprint
        take(school.class_3a, day, {class_3a[day.day].pk: "Pc"}, school.dao, seen=seen)
    return month


def test_a_month_is_closed_and_corrected_and_closed_again(
    last_month: date, class_3a: list[Pupil], school: School, visit: Visit
) -> None:
    dao, name = Keyboard(visit()).signs_in("dao"), f"{last_month:%m/%Y}"
    closing = f"Chốt chuyên cần tháng {name}, lớp 3A"
    dao.follows(closing).sees("còn ngày chưa điểm danh")
    missing = dao.page.get_by_text("Chưa điểm danh:").get_by_role("link")
    taken = RollCall.objects.count()
    dao.goes_to(missing).sends("Enter").sends()
    assert RollCall.objects.count() == taken + 1
    dao.sees("điểm danh muộn").follows(f"Tháng {name}").sends()
    dao.sees(f"{taken} buổi có phép, 0 buổi không phép").pictured("chuyen-can-thang")
    assert MonthClosing.objects.get().by == school.dao

    corrects_the_first_day(dao, class_3a[34], TeachingDays(school.year), last_month)
    dao.follows(re.compile("^Việc của tôi")).sees("Đã sửa sau khi chốt")
    dao.follows(closing).sends().sees(f"{taken} buổi có phép, 2 buổi không phép")
    assert MonthClosing.objects.count() == 2


def corrects_the_first_day(dao: Keyboard, child: Pupil, days: TeachingDays, month: date) -> None:
    first = days.between(month, end_of_month(month))[0]
    dao.follows(str(first.day))
    marks(dao, child, "ArrowRight", "ArrowRight")
    dao.types("Lý do sửa", "Gia đình không báo").sends().sees("Gia đình không báo")
