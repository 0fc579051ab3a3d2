"""From one school year to the next: outcomes, the preview, all in one go or not at all; its states."""

from datetime import date

import pytest
from django.test import Client

from people.door import Refused
from people.models import (
    AssessmentPeriod,
    Assignment,
    Duty,
    Movement,
    Pupil,
    Reversal,
    SchoolClass,
    SchoolYear,
    Staff,
    Term,
)
from people.movements.acts import reverse
from people.movements.enrolments import class_of
from people.movements.models import Kind
from people.new_year import outcomes, rollover
from people.new_year.outcomes import Outcome
from people.new_year.roll_back import roll_back
from people.new_year.states import TURNS, take_turn
from people.staffing.teaching import Cell, holders
from people.years.acts import plan_year
from tests.people.pupils_of import move, pupil
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases
TURN = {turn.act.name: turn for turn in TURNS}
NEXT = date(2027, 9, 6)


@pytest.fixture
def children(school: School) -> list[Pupil]:
    """Three in 3A, of whom one will be kept back, and one in 5A."""
    class_5a = SchoolClass.objects.create(year=school.year, grade=5, name="5A")
    SchoolClass.objects.create(year=school.year, grade=4, name="4A")
    found = [pupil(name) for name in ("Lê An", "Lê Bình", "Lê Chi", "Lê Dung")]
    for child in found[:3]:
        move(child, Kind.ADMISSION, school.class_3a, by=school.van)
    move(found[3], Kind.ADMISSION, class_5a, by=school.van)
    for grade, name in ((4, "4A"), (5, "5A")):
        one = SchoolClass.objects.get(name=name)
        for subject in (school.toan, school.tieng_viet):
            assert grade in subject.grades
            _teaches(school, one, subject_id=subject.pk)
        _teaches(school, one, homeroom=school.phuc if grade == 5 else school.hoa)
    return found


def _teaches(
    school: School,
    one: SchoolClass,
    subject_id: int | None = None,
    homeroom: Staff | None = None,
) -> None:
    Assignment.objects.create(
        staff=homeroom or school.phuc,
        duty=Duty.SUBJECT_TEACHER if subject_id else Duty.HOMEROOM_TEACHER,
        school_class=one,
        subject_id=subject_id,
        starts_on=school.year.starts_on,
    )


@pytest.fixture
def coming(school: School) -> SchoolYear:
    year = SchoolYear(name="2027–2028", starts_on=NEXT, ends_on=date(2028, 5, 31))
    return plan_year(year, school.van)


def decide_all(school: School, children: list[Pupil]) -> None:
    kept = {pupil.pk: Outcome.PROMOTED for pupil in children[:2]} | {
        children[2].pk: Outcome.KEPT_BACK
    }
    outcomes.decide(school.class_3a, kept, school.dao)
    class_5a = SchoolClass.objects.get(name="5A", year=school.year)
    outcomes.decide(class_5a, {children[3].pk: Outcome.COMPLETED}, school.phuc, "15/QĐ")


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
    seen = rollover.preview(school.year, coming)
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
    new_3a = coming.classes.get(name="3A")
    now = holders(coming, NEXT)
    assert [row.staff for row in now[Cell(new_3a.pk)]] == [school.dao]
    assert [row.staff for row in now[Cell(new_3a.pk, school.toan.pk)]] == [school.nam]
    assert len(now) == 9


def test_nothing_happens_while_anything_is_open(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    seen = rollover.preview(school.year, coming)
    assert len([line for line in seen.lines if line.kind is None]) == 4
    with pytest.raises(Refused):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)
    decide_all(school, children)
    Assignment.objects.filter(duty=Duty.HOMEROOM_TEACHER, staff=school.phuc).delete()
    seen = rollover.preview(school.year, coming)
    with pytest.raises(Refused):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)
    assert not coming.classes.exists()
    assert not Movement.objects.exclude(kind=Kind.ADMISSION).exists()


def test_who_applies_it_applies_what_was_looked_at_and_once(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    outcomes.decide(school.class_3a, {children[0].pk: Outcome.KEPT_BACK}, school.dao)
    with pytest.raises(Refused):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)
    seen = rollover.preview(school.year, coming)
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
    again = rollover.preview(school.year, coming)
    with pytest.raises(Refused):
        rollover.apply(school.year, coming, school.van, again.fingerprint)


def test_a_class_that_the_new_year_lacks_is_named(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    SchoolClass.objects.filter(name="4A").update(name="4B")
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    assert [sentence for sentence in seen.open if "4A" in sentence and "3A" in sentence]
    with pytest.raises(Refused):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)


def test_an_older_page_overwrites_no_outcome_and_what_stood_there_is_remembered(
    school: School, children: list[Pupil], client: Client
) -> None:
    an = children[0]
    page = f"/classes/{school.class_3a.pk}/outcomes/"
    older = {f"p{child.pk}": "promoted" for child in children[:3]}
    older |= {f"was-{child.pk}": "" for child in children[:3]}
    outcomes.decide(school.class_3a, {an.pk: Outcome.KEPT_BACK}, school.minh)
    client.force_login(school.dao)
    answer = client.post(page, older)
    assert answer.status_code == 422
    assert "thầy Minh" in answer.content.decode()
    assert an.outcomes.get().outcome == Outcome.KEPT_BACK
    assert client.post(page, older | {f"was-{an.pk}": "kept_back"}).status_code == 302
    kept = list(an.outcomes.get().history.values_list("outcome", flat=True))
    assert kept == [Outcome.PROMOTED, Outcome.KEPT_BACK]


def test_who_was_moved_already_is_not_decided_anew(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
    with pytest.raises(Refused):
        outcomes.decide(school.class_3a, {children[0].pk: Outcome.KEPT_BACK}, school.dao)


def test_a_roll_over_is_taken_back_as_a_whole_and_done_again(
    school: School, children: list[Pupil], coming: SchoolYear, client: Client
) -> None:
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
    page = f"/years/{school.year.pk}/into/{coming.pk}/"
    client.force_login(school.van)
    assert "back/" not in client.get(page).content.decode()
    assert client.post(f"{page}back/", {"reason": "Nhầm"}).status_code == 403
    client.force_login(school.thu)
    assert f"{page}back/" in client.get(page).content.decode()
    assert client.post(f"{page}back/", {"reason": " "}).status_code == 422
    assert client.post(f"{page}back/", {"reason": "Chưa xét lại lớp 3A"}).status_code == 302
    assert [str(class_of(child, NEXT)) for child in children] == ["3A", "3A", "3A", "5A"]
    event = Event.objects.latest("sequence")
    assert (event.kind, '"moves":4' in event.body) == ("year_rolled_back", True)
    assert client.post(f"{page}back/", {"reason": "Lần nữa"}).status_code == 422
    again = rollover.preview(school.year, coming)
    assert (again.classes, again.lessons, again.open) == ([], [], [])
    rollover.apply(school.year, coming, school.van, again.fingerprint)
    assert [str(class_of(child, NEXT) or "–") for child in children] == ["4A", "4A", "3A", "–"]


def test_only_two_years_that_follow_one_another_are_rolled_over_or_back(
    school: School, children: list[Pupil], coming: SchoolYear, client: Client
) -> None:
    decide_all(school, children)
    rollover.apply(
        school.year, coming, school.van, rollover.preview(school.year, coming).fingerprint
    )
    earlier = SchoolYear.objects.create(
        name="2025–2026", starts_on=date(2025, 9, 5), ends_on=date(2026, 5, 31), state="closing"
    )
    client.force_login(school.thu)
    for page in (f"/years/{earlier.pk}/into/{coming.pk}/", f"/years/{9**30}/into/{coming.pk}/"):
        assert client.get(page).status_code == 404
        assert client.post(f"{page}back/", {"reason": "Nhầm"}).status_code == 404
    with pytest.raises(Refused):
        roll_back(earlier, coming, school.thu, "Nhầm")
    assert client.get(f"/years/{school.year.pk}/into/{coming.pk}/").status_code == 200


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
    assert [one for one in seen.open if "5A" in one]
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
    [sentence] = seen.open
    assert "Lê An" in sentence
    assert "19/09/2027" in sentence
    with pytest.raises(Refused):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)


def test_a_year_that_opened_meanwhile_is_not_rolled_into(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    """The page still thinks that it is planned."""
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    SchoolYear.objects.filter(pk=school.year.pk).update(state=SchoolYear.State.CLOSING)
    SchoolYear.objects.filter(pk=coming.pk).update(state=SchoolYear.State.OPEN)
    with pytest.raises(Refused):
        rollover.apply(school.year, coming, school.van, seen.fingerprint)
    assert not coming.classes.exists()


def test_a_roll_over_stays_once_somebody_moved_on_or_the_year_has_opened(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
    gone = {"on": NEXT, "other_school": "TH Sao Mai", "reason": "Theo gia đình"}
    move(children[0], Kind.TRANSFER_OUT, None, by=school.van, **gone)
    with pytest.raises(Refused, match="Lê An"):
        roll_back(school.year, coming, school.thu, "Nhầm")
    assert not Reversal.objects.exists()
    SchoolYear.objects.filter(pk=school.year.pk).update(state=SchoolYear.State.CLOSING)
    SchoolYear.objects.filter(pk=coming.pk).update(state=SchoolYear.State.OPEN)
    with pytest.raises(Refused, match=r"dự kiến|planned"):
        roll_back(school.year, coming, school.thu, "Nhầm")


def test_nothing_is_taken_back_out_of_a_locked_year(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    """Who completed school stays so; who moved up by mistake may still be put back."""
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
    SchoolYear.objects.filter(pk=school.year.pk).update(state=SchoolYear.State.LOCKED)
    with pytest.raises(Refused):
        reverse(Movement.objects.get(kind=Kind.COMPLETION), school.thu, "Nhầm")
    promoted = Movement.objects.get(kind=Kind.PROMOTION, pupil=children[0])
    reverse(promoted, school.thu, "Nhầm")
    with pytest.raises(Refused):
        reverse(Movement.objects.get(kind=Kind.ADMISSION, pupil=children[0]), school.thu, "Nhầm")


def test_the_board_keeps_its_hands_off_results(
    school: School, children: list[Pupil], client: Client
) -> None:
    address = f"/classes/{school.class_3a.pk}/outcomes/"
    for person, expected in ((school.van, 403), (school.phuc, 403), (school.dao, 200)):
        client.force_login(person)
        assert client.get(address).status_code == expected
    with pytest.raises(Refused):
        outcomes.decide(school.class_3a, {children[0].pk: Outcome.PROMOTED}, school.van)


def test_an_outcome_must_fit_the_class(school: School, children: list[Pupil]) -> None:
    for child, outcome in ((children[0], Outcome.COMPLETED), (children[3], Outcome.PROMOTED)):
        with pytest.raises(Refused):
            outcomes.decide(school.class_3a, {child.pk: outcome}, school.dao)


def test_a_year_opens_when_nothing_is_missing_and_no_other_is_open(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    with pytest.raises(Refused):
        take_turn(TURN["year_opened"], coming, school.thu)
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
    with pytest.raises(Refused):
        take_turn(TURN["year_opened"], coming, school.thu)
    take_turn(TURN["year_closing"], school.year, school.thu)
    for by in (school.van, school.minh, school.dao):
        with pytest.raises(Refused):
            take_turn(TURN["year_opened"], coming, by)
    take_turn(TURN["year_opened"], coming, school.thu)
    assert coming.state == SchoolYear.State.OPEN


def test_a_gap_keeps_a_year_from_opening(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    seen = rollover.preview(school.year, coming)
    rollover.apply(school.year, coming, school.van, seen.fingerprint)
    take_turn(TURN["year_closing"], school.year, school.thu)
    Assignment.objects.filter(school_class__year=coming, subject=school.toan).first().delete()
    with pytest.raises(Refused):
        take_turn(TURN["year_opened"], coming, school.thu)


def test_a_locked_year_ends_its_lessons_and_takes_no_movements(school: School) -> None:
    child = pupil()
    lessons = Assignment.objects.filter(school_class__year=school.year)
    left = lessons.filter(subject=school.toan).get()
    left.ends_on = date(2026, 10, 31)
    left.save()
    with pytest.raises(Refused):
        take_turn(TURN["year_locked"], school.year, school.thu)
    take_turn(TURN["year_closing"], school.year, school.thu)
    take_turn(TURN["year_locked"], school.year, school.thu)
    assert not Assignment.objects.filter(school_class__year=school.year, ends_on=None).exists()
    assert Assignment.objects.filter(duty=Duty.GROUP_LEADER, ends_on=None).exists()
    school.class_3a.refresh_from_db()
    with pytest.raises(Refused):
        move(child, Kind.ADMISSION, SchoolClass.objects.get(pk=school.class_3a.pk), by=school.van)
    with pytest.raises(Refused):
        take_turn(TURN["year_unlocked"], school.year, school.thu)
    take_turn(TURN["year_unlocked"], school.year, school.thu, "Sửa một kết quả")
    assert SchoolYear.history.filter(history_change_reason="Sửa một kết quả").exists()
    resumed = set(lessons.filter(ends_on=None).values_list("pk", flat=True))
    everybody = set(lessons.values_list("pk", flat=True))
    assert resumed == everybody - {left.pk}, "whoever had ended before stays ended"


def test_a_planned_year_begins_with_a_whole_calendar(coming: SchoolYear, school: School) -> None:
    assert Term.objects.filter(year=coming).count() == 2
    assert AssessmentPeriod.objects.filter(year=coming).count() == 4
    with pytest.raises(Refused):
        plan_year(SchoolYear(name="x", starts_on=NEXT, ends_on=date(2028, 6, 1)), school.van)


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
