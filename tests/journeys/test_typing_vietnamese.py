"""Vietnamese is typed as input methods send it; what is saved is what was meant, composed, and only that."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Request

from people.attendance.day_sheet import DaySheet
from people.attendance.taking import take
from people.attendance.teaching_days import TeachingDays
from people.models import Assignment, Duty, Incident, LateCorrection, Movement, Pupil
from people.movements.models import Kind
from tests.journeys.keyboard import Keyboard
from tests.journeys.visitor import Visitor
from tests.people.pupils_of import move, pupil
from tests.school import School

Way = Callable[[Keyboard], None]
NAME = "Lê Thị Đào"


class InputMethod:
    """What stands between the keys and the page, and what it makes the browser see."""

    def __init__(self, hands: Keyboard) -> None:
        self.keyboard = hands.page.keyboard
        self.browser = hands.visitor.context.new_cdp_session(hands.page)

    def composes(self, text: str) -> None:
        """Letters that are not yet the page's own; underlined, while the word is being typed."""
        end = {"selectionStart": len(text), "selectionEnd": len(text)}
        self.browser.send("Input.imeSetComposition", {"text": text, **end})

    def commits(self, text: str) -> None:
        self.browser.send("Input.insertText", {"text": text})

    def takes_enter(self, text: str) -> None:
        """Enter ends the word: the page is told of key 229 only, and gets the word."""
        enter = {"key": "Enter", "code": "Enter"}
        self._sends("rawKeyDown", windowsVirtualKeyCode=229, **enter)
        self.commits(text)
        self._sends("keyUp", windowsVirtualKeyCode=13, **enter)

    def replaces(self, shown: str, made: str) -> None:
        """Backspace for each letter that stands there, then other letters as if they had keys."""
        for _letter in shown:
            self.keyboard.press("Backspace")
        for letter in made:
            self._sends("keyDown", key=letter, text=letter, windowsVirtualKeyCode=231)
            self._sends("keyUp", key=letter, windowsVirtualKeyCode=231)

    def _sends(self, kind: str, **facts: object) -> None:
        self.browser.send("Input.dispatchKeyEvent", {"type": kind, **facts})


def by_composition(hands: Keyboard) -> None:
    """As input methods of the systems do; in the middle of it, the key of the main button acts not."""
    method = InputMethod(hands)
    first, *others = NAME.split(" ")
    method.composes(first[:1])
    method.composes(first)
    hands.page.keyboard.press("Control+Enter")
    method.takes_enter(first)
    for word in others:
        hands.page.keyboard.press("Space")
        for end in range(1, len(word) + 1):
            method.composes(word[:end])
        method.commits(word)


def by_backspace(hands: Keyboard) -> None:
    """As UniKey does: Leê, Thiị, DĐ, aoào; what Telex adds to a word takes letters back first."""
    method = InputMethod(hands)
    for piece in ["L", "e>ê", " Th", "i>ị", " ", "D>Đ", "ao>ào"]:
        shown, _arrow, made = piece.partition(">")
        hands.page.keyboard.type(shown)
        if made:
            method.replaces(shown, made)


def by_loose_marks(hands: Keyboard) -> None:
    """As Windows' own Vietnamese keys and UniKey's “Unicode tổ hợp” do: marks are letters of their own."""
    hands.page.keyboard.type(unicodedata.normalize("NFD", NAME))


@dataclass(frozen=True)
class Place:
    """A field: who types there, the way to it with all else filled in, its name, what is kept of it."""

    who: str
    comes: Callable[[Keyboard], object]
    field: str
    kept: Callable[[Keyboard], str]


def to_a_new_pupil(van: Keyboard) -> None:
    van.follows("Lớp và học sinh").follows("Chuyển đến")
    van.types("Ngày sinh", "05/06/2018").types("Chuyển từ trường", "TH Long Hậu")
    van.picks("Giới tính", "nữ").picks("Lớp", "3A")


def to_a_withdrawal(van: Keyboard) -> None:
    van.follows("Lớp và học sinh").follows("3A").follows("Nguyễn Thị An").follows("Thôi học")
    van.ticks("Tôi đã xem những việc còn dang dở; em vẫn đi.")


def to_a_report(dao: Keyboard) -> None:
    dao.follows("Báo sự cố")


def to_a_correction(dao: Keyboard) -> None:
    """Of the attendance of the day before, which was taken."""
    dao.follows("Lớp và học sinh").follows("3A")
    dao.goes_to(dao.page.locator("main").get_by_role("link", name="Điểm danh")).sends("Enter")
    dao.follows(re.compile(r"\b\d\d.\d\d$"))
    dao.goes_to(dao.page.get_by_role("radio", name="có mặt").first)
    dao.page.keyboard.press("ArrowRight")


def to_the_search(van: Keyboard) -> None:
    van.follows("Lớp và học sinh")


def found(van: Keyboard) -> str:
    return van.page.locator("section", has_text="Tìm thấy").locator("tbody a").inner_text()


PLACES = {
    "name of a new pupil": Place(
        "van", to_a_new_pupil, "Họ và tên", lambda _: Pupil.objects.latest("pk").full_name
    ),
    "reason of a movement": Place(
        "van", to_a_withdrawal, "Lý do", lambda _: Movement.objects.latest("pk").reason
    ),
    "report of a problem": Place(
        "dao", to_a_report, "Chuyện gì đã xảy ra?", lambda _: Incident.objects.get().what
    ),
    "reason of a correction": Place(
        "dao", to_a_correction, "Lý do sửa", lambda _: LateCorrection.objects.get().reason
    ),
    "search for a pupil": Place("van", to_the_search, "Học sinh, theo tên hoặc mã", found),
}


@pytest.fixture
def in_class(school: School) -> School:
    """An and another Đào are in 3A since it began; the last days of teaching were taken."""
    for name in ("Nguyễn Thị An", NAME):
        first = school.year.starts_on
        move(pupil(name), Kind.ADMISSION, school.class_3a, by=school.van, on=first)
    today = timezone.localdate()
    for day in TeachingDays(school.year).between(today - timedelta(days=7), today):
        take(school.class_3a, day, {}, school.dao, seen=DaySheet(school.class_3a, day).fingerprint)
    return school


def without_asking(hands: Keyboard, types: Way) -> None:
    """While it is typed nothing goes to the server, and the page stays."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    hands.page.on("request", note)
    types(hands)
    hands.page.remove_listener("request", note)
    assert not asked, f"half a text was sent: {asked}"


# Loose marks are put together by the server; each of these is another way in there.
LOOSE = ("name of a new pupil", "report of a problem", "reason of a correction")
TYPED = [(place, types) for place in PLACES for types in (by_composition, by_backspace)]


@pytest.mark.parametrize(("name", "types"), TYPED + [(place, by_loose_marks) for place in LOOSE])
def test_what_is_typed_is_what_is_kept(
    in_class: School, visit: Callable[..., Visitor], name: str, types: Way
) -> None:
    place = PLACES[name]
    hands = Keyboard(visit(place.who))
    place.comes(hands)
    hands.goes_to(place.field)
    without_asking(hands, types)
    typed = hands.page.locator(":focus").input_value()
    assert unicodedata.normalize("NFC", typed) == NAME
    hands.sends("Enter" if place.kept is found else "Control+Enter")
    assert place.kept(hands) == NAME


@pytest.mark.parametrize("types", [by_composition, by_backspace])
def test_a_name_typed_into_the_grid_is_the_name_that_is_saved(
    school: School, visit: Callable[..., Visitor], types: Way
) -> None:
    thu = Keyboard(visit("thu"))
    thu.follows("Đầu năm").follows("Phân công giảng dạy")
    thu.follows("Khối 3").goes_to("Toán, 3A").page.keyboard.press("Control+A")
    thu.page.keyboard.press("Delete")
    without_asking(thu, types)
    thu.sends()
    held = Assignment.objects.filter(duty=Duty.SUBJECT_TEACHER, subject=school.toan, ends_on=None)
    assert [one.staff for one in held] == [school.dao]
