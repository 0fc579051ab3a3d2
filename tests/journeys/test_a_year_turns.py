"""From one year to the next in the browser: outcomes, the coming year, the list, and everybody moved."""

from collections.abc import Callable
from datetime import timedelta

from people.models import Assignment, Duty, Movement, Pupil, SchoolClass, SchoolYear
from people.movements.enrolments import class_of
from people.movements.models import Kind
from tests.journeys.visitor import Visitor
from tests.people.pupils_of import move, pupil
from tests.school import School

Visit = Callable[..., Visitor]
WINDOW = {"viewport": {"width": 1200, "height": 800}}


def goes_to(visitor: Visitor, name: str) -> Visitor:
    """By keyboard, along a link of the page."""
    visitor.page.get_by_role("link", name=name, exact=True).first.focus()
    with visitor.page.expect_navigation():
        visitor.presses("Enter")
    return visitor.looks_around()


def sends(visitor: Visitor) -> Visitor:
    with visitor.page.expect_navigation():
        visitor.presses("Control+Enter")
    return visitor.looks_around()


def a_class_with_pupils(school: School) -> list[Pupil]:
    """An and Bình in 3A; a 4A that has its teachers, so that the list is open at nothing else."""
    first = school.year.starts_on + timedelta(days=2)
    found = [pupil(name) for name in ("Lê Thị An", "Trần Văn Bình")]
    for child in found:
        move(child, Kind.ADMISSION, school.class_3a, school.van, on=first)
    class_4a = SchoolClass.objects.create(year=school.year, grade=4, name="4A")
    duty = {"school_class": class_4a, "starts_on": school.year.starts_on}
    Assignment.objects.create(staff=school.hoa, duty=Duty.HOMEROOM_TEACHER, **duty)
    for subject in (school.toan, school.tieng_viet):
        Assignment.objects.create(
            staff=school.hoa, duty=Duty.SUBJECT_TEACHER, subject=subject, **duty
        )
    return found


def test_outcomes_are_entered_and_everybody_moves_by_one_list(school: School, visit: Visit) -> None:
    an, binh = a_class_with_pupils(school)
    dao = visit("dao", **WINDOW)
    goes_to(dao.opens(f"/classes/{school.class_3a.pk}/"), "Kết quả cuối năm")
    dao.page.get_by_label("Lê Thị An").select_option("promoted")
    dao.page.get_by_label("Trần Văn Bình").select_option("kept_back")
    sends(dao.looks_around().pictured("ket-qua-cuoi-nam"))
    van = visit("van", **WINDOW)
    van.opens("/years/new/")
    first = school.year.ends_on + timedelta(days=97)
    for name, words in (
        ("name", "Năm sau"),
        ("starts_on", f"{first:%d/%m/%Y}"),
        ("ends_on", f"{first + timedelta(days=260):%d/%m/%Y}"),
    ):
        van.page.locator(f"[name={name}]").focus()
        van.presses("Control+A")
        van.page.keyboard.type(words)
    sends(van)
    coming = SchoolYear.objects.get(name="Năm sau")
    van.opens("/start-of-year/").sees("Năm sau")
    van.opens(f"/years/{school.year.pk}/into/{coming.pk}/")
    van.sees("Lên lớp → 4A").sees("Ở lại lớp → 3A").pictured("chuyen-nam-hoc")
    sends(van).sees("Đã chuyển 2 học sinh")
    assert [str(class_of(child, first)) for child in (an, binh)] == ["4A", "3A"]
    assert Movement.objects.filter(kind=Kind.PROMOTION, pupil=an).exists()
    takes_it_back(visit("thu", **WINDOW), f"/years/{school.year.pk}/into/{coming.pk}/")
    assert [str(class_of(child, first)) for child in (an, binh)] == ["3A", "3A"]


def takes_it_back(thu: Visitor, page: str) -> None:
    goes_to(thu.opens(page).sees("2 học sinh đã được chuyển"), "Rút lại…")
    thu.page.get_by_label("lý do").focus()
    thu.page.keyboard.type("Chưa xét lại lớp 3A")
    sends(thu).sees("Đã rút lại việc chuyển sang năm học Năm sau").sees("Lên lớp → 4A")
