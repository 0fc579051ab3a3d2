"""A problem from the page where it happened to its confirmation, in a real browser."""

import re
from collections.abc import Callable

from people.models import Incident
from people.movements.models import Kind
from tests.journeys.visitor import Visitor
from tests.people.pupils_of import move, pupil
from tests.school import School

Visit = Callable[..., Visitor]
PHONE = {"width": 360, "height": 740}
SAID = "Bấm Lưu mà số điện thoại của phụ huynh không lưu."
ANSWER = "Trang đã cũ; tải lại rồi lưu là được."


def presses(person: Visitor, name: str) -> None:
    with person.page.expect_navigation():
        person.page.get_by_role("button", name=name).click()
    person.looks_around()


def test_a_teacher_reports_the_board_answers_the_teacher_confirms_the_principal_sees_it(
    school: School, visit: Visit
) -> None:
    child = pupil("Nguyễn Thị Hoài An")
    move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    dao = visit("dao", viewport=PHONE).opens(child.get_absolute_url())
    dao.page.get_by_text("Menu", exact=True).click()
    dao.looks_around().page.get_by_role("link", name="Báo sự cố").click()
    dao.sees("/pupils/<uuid:pupil>/").looks_around()
    dao.pictured("bao-su-co")
    assert "Hoài An" not in dao.page.locator("main").inner_text()
    dao.page.get_by_label("Chuyện gì đã xảy ra?").fill(SAID)
    dao.page.get_by_label("Tôi không làm tiếp được").check()
    presses(dao, "Gửi")
    dao.sees("Đã báo sự cố số").sees("Mới báo")
    number = Incident.objects.get().pk

    van = visit("van")
    van.page.get_by_role("link", name=re.compile(f"Trả lời sự cố số {number}")).click()
    van.sees(SAID).looks_around()
    presses(van, "Nhận xử lý")
    van.page.get_by_label("Lời của thầy cô").fill(ANSWER)
    presses(van, "Trả lời")
    van.sees("Đã trả lời, chờ xác nhận")

    dao.opens("/?tab=mine")
    dao.page.get_by_role("link", name=re.compile("đã có trả lời")).click()
    dao.sees(ANSWER)
    assert dao.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    presses(dao, "Đã xong")
    dao.sees("xác nhận sự cố đã xong".capitalize())

    thu = visit("thu").opens("/problems/?show=all")
    thu.sees(SAID).sees("cô Vân").sees("Đã khép lại")
    thu.opens("/audit/").sees(f"Cô Đào xác nhận sự cố số {number} đã xong.")


def test_an_error_page_leads_to_the_report_with_its_reference(school: School, visit: Visit) -> None:
    dao = visit("dao").opens("/nowhere/", status=404)
    dao.page.get_by_role("link", name="Báo sự cố").click()
    dao.sees("Mã kỹ thuật").looks_around()
    said = dao.page.locator("main").inner_text()
    assert re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", said)
