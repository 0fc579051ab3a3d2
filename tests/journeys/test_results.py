"""Results in a real browser: typed by keys alone, over a bad line, by input methods; confirmed at once."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from documents.assessment.models import CellChange
from documents.records.score_sheet.models import ScoreSheet
from people.models import AssessmentPeriod, Assignment, Duty, SchoolClass, Subject
from people.movements.models import Kind
from tests.documents.records.sheets import fill, now, open_period, sheet_of
from tests.journeys.keyboard import Keyboard
from tests.journeys.test_typing_vietnamese import InputMethod
from tests.journeys.visitor import PIN, Visitor
from tests.people.pupils_of import move, pupil
from tests.school import School, give_keys
from workflows.models import Approval
from workflows.states import State


@pytest.fixture
def period(school: School) -> AssessmentPeriod:
    today = timezone.localdate()
    days = {"opens_on": today - timedelta(days=3), "closes_on": today + timedelta(days=9)}
    return open_period(school, **days)


def class_of(school: School, size: int) -> None:
    names = itertools.product(("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ"), ("An", "Bình", "Cúc"))
    families = list(itertools.islice(itertools.cycle(names), size))
    for number, (surname, given_name) in enumerate(families):
        child = pupil(f"{surname} {'Thị' if number % 2 else 'Văn'} {given_name}")
        move(child, Kind.ADMISSION, school.class_3a, school.van, on=school.year.starts_on)


def opened(visit: Callable[..., Visitor], sheet: ScoreSheet, who: str) -> Visitor:
    return visit(who).opens(sheet.get_edit_url())


def column(visitor: Visitor, code: str) -> list[str]:
    return [str(cell.input_value()) for cell in visitor.page.locator(f"[name$='-{code}']").all()]


def all_saved(visitor: Visitor, rows: int) -> None:
    expect(visitor.page.locator(".row-state").filter(has_text="Đã lưu")).to_have_count(rows)


def test_thirty_five_levels_are_seventy_keys(
    school: School, period: AssessmentPeriod, visit: Callable[..., Visitor]
) -> None:
    class_of(school, 35)
    sheet = sheet_of(school, period, school.nam, school.toan)
    nam = opened(visit, sheet, "nam")
    nam.page.locator("input[name$='-level']").first.focus()
    keys = 0
    for number in range(35):
        for key in ("c" if number == 7 else "t", "Enter"):
            nam.presses(key)
            keys += 1
    assert keys == 70
    nam.page.locator("h1").click()
    all_saved(nam, 35)
    assert [line.values["level"] for line in now(sheet)] == ["T"] * 7 + ["C"] + ["T"] * 27
    assert column(nam, "level")[7] == "C", "as it is kept"
    nam.looks_around()


def test_nothing_is_lost_or_misplaced_over_a_line_that_is_slow_and_breaks(
    school: School, period: AssessmentPeriod, visit: Callable[..., Visitor]
) -> None:
    """Five keys a second; each answer takes two seconds, each fifth never comes."""
    class_of(school, 45)
    sheet = sheet_of(school, period, school.nam, school.toan)
    nam, counter = opened(visit, sheet, "nam"), itertools.count(1)

    def bad_line(route: Route) -> None:
        answer = route.fetch()
        nam.page.wait_for_timeout(0)
        if next(counter) % 5:
            route.fulfill(response=answer)
        else:
            route.abort()

    nam.page.add_init_script(
        "const send = window.fetch; window.fetch = async (...all) => {"
        " await new Promise((done) => setTimeout(done, 2000)); return send(...all); };"
    )
    nam.page.reload()
    nam.page.route("**/rows/", bad_line)
    nam.page.locator("input[name$='-mark']").first.focus()
    marks = [str(number % 10 + 1) for number in range(45)]
    for mark in marks:
        nam.page.keyboard.type(mark, delay=200)
        nam.page.keyboard.press("Enter", delay=200)
    assert column(nam, "mark") == marks, "typing waited for nobody"
    all_saved(nam, 45)
    assert [str(line.values["mark"]) for line in now(sheet)] == marks
    assert CellChange.objects.count() == 45, "what was sent twice was done once"


def test_arrows_move_and_change_nothing_and_f8_finds_what_is_empty(
    school: School, period: AssessmentPeriod, visit: Callable[..., Visitor]
) -> None:
    class_of(school, 3)
    sheet = sheet_of(school, period, school.nam, school.toan)
    fill(sheet, school.nam)
    nam = opened(visit, sheet, "nam")
    before = column(nam, "level"), column(nam, "mark")
    nam.page.locator("input[name$='-level']").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"):
        nam.presses(key)
    nam.page.mouse.wheel(0, 300)
    assert (column(nam, "level"), column(nam, "mark")) == before
    second = nam.page.locator("input[name$='-level']").nth(1)
    expect(second).to_be_focused()
    third = nam.page.locator("input[name$='-mark']").nth(2)
    third.fill("")
    nam.page.locator("input[name$='-level']").first.focus()
    nam.presses("F8")
    expect(third).to_be_focused()
    nam.presses("Control+d")
    assert column(nam, "mark") == ["9"] * 3


def by_telex(method: InputMethod, visitor: Visitor) -> None:
    """The input method composes “d”, then “đ”, and Enter ends the word."""
    method.composes("d")
    method.composes("đ")
    method.takes_enter("đ")


def by_vni(method: InputMethod, visitor: Visitor) -> None:
    visitor.page.keyboard.type("d9")


def by_backspace(method: InputMethod, visitor: Visitor) -> None:
    visitor.page.keyboard.type("D")
    method.replaces("D", "Đ")


@pytest.mark.parametrize("way", [by_telex, by_vni, by_backspace], ids=lambda way: way.__name__)
def test_a_level_typed_by_an_input_method_is_the_level_that_was_meant(
    school: School, period: AssessmentPeriod, visit: Callable[..., Visitor], way
) -> None:
    class_of(school, 2)
    sheet = sheet_of(school, period, school.dao)
    dao = opened(visit, sheet, "dao")
    first = dao.page.locator("input[name$='-yeu_nuoc']").first
    first.focus()
    way(InputMethod(Keyboard(dao)), dao)
    if way is by_telex:
        expect(first).to_be_focused()
    dao.page.locator("h1").click()
    all_saved(dao, 1)
    assert now(sheet)[0].values == {"yeu_nuoc": "Đ"}
    assert now(sheet)[1].values == {}


def test_what_cannot_be_taken_says_so_at_its_row_and_the_rest_is_kept(
    school: School, period: AssessmentPeriod, visit: Callable[..., Visitor]
) -> None:
    class_of(school, 5)
    sheet = sheet_of(school, period, school.nam, school.toan)
    nam = opened(visit, sheet, "nam")
    typed = ("9.5", "10 ", "mười", "1O", "\uff19")
    for place, text in enumerate(typed):
        nam.page.locator("input[name$='-level']").nth(place).fill("t")
        nam.page.locator("input[name$='-mark']").nth(place).fill(text)
    nam.page.locator("h1").click()
    refused = nam.page.locator("input[aria-invalid]")
    expect(refused).to_have_count(4)
    assert [cell.input_value() for cell in refused.all()] == ["9.5", "mười", "1O", "\uff19"]
    assert len(set(nam.page.locator(".row-state.bad").all_inner_texts())) == 4, "each its own words"
    assert [line.values.get("mark") for line in now(sheet)] == [None, 10, None, None, None]
    assert [line.values["level"] for line in now(sheet)] == ["T"] * 5
    nam.looks_around()


def test_two_windows_see_both_values(
    school: School, period: AssessmentPeriod, visit: Callable[..., Visitor]
) -> None:
    class_of(school, 1)
    sheet = sheet_of(school, period, school.nam, school.toan)
    one, other = (opened(visit, sheet, "nam") for _window in range(2))
    one.page.locator("input[name$='-mark']").fill("7")
    one.page.locator("h1").click()
    all_saved(one, 1)
    other.page.locator("input[name$='-mark']").fill("8")
    other.page.locator("h1").click()
    said = other.page.locator(".row-state.bad")
    expect(said).to_contain_text("7")
    expect(said).to_contain_text("8")
    assert now(sheet)[0].values == {"mark": 7}
    other.page.locator("input[name$='-mark']").fill("9")
    other.page.locator("h1").click()
    all_saved(other, 1)
    assert now(sheet)[0].values == {"mark": 9}


def test_all_own_sheets_of_a_period_in_three_interactions_and_a_pin(
    school: School, period: AssessmentPeriod, visit: Callable[..., Visitor]
) -> None:
    class_of(school, 3)
    music = Subject.objects.create(code="AN", name="Nghệ thuật (Âm nhạc)", grades=[3])
    classes = [
        SchoolClass.objects.create(year=school.year, grade=3, name=name) for name in ("3B", "3C")
    ]
    for place in (school.class_3a, *classes):
        Assignment.objects.create(
            staff=school.phuc,
            duty=Duty.SUBJECT_TEACHER,
            school_class=place,
            subject=music,
            starts_on=school.year.starts_on,
        )
    give_keys(school, [school.phuc], PIN)
    for place in (school.class_3a, *classes):
        child = pupil("Nguyễn Thị Lan")
        move(child, Kind.ADMISSION, place, school.van, on=school.year.starts_on)
        sheet = sheet_of(school, period, school.phuc, music, school_class=place)
        fill(sheet, school.phuc)
    phuc = visit("phuc").opens("/score-sheets/")
    phuc.page.get_by_role("link", name="Xác nhận tất cả, Cuối học kỳ I").click()
    phuc.looks_around().signs()
    expect(phuc.page.locator("progress[value='3']")).to_be_visible()
    expect(phuc.page.locator("#progress[hx-get]")).to_have_count(0)
    states = Approval.objects.filter(author=school.phuc).values_list("state", flat=True)
    assert list(states) == [State.CONFIRMED] * 3


@pytest.mark.parametrize("width", [360, 1280])
def test_the_sheet_fits_and_is_in_order(
    school: School, period: AssessmentPeriod, visit: Callable[..., Visitor], width: int
) -> None:
    class_of(school, 3)
    sheet = sheet_of(school, period, school.dao)
    dao = visit("dao", viewport={"width": width, "height": 800})
    for path in ("/score-sheets/", sheet.get_edit_url(), "/gradebooks/"):
        dao.opens(path).fits()
    assert Approval.objects.get(pk=sheet.pk).state == State.DRAFT
