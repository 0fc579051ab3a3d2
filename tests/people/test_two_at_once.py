"""Two people change the same thing at the same moment: it is changed once, and nobody stands twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from people.models import Assignment, Duty, Pupil, RegisterEntry, SchoolClass, SchoolYear, Staff
from people.movements.models import Kind
from people.new_year import outcomes, rollover
from people.new_year.outcomes import Outcome
from people.refusals import Refusal
from people.staffing import acts
from people.staffing.teaching import Cell, assign, holders
from people.years.acts import plan_year
from tests.people.pupils_of import move, pupil
from tests.school import School
from tests.workflows.test_two_at_once import at_once

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("real_commits")]
TODAY = date(2026, 11, 23)


def test_a_place_is_given_to_two_and_held_by_one(school: School) -> None:
    for subject in (school.toan, school.tieng_viet):
        cell = Cell(school.class_3a.pk, subject.pk)
        at_once(
            lambda cell=cell: assign(school.year, {cell: school.phuc}, school.thu),
            lambda cell=cell: assign(school.year, {cell: school.yen}, school.van),
        )
        [row] = holders(school.year)[cell]
        assert row.staff in {school.phuc, school.yen}


def test_two_who_fill_the_same_place_of_the_grid_are_not_both_told_that_it_is_saved(
    school: School,
) -> None:
    cell = Cell(school.class_3a.pk, school.toan.pk)
    [before] = holders(school.year)[cell]
    name = f"c{cell.school_class}-{cell.subject}"

    def fills(by: Staff, with_whom: Staff) -> int:
        client = Client()
        client.force_login(by)
        typed = {f"was-{name}": before.staff.full_name, name: with_whom.full_name}
        return client.post(f"/years/{school.year.pk}/teaching/3/", typed).status_code

    done = at_once(lambda: fills(school.thu, school.phuc), lambda: fills(school.van, school.yen))
    assert sorted(done) == [302, 422]
    [row] = holders(school.year)[cell]
    assert row.staff == (school.phuc if done[0] == 302 else school.yen)


def test_two_principals_who_end_each_other_leave_one(school: School) -> None:
    second = Assignment(staff=school.minh, duty=Duty.PRINCIPAL, starts_on=TODAY, decision="1/QĐ")
    acts.give_duty(second, school.thu)
    first, second = Assignment.objects.filter(duty=Duty.PRINCIPAL).order_by("pk")

    def ends(row: Assignment) -> bool:
        try:
            acts.end_duty(row, TODAY, school.minh if row == first else school.thu)
        except Refusal:
            return False
        return True

    assert sorted(at_once(lambda: ends(first), lambda: ends(second))) == [False, True]
    tomorrow = TODAY + timedelta(days=1)
    left = Assignment.objects.filter(duty=Duty.PRINCIPAL, starts_on__lte=tomorrow, ends_on=None)
    assert left.count() == 1


def test_a_form_sent_twice_at_once_takes_in_one_pupil(school: School) -> None:
    typed = {
        "full_name": "Trần Hoài An", "born_on": "05/03/2018", "gender": "nữ", "nationality": "Việt Nam",
        "to_class": school.class_3a.pk, "on": "07/09/2026",
    }  # fmt: skip

    def sends() -> int:
        client = Client()
        client.force_login(school.van)
        return client.post("/pupils/new/admission/", typed).status_code

    assert sorted(at_once(sends, sends)) == [302, 422]
    assert (Pupil.objects.count(), RegisterEntry.objects.count()) == (1, 1)


def with_everybody_in_place(school: School) -> None:
    """No lesson and no homeroom is left open in the year."""
    for one in SchoolClass.objects.filter(year=school.year):
        cells = [Cell(one.pk), Cell(one.pk, school.toan.pk), Cell(one.pk, school.tieng_viet.pk)]
        open_ones = {cell: school.phuc for cell in cells if cell not in holders(school.year)}
        assign(school.year, open_ones, school.thu)


def test_two_roll_over_the_same_years_and_one_has_done_it(school: School) -> None:
    SchoolClass.objects.create(year=school.year, grade=4, name="4A")
    with_everybody_in_place(school)
    child = pupil("Lê An")
    move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    outcomes.decide(school.class_3a, {child.pk: Outcome.KEPT_BACK}, school.dao)
    coming = plan_year(
        SchoolYear(name="2027–2028", starts_on=date(2027, 9, 6), ends_on=date(2028, 5, 31)),
        school.van,
    )
    seen = rollover.preview(school.year, coming)
    assert seen.open == []

    def rolls_over() -> bool:
        try:
            rollover.apply(school.year, coming, school.van, seen.fingerprint)
        except Refusal:
            return False
        return True

    assert sorted(at_once(rolls_over, rolls_over)) == [False, True]
    assert coming.classes.count() == 2


NEXT_YEAR = {"name": "2027–2028", "starts_on": "06/09/2027", "ends_on": "31/05/2028"}


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("/staff/new/", {"full_name": "Trần Mới", "address": "cô", "username": "moi"}),
        ("/school/groups/new/", {"name": "Tổ chuyên môn 1"}),
        ("/years/new/", {**NEXT_YEAR, "sessions_a_day": 2}),
        ("/years/{year}/classes/new/", {"name": "1A", "grade": 1}),
        ("/years/{year}/classes/add/", {"names": "1A 1B"}),
    ],
)
def test_a_button_pressed_twice_at_once_is_answered_twice(
    school: School, page: str, typed: dict[str, Any]
) -> None:
    """The second may come early enough to collide, or late enough to be told or to add nothing."""

    def sends() -> int:
        client = Client()
        client.force_login(school.van)
        return client.post(page.format(year=school.year.pk), typed).status_code

    assert sorted(at_once(sends, sends)) in ([302, 302], [302, 422])
