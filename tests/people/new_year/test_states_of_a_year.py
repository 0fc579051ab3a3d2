"""A year is planned, opened, closed and locked, each in its time and by the principal."""

from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from people.models import AssessmentPeriod, Assignment, Duty, Pupil, SchoolClass, SchoolYear, Term
from people.movements.models import Kind
from people.new_year.proposals import propose
from people.new_year.states import TURNS, take_turn
from people.new_year.unfinished import unfinished
from people.refusals import Refusal
from people.years.acts import plan_year
from tests.people.new_year.turning import NEXT, decide_all, roll_over
from tests.people.pupils_of import move, pupil
from tests.refused import refused
from tests.school import School

pytestmark = pytest.mark.both_databases
TURN = {turn.act.name: turn for turn in TURNS}


def test_a_planned_year_begins_with_a_whole_calendar(coming: SchoolYear, school: School) -> None:
    assert Term.objects.filter(year=coming).count() == 2
    assert AssessmentPeriod.objects.filter(year=coming).count() == 4
    with pytest.raises(Refusal):
        plan_year(SchoolYear(name="x", starts_on=NEXT, ends_on=date(2028, 6, 1)), school.van)


def test_a_year_opens_when_nothing_is_missing_and_no_other_is_open(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    with pytest.raises(Refusal):
        take_turn(TURN["year_opened"], coming, school.thu)
    decide_all(school, children)
    roll_over(school, coming)
    with pytest.raises(Refusal):
        take_turn(TURN["year_opened"], coming, school.thu)
    take_turn(TURN["year_closing"], school.year, school.thu)
    for by in (school.van, school.minh, school.dao):
        with pytest.raises(Refusal):
            take_turn(TURN["year_opened"], coming, by)
    take_turn(TURN["year_opened"], coming, school.thu)
    assert coming.state == SchoolYear.State.OPEN


def test_a_gap_keeps_a_year_from_opening(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    roll_over(school, coming)
    take_turn(TURN["year_closing"], school.year, school.thu)
    Assignment.objects.filter(school_class__year=coming, subject=school.toan).first().delete()
    with pytest.raises(Refusal):
        take_turn(TURN["year_opened"], coming, school.thu)


def test_a_locked_year_ends_its_lessons_and_takes_no_movements(school: School) -> None:
    child = pupil()
    lessons = Assignment.objects.filter(school_class__year=school.year)
    left = lessons.filter(subject=school.toan).get()
    left.ends_on = date(2026, 10, 31)
    left.save()
    with pytest.raises(Refusal):
        take_turn(TURN["year_locked"], school.year, school.thu)
    take_turn(TURN["year_closing"], school.year, school.thu)
    with refused("lock_not_proposed"):
        take_turn(TURN["year_locked"], school.year, school.thu)
    propose(school.year, school.van)
    take_turn(TURN["year_locked"], school.year, school.thu)
    assert not Assignment.objects.filter(school_class__year=school.year, ends_on=None).exists()
    assert Assignment.objects.filter(duty=Duty.GROUP_LEADER, ends_on=None).exists()
    school.class_3a.refresh_from_db()
    with pytest.raises(Refusal):
        move(child, Kind.ADMISSION, SchoolClass.objects.get(pk=school.class_3a.pk), by=school.van)
    with pytest.raises(Refusal):
        take_turn(TURN["year_unlocked"], school.year, school.thu)
    take_turn(TURN["year_unlocked"], school.year, school.thu, "Sửa một kết quả")
    assert SchoolYear.history.filter(history_change_reason="Sửa một kết quả").exists()
    resumed = set(lessons.filter(ends_on=None).values_list("pk", flat=True))
    everybody = set(lessons.values_list("pk", flat=True))
    assert resumed == everybody - {left.pk}, "whoever had ended before stays ended"


@pytest.mark.parametrize("name", ["year_closing", "year_locked"])
def test_before_a_year_turns_it_is_told_what_that_does_and_what_is_still_open(
    school: School, client: Client, name: str
) -> None:
    """One key closed a whole school year, and nobody had said what that meant."""
    school.minutes()
    school.year.state = TURN[name].before
    school.year.save()
    client.force_login(school.thu)
    page = client.get(reverse("year_turn", args=[school.year.pk, name]))
    assert str(TURN[name].effect) in unescape(page.content.decode())
    assert page.context["points"] == unfinished(school.year)
    [point] = page.context["points"]
    assert point in unescape(page.content.decode())
    school.year.refresh_from_db()
    assert school.year.state == TURN[name].before, "looking does nothing"


def test_every_turn_says_what_it_does() -> None:
    assert all(str(turn.effect) for turn in TURNS)
