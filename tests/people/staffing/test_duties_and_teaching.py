"""Giving duties, handing out lessons, finding gaps, standing in."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from people.duties import Post, Roster, holds
from people.errands import errands_of
from people.models import (
    Assignment,
    Duty,
    SchoolClass,
    Staff,
    Subject,
    Substitution,
    SubstitutionRequest,
)
from people.powers import Powers
from people.refusals import Refusal
from people.staffing import acts
from people.staffing.gaps import gaps_of
from people.staffing.teaching import Cell, assign, holders
from tests.refused import refused
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases
TODAY = date(2026, 11, 23)


def blocking(school: School) -> dict[str, str]:
    """The sentences by their codes."""
    return {gap.code: gap.sentence for gap in gaps_of(school.year) if gap.is_blocking}


def duty(school: School, staff: Staff, what: Duty, **more: object) -> Assignment:
    return Assignment(staff=staff, duty=what, starts_on=TODAY, decision="12/QĐ", **more)  # type: ignore[misc]


def test_the_principal_gives_duties_and_nobody_to_oneself(school: School) -> None:
    acts.give_duty(duty(school, school.phuc, Duty.RECORDS_BOARD), school.thu)
    assert holds(school.phuc, Duty.RECORDS_BOARD)
    for by in (school.van, school.minh, school.dao):
        with pytest.raises(Refusal):
            acts.give_duty(duty(school, school.phuc, Duty.VICE_PRINCIPAL), by)
    with pytest.raises(Refusal):
        acts.give_duty(duty(school, school.thu, Duty.CLERK), school.thu)
    assert not holds(school.phuc, Duty.VICE_PRINCIPAL)
    assert not holds(school.thu, Duty.CLERK)


def test_the_page_preselects_no_duty(school: School, client: Client) -> None:
    client.force_login(school.thu)
    assert '<option value="" selected>' in str(client.get("/duties/new/").context["form"]["duty"])
    form = {"staff": school.phuc.pk, "duty": "", "starts_on": "23/11/2026", "decision": "12/QĐ"}
    assert client.post("/duties/new/", form).status_code == 422
    assert client.post("/duties/new/", form | {"duty": "clerk"}).status_code == 302


def test_a_duty_ends_with_its_day_and_a_school_keeps_a_principal(school: School) -> None:
    clerk = Assignment.objects.get(duty=Duty.CLERK)
    acts.end_duty(clerk, TODAY, school.thu)
    assert holds(school.van, Duty.CLERK, on=TODAY)
    assert not holds(school.van, Duty.CLERK, on=TODAY + timedelta(days=1))
    principal = Assignment.objects.get(duty=Duty.PRINCIPAL)
    with pytest.raises(Refusal):
        acts.end_duty(principal, TODAY, school.thu)
    acts.give_duty(duty(school, school.minh, Duty.PRINCIPAL), school.thu)
    acts.end_duty(principal, TODAY, school.thu)
    assert not holds(school.thu, Duty.PRINCIPAL, on=TODAY + timedelta(days=1))


def test_two_principals_cannot_end_each_other(school: School) -> None:
    """Both pages were opened while there were two."""
    acts.give_duty(duty(school, school.minh, Duty.PRINCIPAL), school.thu)
    first, second = Assignment.objects.filter(duty=Duty.PRINCIPAL).order_by("pk")
    acts.end_duty(first, TODAY, school.minh)
    with pytest.raises(Refusal):
        acts.end_duty(second, TODAY, school.thu)
    assert holds(school.minh, Duty.PRINCIPAL, on=TODAY + timedelta(days=1))


def test_a_duty_given_twice_is_held_once(school: School) -> None:
    acts.give_duty(duty(school, school.minh, Duty.RECORDS_BOARD), school.thu)
    with refused("duty_held_already", naming="Đỗ Quang Minh"):
        acts.give_duty(duty(school, school.minh, Duty.RECORDS_BOARD), school.thu)
    assert Assignment.objects.filter(staff=school.minh, duty=Duty.RECORDS_BOARD).count() == 1


def test_what_has_ended_is_not_ended_and_what_is_over_is_not_granted(school: School) -> None:
    request = asked(school, school.hoa, school.nam, school.hoa)
    granted = acts.grant(request, school.thu)
    acts.end_substitution(granted, school.thu)
    with pytest.raises(Refusal):
        acts.end_substitution(granted, school.thu)
    late = asked(school, school.hoa, school.nam, school.hoa)
    with time_machine.travel("2027-11-23T09:00:00+07:00"), pytest.raises(Refusal):
        acts.grant(late, school.thu)


def test_a_duty_that_has_ended_is_not_revived_and_slips_are_said(
    school: School, client: Client
) -> None:
    clerk = Assignment.objects.get(duty=Duty.CLERK)
    acts.end_duty(clerk, TODAY, school.thu)
    client.force_login(school.thu)
    address = f"/duties/{clerk.pk}/end/"
    for day in ("24/11/2026", "01/01/0001", "31/12/9999"):
        assert client.post(address, {"last_day": day}).status_code == 422
    principal = Assignment.objects.get(duty=Duty.PRINCIPAL)
    for day in ("01/01/0001", "31/12/9999"):
        answer = client.post(f"/duties/{principal.pk}/end/", {"last_day": day})
        assert answer.status_code == 422
    clerk.refresh_from_db()
    assert clerk.ends_on == TODAY
    assert client.post(address, {"last_day": "20/11/2026"}).status_code == 302


def test_lessons_are_handed_on_from_a_day_and_the_past_stays(school: School) -> None:
    cell = Cell(school.class_3a.pk, school.toan.pk)
    assert assign(school.year, {cell: school.dao}, school.van) == 1
    assert [row.staff for row in holders(school.year, TODAY)[cell]] == [school.dao]
    assert [row.staff for row in holders(school.year, TODAY - timedelta(days=1))[cell]] == [
        school.nam
    ]
    assert assign(school.year, {cell: school.dao}, school.van) == 0
    assert assign(school.year, {cell: None}, school.van) == 1
    assert cell not in holders(school.year, TODAY)
    kept = Assignment.objects.get(staff=school.dao, duty=Duty.SUBJECT_TEACHER)
    assert (kept.starts_on, kept.ends_on) == (TODAY, TODAY - timedelta(days=1))


def test_what_begins_tomorrow_is_taken_out_with_its_history_kept(school: School) -> None:
    cell, tomorrow = Cell(school.class_3a.pk, school.toan.pk), TODAY + timedelta(days=1)
    assign(school.year, {cell: school.dao}, school.van, tomorrow)
    assign(school.year, {cell: None}, school.van, tomorrow)
    assert not Assignment.objects.filter(staff=school.dao, subject=school.toan).exists()
    assert Assignment.history.filter(staff=school.dao, history_type="-").exists()


def test_nobody_is_put_into_the_place_of_who_held_it_then(school: School) -> None:
    """Nam has taught Toán since September; in November nobody makes it Đào afterwards."""
    cell = Cell(school.class_3a.pk, school.toan.pk)
    before = list(Assignment.objects.order_by("pk").values())
    for since in (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 5)):
        with translation.override("en"), refused("past_stays", naming="3A, Toán: Lê Văn Nam"):
            assign(school.year, {cell: school.dao}, school.van, since)
    assert list(Assignment.objects.order_by("pk").values()) == before
    assert assign(school.year, {cell: school.nam}, school.van, date(2026, 10, 5)) == 0


def test_who_took_over_this_morning_is_not_doubled_by_a_list_of_last_week(school: School) -> None:
    """Nobody had Toán until Phúc began today; then somebody enters Đào as of 16 November."""
    cell = Cell(school.class_3a.pk, school.toan.pk)
    Assignment.objects.filter(subject=school.toan).update(ends_on=date(2026, 10, 4))
    assign(school.year, {cell: school.phuc}, school.van)
    with pytest.raises(Refusal):
        assign(school.year, {cell: school.dao}, school.van, date(2026, 11, 16))
    assert [row.staff for row in holders(school.year, TODAY)[cell]] == [school.phuc]


def test_a_place_that_nobody_held_may_be_filled_from_an_earlier_day(school: School) -> None:
    cell, since = Cell(school.class_3a.pk, school.toan.pk), date(2026, 10, 5)
    Assignment.objects.filter(subject=school.toan).update(ends_on=date(2026, 10, 4))
    assert assign(school.year, {cell: school.dao}, school.van, since) == 1


def test_nobody_assigns_teaching_to_herself_and_nothing_else_typed_is_lost(
    school: School, client: Client
) -> None:
    """Vân of the board would be homeroom teacher, and hands on Toán in the same go."""
    home, toan = f"c{school.class_3a.pk}-h", f"c{school.class_3a.pk}-{school.toan.pk}"
    form = {
        f"was-{home}": "Lê Thị Đào",
        home: "Võ Thị Vân",
        f"was-{toan}": "Lê Văn Nam",
        toan: "Trần Thị Hoa",
    }
    client.force_login(school.van)
    answer = client.post(f"/years/{school.year.pk}/teaching/3/", form)
    assert answer.status_code == 422
    assert f'id="why-{home}"' in answer.content.decode()
    assert 'value="Trần Thị Hoa"' in answer.content.decode()
    with pytest.raises(Refusal):
        assign(school.year, {Cell(school.class_3a.pk): school.van}, school.van)
    assert not holds(school.van, Duty.HOMEROOM_TEACHER)
    assert [row.staff for row in holders(school.year)[Cell(school.class_3a.pk)]] == [school.dao]


def test_only_the_board_and_the_leaders_hand_out_lessons(school: School) -> None:
    cell = Cell(school.class_3a.pk, school.toan.pk)
    for by in (school.dao, school.hoa, school.phuc):
        with pytest.raises(Refusal):
            assign(school.year, {cell: by}, by)
    assert [row.staff for row in holders(school.year, TODAY)[cell]] == [school.nam]


def test_each_gap_is_named(school: School) -> None:
    hdtn = Subject.objects.create(code="HDTN", name="Hoạt động trải nghiệm", grades=[3])
    class_3b = SchoolClass.objects.create(year=school.year, grade=3, name="3B")
    cells = {
        Cell(one.pk, subject): school.nam
        for one in (school.class_3a, class_3b)
        for subject in (hdtn.pk, school.toan.pk, school.tieng_viet.pk)
    }
    assign(school.year, {**cells, Cell(class_3b.pk): school.nam}, school.van)
    calendar = {"terms_missing", "assessment_period_missing"}
    assert set(blocking(school)) == calendar
    assign(school.year, {Cell(class_3b.pk, hdtn.pk): None, Cell(class_3b.pk): None}, school.van)
    Assignment.objects.create(
        staff=school.hoa,
        duty=Duty.SUBJECT_TEACHER,
        school_class=school.class_3a,
        subject=school.toan,
        starts_on=TODAY,
    )
    assign(school.year, {Cell(class_3b.pk, school.toan.pk): school.thu}, school.van)
    Assignment.objects.filter(duty=Duty.GROUP_LEADER, staff=school.yen).delete()
    Assignment.objects.filter(duty=Duty.CLERK).delete()
    names = {
        "lessons_without_teacher": ["3B", "Hoạt động trải nghiệm"],
        "homeroom_missing": ["3B"],
        "lessons_with_two_teachers": ["3A", "Toán", "Lê Văn Nam", "Trần Thị Hoa"],
        "teacher_without_group": ["Nguyễn Thị Thu"],
        "group_without_leader": ["Tổ 1"],
        "duty_held_by_nobody": [str(Duty.CLERK.label)],
    }
    found = blocking(school)
    assert set(found) - calendar == set(names)
    assert all(name in found[code] for code, these in names.items() for name in these)


def test_the_gap_check_is_a_command_too(school: School) -> None:
    with pytest.raises(CommandError):
        call_command("check_gaps", "2026-2027", verbosity=0)


@pytest.mark.parametrize("classes", [1, 25])
def test_the_gap_check_asks_the_same_number_of_questions_whatever_the_size(
    school: School, classes: int, django_assert_num_queries: object
) -> None:
    for number in range(classes):
        SchoolClass.objects.create(year=school.year, grade=number % 5 + 1, name=f"{number}X")
    with django_assert_num_queries(5):  # type: ignore[operator]
        gaps_of(school.year)


def test_two_people_at_the_same_grid_do_not_overwrite_each_other(
    school: School, client: Client
) -> None:
    name = f"c{school.class_3a.pk}-{school.toan.pk}"
    form = {f"was-{name}": "Lê Văn Nam", name: "Lê Thị Đào"}
    address = f"/years/{school.year.pk}/teaching/3/"
    client.force_login(school.van)
    assert client.post(address, form).status_code == 302
    client.force_login(school.minh)
    answer = client.post(address, {f"was-{name}": "Lê Văn Nam", name: "Trần Thị Hoa"})
    assert answer.status_code == 422
    assert "Lê Thị Đào" in answer.content.decode()
    assert 'value="Trần Thị Hoa"' in answer.content.decode()
    cell = Cell(school.class_3a.pk, school.toan.pk)
    assert [row.staff for row in holders(school.year, TODAY)[cell]] == [school.dao]


def test_a_name_that_nobody_bears_is_said_and_nothing_else_is_lost(
    school: School, client: Client
) -> None:
    toan, tv = (f"c{school.class_3a.pk}-{one.pk}" for one in (school.toan, school.tieng_viet))
    client.force_login(school.van)
    form = {
        f"was-{toan}": "Lê Văn Nam",
        toan: "Ai đó",
        f"was-{tv}": "Trần Thị Hoa",
        tv: "Lê Thị Đào",
    }
    answer = client.post(f"/years/{school.year.pk}/teaching/3/", form)
    assert answer.status_code == 422
    assert 'value="Ai đó"' in answer.content.decode()
    assert 'value="Lê Thị Đào"' in answer.content.decode()
    cell = Cell(school.class_3a.pk, school.tieng_viet.pk)
    assert [row.staff for row in holders(school.year, TODAY)[cell]] == [school.hoa]


def asked(school: School, absent: Staff, substitute: Staff, by: Staff) -> SubstitutionRequest:
    return acts.ask_for_substitution(
        SubstitutionRequest(
            absent=absent,
            substitute=substitute,
            starts_on=TODAY,
            ends_on=TODAY + timedelta(days=4),
            reason="Đi tập huấn",
        ),
        by,
    )


def test_a_substitution_is_asked_for_granted_and_ended(school: School) -> None:
    request = asked(school, school.hoa, school.nam, school.hoa)
    leads = Post(Duty.GROUP_LEADER, (school.group.pk,))
    assert len(Roster().holders(leads)) == 1
    granted = acts.grant(request, school.thu)
    assert {one.person for one in Roster().holders(leads)} == {school.hoa.pk, school.nam.pk}
    acts.end_substitution(granted, school.thu)
    assert len(Roster().holders(leads)) == 1
    kinds = list(Event.objects.order_by("sequence").values_list("kind", flat=True))
    assert kinds[-3:] == ["own_substitution_asked", "substitution_granted", "substitution_ended"]


def test_the_principal_is_asked_in_the_inbox_unless_it_is_he_who_stands_in(school: School) -> None:
    request = asked(school, school.hoa, school.nam, school.hoa)
    asked(school, school.hoa, school.thu, school.van)
    [errand] = errands_of(Powers(school.thu))
    assert errand.due_on == TODAY
    assert school.nam.full_name in errand.label
    assert school.hoa.full_name in errand.label
    assert errands_of(Powers(school.minh)) == []
    acts.refuse(request, "Đã có thầy Minh", school.thu)
    assert errands_of(Powers(school.thu)) == []


def test_nobody_else_asks_for_others_or_grants(school: School) -> None:
    with pytest.raises(Refusal):
        asked(school, school.hoa, school.nam, school.nam)
    request = asked(school, school.hoa, school.nam, school.van)
    for by in (school.van, school.minh, school.hoa, school.nam):
        with pytest.raises(Refusal):
            acts.grant(request, by)
    own = asked(school, school.hoa, school.thu, school.van)
    with pytest.raises(Refusal):
        acts.grant(own, school.thu)
    assert not Substitution.objects.exists()


def test_nobody_stands_in_for_more_than_a_year(school: School, client: Client) -> None:
    client.force_login(school.hoa)
    form = {"absent": school.hoa.pk, "substitute": school.nam.pk, "reason": "Đi học"}
    form |= {"starts_on": "23/11/2026"}
    for last in ("25/11/2027", "31/12/9999"):
        assert client.post("/substitutions/new/", form | {"ends_on": last}).status_code == 422
    assert not SubstitutionRequest.objects.exists()
    assert client.post("/substitutions/new/", form | {"ends_on": "23/11/2027"}).status_code == 302


def test_a_request_is_decided_once(school: School) -> None:
    request = asked(school, school.hoa, school.nam, school.hoa)
    stale = SubstitutionRequest.objects.get(pk=request.pk)
    acts.refuse(request, "Đã có thầy Minh", school.thu)
    with pytest.raises(Refusal):
        acts.grant(stale, school.thu)
    assert not Substitution.objects.exists()
