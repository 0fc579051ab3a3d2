"""From one school year to the next: the preview, all in one go or not at all."""

from datetime import date

import pytest
from django.test import Client

from people.models import Assignment, Duty, Movement, Pupil, SchoolClass, SchoolYear, Staff
from people.movements.enrolments import class_of
from people.movements.models import Kind
from people.new_year import outcomes, rollover
from people.new_year.outcomes import Outcome
from people.refusals import Refusal
from people.staffing.teaching import Cell, holders
from tests.people.new_year.turning import NEXT, decide_all, roll_over
from tests.people.pupils_of import move
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases


def test_everybody_moves_by_what_was_decided_in_one_act(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    assert not SchoolClass.objects.filter(year=coming).exists()
    assert seen.classes == ["3A", "4A", "5A"]
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
    classes = [str(class_of(child, NEXT) or "–") for child in children]
    assert classes == ["4A", "4A", "3A", "–"]
    assert [str(class_of(child, date(2027, 5, 20))) for child in children] == [
        "3A", "3A", "3A", "5A",
    ]  # fmt: skip
    kinds = Movement.objects.exclude(kind=Kind.ADMISSION).values_list("kind", flat=True)
    assert sorted(kinds) == ["completion", "promotion", "promotion", "repetition"]
    event = Event.objects.latest("sequence")
    assert event.kind == "year_rolled_over"
    assert seen.fingerprint[:12] in event.body


def test_teachers_keep_the_class_of_the_same_name(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    roll_over(school, coming)
    new_3a = coming.classes.get(name="3A")
    now = holders(coming, NEXT)
    assert [row.staff for row in now[Cell(new_3a.pk)]] == [school.dao]
    assert [row.staff for row in now[Cell(new_3a.pk, school.toan.pk)]] == [school.nam]
    assert len(now) == 9


def test_a_teacher_who_goes_up_with_the_pupils_leads_one_class(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    """Đào leads 3A, and 4A next year: what she had in 3A is open, and said to be."""
    decide_all(school, children)
    new_4a = SchoolClass.objects.create(year=coming, grade=4, name="4A")
    for subject in (None, school.toan, school.tieng_viet):
        duty = Duty.SUBJECT_TEACHER if subject else Duty.HOMEROOM_TEACHER
        place = {"duty": duty, "school_class": new_4a, "subject": subject}
        Assignment.objects.create(staff=school.dao, starts_on=coming.starts_on, **place)
    seen = rollover.preview(school.year, coming)
    assert not [one for one in seen.lessons if "Đào" in one]
    assert [one for one in seen.open if "3A" in str(one)]
    assert "homeroom_of_two_classes" not in {one.code for one in seen.open}


def test_nothing_happens_while_anything_is_open(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    seen = rollover.preview(school.year, coming)
    assert len([line for line in seen.lines if line.kind is None]) == 4
    with pytest.raises(Refusal):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)
    decide_all(school, children)
    Assignment.objects.filter(duty=Duty.HOMEROOM_TEACHER, staff=school.phuc).delete()
    seen = rollover.preview(school.year, coming)
    with pytest.raises(Refusal):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)
    assert not coming.classes.exists()
    assert not Movement.objects.exclude(kind=Kind.ADMISSION).exists()


def test_who_applies_it_applies_what_was_looked_at_and_once(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    outcomes.decide(school.class_3a, {children[0].pk: Outcome.KEPT_BACK}, school.dao)
    with pytest.raises(Refusal):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)
    roll_over(school, coming)
    again = rollover.preview(school.year, coming)
    with pytest.raises(Refusal):
        rollover.apply(school.year, coming, school.van, again.fingerprint)


def test_a_class_that_the_new_year_lacks_is_named(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    SchoolClass.objects.filter(name="4A").update(name="4B")
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    [missing] = [one for one in seen.open if one.code == "class_of_new_year_missing"]
    assert "4A" in missing.sentence
    assert "3A" in missing.sentence
    with pytest.raises(Refusal):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)


def test_who_has_left_keeps_no_class_and_what_was_given_later_stays(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    new_3a = SchoolClass.objects.create(year=coming, grade=3, name="3A")
    october = date(2027, 10, 1)
    planned = {"duty": Duty.SUBJECT_TEACHER, "school_class": new_3a, "subject": school.toan}
    Assignment.objects.create(staff=school.hoa, starts_on=october, **planned)
    school.phuc.is_active = False
    school.phuc.save()
    seen = rollover.preview(school.year, coming)
    assert [one for one in seen.open if "5A" in str(one)]
    Staff.objects.filter(pk=school.phuc.pk).update(is_active=True)
    seen = rollover.preview(school.year, coming)
    assert seen.open == []
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
    toan = Cell(new_3a.pk, school.toan.pk)
    assert [one.staff for one in holders(coming, NEXT)[toan]] == [school.nam]
    assert [one.staff for one in holders(coming, october)[toan]] == [school.hoa]


def test_who_leaves_after_the_new_year_began_is_named_and_not_forgotten(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    leaves = {"on": date(2027, 9, 20), "reason": "Theo gia đình"}
    move(children[0], Kind.WITHDRAWAL, None, by=school.van, **leaves)
    seen = rollover.preview(school.year, coming)
    [later] = seen.open
    assert later.code == "leaves_later"
    assert "Lê An" in later.sentence
    assert "19/09/2027" in later.sentence
    with pytest.raises(Refusal):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)


def test_a_year_that_opened_meanwhile_is_not_rolled_into(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    """The page still thinks that it is planned."""
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    SchoolYear.objects.filter(pk=school.year.pk).update(state=SchoolYear.State.CLOSING)
    SchoolYear.objects.filter(pk=coming.pk).update(state=SchoolYear.State.OPEN)
    with pytest.raises(Refusal):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)
    assert not coming.classes.exists()


def test_the_pages_of_the_turn_of_the_year(
    school: School, children: list[Pupil], coming: SchoolYear, client: Client
) -> None:
    client.force_login(school.van)
    address = f"/years/{school.year.pk}/into/{coming.pk}/"
    page = client.get(address)
    assert page.status_code == 200
    assert "disabled" in page.content.decode()
    assert client.post(f"{address}apply/", {"seen": "x"}).status_code == 422
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    assert client.post(f"{address}apply/", {"seen": seen.fingerprint}).status_code == 302
    assert client.get("/start-of-year/").status_code == 200
    turn = f"/years/{school.year.pk}/turns/year_closing/"
    assert client.get(turn).status_code == 403
    client.force_login(school.thu)
    assert client.post(turn).status_code == 302
    school.year.refresh_from_db()
    assert school.year.state == SchoolYear.State.CLOSING
