"""A month is closed when it is over and every day was taken; what changes afterwards reopens it."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from people.attendance.closing import Standing, close, month_row, standing, unclosed
from people.attendance.left_open import days_not_taken, months_not_closed
from people.attendance.month_sheet import MonthSheet
from people.attendance.teaching_days import TeachingDays
from people.models import Holiday, MonthClosing, Pupil, RollCall, SchoolYear
from people.movements.acts import reverse
from people.movements.closing import loose_ends
from people.movements.models import Kind
from people.refusals import Refusal
from tests.people.attendance.days import FRIDAY, TODAY, call, enrol, month_address
from tests.people.pupils_of import move, pupil
from tests.school import School
from workflows.models import Event
from workflows.story import details

pytestmark = pytest.mark.both_databases
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def october(school: School, pupils: list[Pupil]) -> Iterator[School]:
    """Two days of teaching, both taken: An missed the first with, Bình half the second without."""
    Holiday.objects.create(
        year=school.year, name="Lũ", starts_on=date(2026, 10, 3), ends_on=date(2026, 10, 31)
    )
    for day, marks in ((1, {pupils[0]: "P"}), (2, {pupils[1]: "Ks"})):
        with time_machine.travel(f"2026-10-0{day}T08:00:00+07:00"):
            call(school.class_3a, date(2026, 10, day), marks, school.dao)
    return school


def sheet(school: School) -> MonthSheet:
    return MonthSheet(school.class_3a, OCTOBER)


def close_it(school: School) -> None:
    close(school.class_3a, OCTOBER, school.dao, seen=sheet(school).fingerprint)


def state(school: School) -> Standing:
    now = sheet(school)
    row = month_row(school.class_3a.pk, OCTOBER)
    return standing(row, is_over=now.is_over, missing=len(now.missing))


def test_a_month_adds_up_and_is_closed_once(october: School, client: Client) -> None:
    assert state(october) is Standing.READY
    page = month_address(october.class_3a)
    client.force_login(october.dao)
    shown = client.get(page).content.decode()
    assert "<td>P</td>" in shown
    assert "<td>Ks</td>" in shown
    seen = sheet(october).fingerprint
    assert client.post(page, {"seen": seen}).status_code == 302
    closing = MonthClosing.objects.get()
    assert (closing.excused, closing.unexcused, closing.by) == (2, 1, october.dao)
    assert closing.fingerprint == seen
    assert details(Event.objects.latest("sequence"))["fingerprint"] == seen
    assert state(october) is Standing.CLOSED
    assert client.post(page, {"seen": seen}).status_code == 422
    assert MonthClosing.objects.count() == 1
    assert closing.fingerprint[:12] in client.get(page).content.decode()


def test_it_waits_for_every_day(october: School, client: Client) -> None:
    Holiday.objects.update(starts_on=date(2026, 10, 6))
    assert sheet(october).missing == [date(2026, 10, 5)]
    assert state(october) is Standing.MISSING
    with pytest.raises(Refusal):
        close_it(october)
    client.force_login(october.dao)
    page = client.get(month_address(october.class_3a)).content.decode()
    assert f"/classes/{october.class_3a.pk}/attendance/2026-10-05/" in page
    assert 'name="seen"' not in page
    call(october.class_3a, date(2026, 10, 5), {}, october.dao)
    close_it(october)
    assert state(october) is Standing.CLOSED


def test_it_waits_for_its_end(october: School) -> None:
    with time_machine.travel("2026-10-02T17:00:00+07:00"):
        assert state(october) is Standing.RUNNING
        with pytest.raises(Refusal):
            close_it(october)
    with time_machine.travel("2026-10-03T07:00:00+07:00"):
        close_it(october)


def test_a_correction_reopens_it_until_it_is_closed_again(
    october: School, pupils: list[Pupil]
) -> None:
    close_it(october)
    call(october.class_3a, OCTOBER, {pupils[0]: "K"}, october.dao, reason="Đơn không có chữ ký")
    assert state(october) is Standing.CORRECTED
    assert unclosed(timezone.localdate()).count() == 1
    close_it(october)
    assert state(october) is Standing.CLOSED
    assert not unclosed(timezone.localdate()).exists()
    again, first = MonthClosing.objects.all()
    assert (first.excused, first.unexcused) == (2, 1)
    assert (again.excused, again.unexcused) == (0, 3)


def test_a_movement_with_effect_from_then_reopens_it(october: School, pupils: list[Pupil]) -> None:
    close_it(october)
    an = pupils[0]
    gone = {"other_school": "B", "reason": "Chuyển nhà"}
    later = move(pupils[2], Kind.TRANSFER_OUT, None, by=october.van, on=TODAY, **gone)
    assert state(october) is Standing.CLOSED
    left = move(an, Kind.TRANSFER_OUT, None, by=october.van, on=OCTOBER, **gone)
    assert state(october) is Standing.CORRECTED
    assert an not in [row.pupil for row in sheet(october).rows]
    close_it(october)
    assert MonthClosing.objects.all()[0].excused == 0
    reverse(left, october.thu, "Nhập nhầm")
    assert state(october) is Standing.CORRECTED
    close_it(october)
    reverse(later, october.thu, "Nhập nhầm")
    assert state(october) is Standing.CLOSED


def test_what_changed_since_the_page_was_made_is_not_closed(
    october: School, pupils: list[Pupil]
) -> None:
    seen = sheet(october).fingerprint
    call(october.class_3a, OCTOBER, {}, october.thu, reason="Em có mặt")
    with pytest.raises(Refusal):
        close(october.class_3a, OCTOBER, october.dao, seen=seen)
    assert not MonthClosing.objects.exists()


def test_in_a_locked_year_nothing_is_closed_or_corrected(
    october: School, pupils: list[Pupil]
) -> None:
    SchoolYear.objects.update(state=SchoolYear.State.LOCKED)
    with pytest.raises(Refusal):
        close_it(october)
    with pytest.raises(Refusal):
        call(october.class_3a, OCTOBER, {}, october.dao, reason="Em có mặt")
    assert sheet(october).excused == 2


def test_a_substitute_closes_it_and_strangers_do_not(october: School, client: Client) -> None:
    client.force_login(october.nam)
    seen = {"seen": sheet(october).fingerprint}
    page = month_address(october.class_3a)
    assert client.get(page).status_code == client.post(page, seen).status_code == 403
    october.substitution(october.dao, october.nam)
    assert client.post(page, seen).status_code == 302
    event = Event.objects.latest("sequence")
    assert (event.by, event.acting_for) == (october.nam, october.dao)
    assert "thầy Nam thay cô Đào" in client.get(page).content.decode()


def test_who_came_or_left_within_the_month_has_a_dash(october: School, pupils: list[Pupil]) -> None:
    new = pupil("Trần Văn Út")
    move(new, Kind.ADMISSION, october.class_3a, by=october.van, on=date(2026, 10, 2))
    gone = {"other_school": "B", "reason": "x", "on": date(2026, 10, 2)}
    move(pupils[1], Kind.TRANSFER_OUT, None, by=october.van, **gone)
    marks = {row.pupil: row.marks for row in sheet(october).rows}
    assert marks[new] == [None, ""]
    assert marks[pupils[1]] == ["", None]
    assert sheet(october).unexcused == 0


def test_before_a_pupil_leaves_the_open_months_are_told(
    october: School, pupils: list[Pupil]
) -> None:
    [sentence] = months_not_closed(pupils[0], TODAY)
    assert "10/2026" in sentence
    assert sentence in loose_ends(pupils[0], TODAY)
    elsewhere = enrol(_another_class(october), october.van, 1)
    assert months_not_closed(elsewhere[0], TODAY) == []
    close_it(october)
    assert months_not_closed(pupils[0], TODAY) == []


def test_before_a_pupil_leaves_the_days_not_taken_are_told(
    october: School, pupils: list[Pupil]
) -> None:
    """Up to the day before, whichever day was typed."""
    Holiday.objects.all().delete()
    for day in TeachingDays(october.year).between(date(2026, 9, 7), date(2026, 11, 19)):
        RollCall.objects.get_or_create(
            school_class=october.class_3a,
            on=day,
            defaults={"by": october.dao, "at": timezone.now()}
            | {"changed_by": october.dao, "changed_at": timezone.now()},
        )
    assert days_not_taken(pupils[0], FRIDAY) == []
    [sentence] = days_not_taken(pupils[0], TODAY)
    assert "20/11/2026" in sentence
    [same] = days_not_taken(pupils[0], date(2026, 12, 24))
    assert same == sentence


def _another_class(school: School):  # type: ignore[no-untyped-def]
    return school.year.classes.create(grade=3, name="3B")
