"""A day is taken, changed the same day, corrected afterwards; nobody overwrites anybody unseen."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from people.attendance.day_sheet import DaySheet
from people.attendance.taking import ChangedMeanwhile, take
from people.models import (
    Absence,
    Holiday,
    LateCorrection,
    Pupil,
    RollCall,
    SchoolYear,
    Staff,
    Term,
)
from people.movements.models import Kind
from people.refusals import Refusal
from tests.people.attendance.days import FRIDAY, TODAY, address, call
from tests.people.pupils_of import move
from tests.school import School
from workflows.models import Event
from workflows.story import details, sentence

pytestmark = pytest.mark.both_databases


def form(school: School, on: date, **chosen: str) -> dict[str, str]:
    return {"seen": DaySheet(school.class_3a, on).fingerprint, **chosen}


def absent(on: date = TODAY) -> dict[int, tuple[bool, str, int]]:
    rows = Absence.objects.filter(on=on)
    return {row.pupil_id: (row.is_excused, row.part, row.sessions) for row in rows}


def test_all_are_present_unless_marked(school: School, pupils: list[Pupil], client: Client) -> None:
    client.force_login(school.dao)
    page = client.get(address(school.class_3a, TODAY)).content.decode()
    assert page.count('value="" checked') == 5
    an, binh, chi, *_rest = pupils
    chosen = {
        f"p{an.pk}": "P",
        f"p{binh.pk}": "K",
        f"s{binh.pk}": "morning",
        f"s{chi.pk}": "morning",
    }
    answer = client.post(address(school.class_3a, TODAY), form(school, TODAY, **chosen))
    assert answer.status_code == 302
    assert absent() == {an.pk: (True, "day", 2), binh.pk: (False, "morning", 1)}
    call_of_today = RollCall.objects.get()
    assert (call_of_today.by, call_of_today.on, call_of_today.was_late) == (
        school.dao,
        TODAY,
        False,
    )


def test_where_a_day_has_one_session_it_counts_one_and_nothing_is_asked(
    school: School, pupils: list[Pupil], client: Client
) -> None:
    SchoolYear.objects.update(sessions_a_day=1)
    client.force_login(school.dao)
    assert "<select" not in client.get(address(school.class_3a, TODAY)).content.decode()
    chosen = {f"p{pupils[0].pk}": "K", f"s{pupils[0].pk}": "afternoon"}
    client.post(address(school.class_3a, TODAY), form(school, TODAY, **chosen))
    assert absent() == {pupils[0].pk: (False, "day", 1)}


def test_the_same_day_is_changed_without_a_word(school: School, pupils: list[Pupil]) -> None:
    an, binh, *_rest = pupils
    call(school.class_3a, TODAY, {an: "P"}, school.dao)
    call(school.class_3a, TODAY, {binh: "Kc"}, school.thu)
    assert absent() == {binh.pk: (False, "afternoon", 1)}
    assert not LateCorrection.objects.exists()
    assert RollCall.objects.get().changed_by == school.thu
    history = Absence.history.order_by("history_date").values_list(
        "history_type", "history_user_id"
    )
    assert list(history) == [("+", school.dao.pk), ("-", school.thu.pk), ("+", school.thu.pk)]


def test_saving_the_same_again_changes_nothing(school: School, pupils: list[Pupil]) -> None:
    assert call(school.class_3a, TODAY, {pupils[0]: "P"}, school.dao)
    events = Event.objects.count()
    assert not call(school.class_3a, TODAY, {pupils[0]: "P"}, school.dao)
    assert Event.objects.count() == events


def test_an_earlier_day_is_corrected_with_a_reason_which_stays_out_of_the_trail(
    school: School, pupils: list[Pupil], client: Client
) -> None:
    an, binh, *_rest = pupils
    with time_machine.travel("2026-11-20T08:00:00+07:00"):
        call(school.class_3a, FRIDAY, {an: "K", binh: "P"}, school.dao)
    client.force_login(school.dao)
    chosen = {f"p{an.pk}": "P", f"p{binh.pk}": "P"}
    path = address(school.class_3a, FRIDAY)
    refused = client.post(path, form(school, FRIDAY, **chosen))
    assert refused.status_code == 422
    endless = client.post(path, form(school, FRIDAY, reason="a" * 301, **chosen))
    assert endless.status_code == 422
    assert "a" * 301 in endless.content.decode(), "nothing of it is lost"
    assert not LateCorrection.objects.exists()
    reason = "Gia đình gửi đơn muộn"
    assert client.post(path, form(school, FRIDAY, reason=reason, **chosen)).status_code == 302
    kept = LateCorrection.objects.get()
    assert (kept.pupil, kept.before, kept.after, kept.by) == (an, "K", "P", school.dao)
    page = client.get(path).content.decode()
    assert reason in page
    event = Event.objects.latest("sequence")
    assert event.kind == "attendance_corrected"
    assert details(event)["changed"] == 1
    assert reason not in event.body


def test_a_forgotten_day_is_taken_late_and_stays_marked(
    school: School, pupils: list[Pupil], client: Client
) -> None:
    assert call(school.class_3a, FRIDAY, {}, school.dao)
    assert RollCall.objects.get().was_late
    client.force_login(school.dao)
    assert 'class="state late"' in client.get(address(school.class_3a, FRIDAY)).content.decode()
    call(school.class_3a, TODAY, {}, school.dao)
    assert 'class="state late"' not in client.get(address(school.class_3a, TODAY)).content.decode()


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 11, 24), date(2026, 11, 20)])
def test_no_day_is_taken_that_is_free_or_still_to_come(
    school: School, pupils: list[Pupil], day: date
) -> None:
    Holiday.objects.create(year=school.year, name="20/11", starts_on=FRIDAY, ends_on=FRIDAY)
    with pytest.raises(Refusal):
        call(school.class_3a, day, {}, school.dao)
    assert not RollCall.objects.exists()


def test_between_the_terms_there_is_no_teaching(school: School, pupils: list[Pupil]) -> None:
    for number, first, last in (
        (1, date(2026, 9, 1), FRIDAY),
        (2, date(2026, 11, 30), date(2027, 5, 28)),
    ):
        Term.objects.create(year=school.year, number=number, starts_on=first, ends_on=last)
    with pytest.raises(Refusal):
        call(school.class_3a, TODAY, {}, school.dao)
    assert call(school.class_3a, FRIDAY, {}, school.dao)


@pytest.mark.parametrize("state", ["planned", "locked", "archived"])
def test_in_a_year_that_is_not_open_nothing_is_taken(
    school: School, pupils: list[Pupil], client: Client, state: str
) -> None:
    call(school.class_3a, TODAY, {pupils[0]: "P"}, school.dao)
    SchoolYear.objects.update(state=state)
    client.force_login(school.dao)
    path = address(school.class_3a, TODAY)
    assert client.post(path, form(school, TODAY)).status_code == 422
    assert 'type="radio"' not in client.get(path).content.decode()
    assert len(absent()) == 1


def test_two_stale_pages_do_not_overwrite_each_other(
    school: School, pupils: list[Pupil], client: Client
) -> None:
    an, binh, *_rest = pupils
    client.force_login(school.dao)
    stale = form(school, TODAY, **{f"p{binh.pk}": "K"})
    call(school.class_3a, TODAY, {an: "P"}, school.thu)
    answer = client.post(address(school.class_3a, TODAY), stale)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nguyễn Thị Thu" in page
    assert f'name="p{binh.pk}" value="K" checked' in page
    assert f'name="p{an.pk}" value="" checked' in page
    assert absent() == {an.pk: (True, "day", 2)}
    # Looked at again and sent once more, it is what the person wants.
    again = form(school, TODAY, **{f"p{binh.pk}": "K"})
    assert client.post(address(school.class_3a, TODAY), again).status_code == 302
    assert absent() == {binh.pk: (False, "day", 2)}


def test_a_pupil_who_comes_meanwhile_is_not_called_present_unseen(
    school: School, pupils: list[Pupil]
) -> None:
    seen = DaySheet(school.class_3a, TODAY).fingerprint
    move(pupils[0], Kind.WITHDRAWAL, None, by=school.van, on=TODAY, reason="Chuyển nhà")
    with pytest.raises(ChangedMeanwhile):
        take(school.class_3a, TODAY, {}, school.dao, seen=seen)
    assert not RollCall.objects.exists()


def test_only_those_of_the_class_on_that_day_are_called(
    school: School, pupils: list[Pupil], client: Client
) -> None:
    gone, late, *_rest = pupils
    move(gone, Kind.TRANSFER_OUT, None, by=school.van, on=FRIDAY, other_school="B", reason="x")
    client.force_login(school.dao)
    day_before = FRIDAY - timedelta(days=1)
    assert f'name="p{gone.pk}"' in client.get(address(school.class_3a, day_before)).content.decode()
    assert f'name="p{gone.pk}"' not in client.get(address(school.class_3a, FRIDAY)).content.decode()
    call(school.class_3a, FRIDAY, {gone: "K", late: "K"}, school.dao)
    assert set(absent(FRIDAY)) == {late.pk}


def test_a_class_without_pupils_is_not_called(school: School) -> None:
    with pytest.raises(Refusal):
        call(school.class_3a, TODAY, {}, school.dao)
    assert not RollCall.objects.exists()


def test_a_substitute_takes_it_and_the_trail_says_for_whom(
    school: School, pupils: list[Pupil]
) -> None:
    with pytest.raises(Refusal):
        call(school.class_3a, TODAY, {}, school.phuc)
    school.substitution(school.dao, school.phuc)
    call(school.class_3a, TODAY, {pupils[0]: "P"}, school.phuc)
    event = Event.objects.latest("sequence")
    assert (event.by, event.acting_for) == (school.phuc, school.dao)
    with override("en"):
        told = sentence(event)
    assert told.endswith("took the attendance of 3A for 23/11/2026: 1 absent.")


@pytest.mark.parametrize(
    ("name", "status"),
    [("dao", 200), ("thu", 200), ("minh", 200)]
    + [(name, 403) for name in ("nam", "hoa", "van", "phuc", "yen")],
)
def test_homeroom_teacher_and_leaders_see_and_take_it_and_nobody_else(
    school: School, pupils: list[Pupil], client: Client, name: str, status: int
) -> None:
    person: Staff = getattr(school, name)
    client.force_login(person)
    of = school.class_3a
    for path in (address(of, TODAY), f"/classes/{of.pk}/attendance/2026-11/", "/attendance/"):
        assert client.get(path).status_code == status, path
    answer = client.post(address(of, TODAY), form(school, TODAY, **{f"p{pupils[0].pk}": ""}))
    assert answer.status_code == (302 if status == 200 else 403)
    assert RollCall.objects.exists() == (status == 200)


def test_a_page_cut_short_makes_nobody_present(
    school: School, pupils: list[Pupil], client: Client
) -> None:
    call(school.class_3a, TODAY, {pupils[0]: "K"}, school.dao)
    client.force_login(school.dao)
    answer = client.post(address(school.class_3a, TODAY), form(school, TODAY))
    assert answer.status_code == 422
    assert Absence.objects.filter(pupil=pupils[0], on=TODAY).exists()


def test_who_came_from_another_class_is_not_made_present_without_a_reason(
    school: School, pupils: list[Pupil]
) -> None:
    """Marked in 3A on Friday, moved to 3B with effect from then, where nobody called the roll."""
    other = school.year.classes.create(grade=3, name="3B")
    call(school.class_3a, FRIDAY, {pupils[0]: "K"}, school.thu)
    move(pupils[0], Kind.CLASS_CHANGE, other, by=school.van, on=FRIDAY, reason="Sĩ số")
    with pytest.raises(Refusal):
        call(other, FRIDAY, {}, school.thu)
    call(other, FRIDAY, {}, school.thu, reason="Có mặt, ghi nhầm")
    assert LateCorrection.objects.get().before == "K"


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "0001-01-01", "9999-12-31", "heute"])
def test_what_is_no_day_of_the_year_is_not_found(
    school: School, pupils: list[Pupil], client: Client, day: str
) -> None:
    client.force_login(school.dao)
    assert client.get(f"/classes/{school.class_3a.pk}/attendance/{day}/").status_code == 404
    assert client.get(f"/classes/{school.class_3a.pk}/attendance/{day[:7]}/").status_code == 404
