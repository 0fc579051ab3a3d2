"""From reported to closed: every step by whom, from which state, and who is asked for what."""

from datetime import date
from itertools import product

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from people.errands import errands_of
from people.incidents.acts import take
from people.incidents.states import STEPS
from people.models import Assignment, Duty, Holiday, Incident, Staff, Substitution
from people.powers import Powers
from people.refusals import Refusal
from tests.people.incidents.problems_of import problem
from tests.school import FIRST_DAY, School
from workflows.models import Event
from workflows.story import sentence

pytestmark = pytest.mark.both_databases
Kind, State, Desk = Incident.Kind, Incident.State, Incident.Desk
MOST_QUERIES = 15


def asked_of(person: Staff) -> list[str]:
    return [one.url for one in errands_of(Powers(person)) if one.url.startswith("/problems/")]


def brought_to(state: str, school: School) -> Incident:
    """A problem of Đào's in this state."""
    one = problem(school.dao)
    if state != State.REPORTED:
        one = take("take_up", one, school.van)
    if state in {State.ANSWERED, State.CLOSED}:
        one = take("answer", one, school.van, "Đã sửa.")
    return take("confirm", one, school.dao) if state == State.CLOSED else one


def test_reported_answered_confirmed_with_everybody_asked_in_turn(school: School) -> None:
    one = problem(school.dao, Kind.BLOCKS)
    url = one.get_absolute_url()
    assert (asked_of(school.van), asked_of(school.dao), asked_of(school.thu)) == ([url], [], [])
    one = take("take_up", one, school.van)
    one = take("answer", one, school.van, "Tải lại trang là được.")
    assert one.state == State.ANSWERED
    assert (asked_of(school.van), asked_of(school.dao)) == ([], [url])
    one = take("confirm", one, school.dao)
    assert one.state == State.CLOSED
    assert one.closed_at is not None
    assert (asked_of(school.van), asked_of(school.dao)) == ([], [])
    kinds = list(Event.objects.order_by("sequence").values_list("kind", flat=True))
    assert kinds == ["problem_reported", "problem_take_up", "problem_answer", "problem_confirm"]
    told = sentence(Event.objects.latest("sequence")).casefold()
    assert "cô đào" in told
    assert str(one.pk) in told


@pytest.mark.parametrize(("name", "state"), list(product(STEPS, State.values)))
def test_each_step_starts_from_its_states_only(school: School, name: str, state: str) -> None:
    one, step = brought_to(state, school), STEPS[name]
    by = school.dao if step.side.value == "reporter" else school.van
    by = school.thu if name == "lay_down" else by
    if state in step.sources:
        assert take(name, one, by, "Vì thế.").state == (step.target or state)
    else:
        with pytest.raises(Refusal):
            take(name, one, by, "Vì thế.")
        one.refresh_from_db()
        assert one.state == state


@pytest.mark.parametrize("name", STEPS)
def test_each_step_is_taken_by_its_people_only(school: School, name: str) -> None:
    one = brought_to(next(iter(sorted(STEPS[name].sources))), school)
    before, notes = one.state, one.notes.count()
    allowed = {
        "hand_up": {school.van},
        "lay_down": {school.thu},
        **{each: {school.van, school.thu} for each in ("take_up", "answer", "remark")},
    }.get(name, {school.dao})
    for person in {school.dao, school.nam, school.minh, school.van, school.thu} - allowed:
        with pytest.raises(Refusal):
            take(name, one, person, "Để tôi.")
    one.refresh_from_db()
    assert (one.state, one.notes.count()) == (before, notes)


@pytest.mark.parametrize("name", [one.name for one in STEPS.values() if one.needs_words])
def test_what_needs_words_is_refused_without(school: School, name: str) -> None:
    one = brought_to(next(iter(sorted(STEPS[name].sources))), school)
    by = school.dao if STEPS[name].side.value == "reporter" else school.van
    with pytest.raises(Refusal):
        take(name, one, school.thu if name == "lay_down" else by, "  ")


def test_what_is_not_settled_goes_back_with_a_new_day(school: School) -> None:
    one = brought_to(State.ANSWERED, school)
    with time_machine.travel("2026-12-07T09:00:00+07:00"):
        one = take("reopen", one, school.dao, "Vẫn không lưu.")
        assert (one.state, one.due_on) == (State.REPORTED, date(2026, 12, 10))
        assert one.answered_at is None
        assert asked_of(school.van) == [one.get_absolute_url()]


def test_security_goes_to_the_principal_at_once_and_the_rest_when_it_is_handed_up_or_late(
    school: School,
) -> None:
    urgent = problem(school.dao, Kind.SECURITY)
    assert urgent.desk == Desk.BOTH
    assert asked_of(school.thu) == asked_of(school.van) == [urgent.get_absolute_url()]
    plain = problem(school.dao, Kind.HINDERS)
    assert plain.get_absolute_url() not in asked_of(school.thu)
    take("hand_up", plain, school.van, "Cần hiệu trưởng quyết.")
    assert plain.get_absolute_url() in asked_of(school.thu)
    assert plain.get_absolute_url() not in asked_of(school.van)
    late = problem(school.dao, Kind.HINDERS)
    with time_machine.travel("2026-11-27T09:00:00+07:00"):
        assert late.get_absolute_url() in asked_of(school.thu)


def test_nobody_answers_what_he_or_she_reported(school: School) -> None:
    own = problem(school.van)
    assert own.desk == Desk.BOTH
    assert asked_of(school.van) == []
    for name in ("take_up", "answer", "remark", "hand_up"):
        with pytest.raises(Refusal):
            take(name, own, school.van, "Tôi tự làm.")
    assert take("answer", own, school.thu, "Đã xem.").state == State.ANSWERED


def test_what_the_principal_reported_is_not_handed_to_the_principal(school: School) -> None:
    own = problem(school.thu)
    with pytest.raises(Refusal):
        take("hand_up", own, school.van, "Khó quá.")
    assert asked_of(school.van) == [own.get_absolute_url()]


@pytest.mark.parametrize(
    ("kind", "due_on"),
    [
        (Kind.SECURITY, date(2026, 11, 26)),
        (Kind.BLOCKS, date(2026, 11, 26)),
        (Kind.HINDERS, date(2026, 11, 30)),
        (Kind.IDEA, date(2026, 12, 9)),
    ],
)
def test_an_answer_is_due_in_working_days(school: School, kind: str, due_on: date) -> None:
    """Monday; Tuesday and Wednesday are holidays here."""
    Holiday.objects.create(
        year=school.year, name="Lễ", starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 25)
    )
    assert problem(school.dao, kind).due_on == due_on


def test_who_sees_which_problem(school: School, client: Client) -> None:
    one = problem(school.dao, what="Chữ của Đào")
    for person, status in (
        (school.dao, 200),
        (school.van, 200),
        (school.minh, 200),
        (school.thu, 200),
        (school.nam, 404),
        (school.phuc, 404),
    ):
        client.force_login(person)
        assert client.get(one.get_absolute_url()).status_code == status, person
        listed = client.get("/problems/?show=all").content.decode()
        assert ("Chữ của Đào" in listed) == (status == 200), person


def test_a_leader_who_reads_does_not_answer_and_what_was_typed_stays(
    school: School, client: Client
) -> None:
    one = problem(school.dao)
    client.force_login(school.minh)
    assert client.post(f"/problems/{one.pk}/answer/", {"text": "Tôi."}).status_code == 403
    client.force_login(school.van)
    assert client.post(f"/problems/{one.pk}/nonsense/", {"text": "Tôi."}).status_code == 404
    assert client.post(f"/problems/{one.pk}/answer/", {"text": "  "}).status_code == 422
    client.force_login(school.dao)
    answer = client.post(f"/problems/{one.pk}/reopen/", {"text": "Tôi gõ dài lắm."})
    assert answer.status_code == 422
    assert "Tôi gõ dài lắm." in answer.content.decode()


def test_a_new_member_of_the_board_is_asked_too(school: School) -> None:
    one = problem(school.dao)
    Assignment.objects.create(staff=school.nam, duty=Duty.RECORDS_BOARD, starts_on=FIRST_DAY)
    assert asked_of(school.nam) == [one.get_absolute_url()]
    take("take_up", one, school.nam)
    assert asked_of(school.van) == []
    assert asked_of(school.nam) == [one.get_absolute_url()]


def test_what_somebody_took_up_and_left_is_asked_of_the_others(school: School) -> None:
    one = problem(school.dao)
    member = Assignment.objects.create(
        staff=school.nam, duty=Duty.RECORDS_BOARD, starts_on=FIRST_DAY
    )
    take("take_up", one, school.nam)
    Assignment.objects.filter(pk=member.pk).update(ends_on=FIRST_DAY)
    assert asked_of(school.nam) == []
    assert asked_of(school.van) == [one.get_absolute_url()]
    Assignment.objects.filter(pk=member.pk).update(ends_on=None)
    assert asked_of(school.van) == []
    with time_machine.travel("2026-12-07T09:00:00+07:00"):
        assert one.get_absolute_url() in asked_of(school.thu)
    Staff.objects.filter(pk=school.nam.pk).update(is_active=False)
    assert asked_of(school.van) == [one.get_absolute_url()]


def test_the_overview_counts_what_is_open_late_and_waiting(school: School, client: Client) -> None:
    for state in State.values:
        brought_to(state, school)
    client.force_login(school.thu)
    with time_machine.travel("2026-11-30T09:00:00+07:00"), override("en"):
        client.force_login(school.thu)
        page = client.get("/problems/")
        late = client.get("/problems/?show=overdue").content.decode()
    shown = page.context["counts"]
    assert (shown["open"], shown["overdue"], shown["waiting"]) == (2, 2, 1)
    assert "cô Vân" in late
    assert "5 working days" in late


def test_the_pages_ask_no_more_with_two_hundred_problems(school: School, client: Client) -> None:
    costs = []
    client.force_login(school.thu)
    one = problem(school.dao)
    for number in (2, 200):
        for _time in range(number):
            other = problem(school.nam)
            take("take_up", other, school.van)
            take("remark", one, school.van, "Đang xem.")
        cost = []
        for address in ("/problems/?show=all", one.get_absolute_url()):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            cost.append(len(queries))
        costs.append(cost)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= MOST_QUERIES


def test_what_was_handed_to_the_principal_the_board_no_longer_answers(
    school: School, client: Client
) -> None:
    """Đào reports what Vân did with her account. Vân hands it up, and that is her last word in it."""
    one = take("hand_up", problem(school.dao, Kind.SECURITY), school.van, "Việc của tôi.")
    client.force_login(school.van)
    for name in ("take_up", "answer", "remark"):
        answer = client.post(f"{one.get_absolute_url()}{name}/", {"text": "Không có gì."})
        assert answer.status_code == 422
    assert client.get(one.get_absolute_url()).context["steps"] == []
    one.refresh_from_db()
    assert (one.state, one.taken_by, one.notes.count()) == (State.REPORTED, None, 1)
    assert take("answer", one, school.thu, "Đã đổi mật khẩu.").state == State.ANSWERED


def test_who_stands_in_for_the_principal_answers_as_the_principal(school: School) -> None:
    """Yến sits in the board herself; what lies with the principal alone she answers for her."""
    Assignment.objects.create(staff=school.yen, duty=Duty.RECORDS_BOARD, starts_on=FIRST_DAY)
    Substitution.objects.create(
        absent=school.thu,
        substitute=school.yen,
        granted_by=school.thu,
        reason="Đi họp",
        starts_on=date(2026, 11, 23),
        ends_on=date(2026, 11, 24),
    )
    one = take("hand_up", problem(school.dao, Kind.SECURITY), school.van, "Việc của tôi.")
    take("answer", one, school.yen, "Đã đổi mật khẩu.")
    note = one.notes.get(step="answer")
    assert (note.by, note.acting_for) == (school.yen, school.thu)


def test_who_stood_in_for_a_duty_that_ended_is_not_waited_for(school: School) -> None:
    member = Assignment.objects.create(
        staff=school.hoa, duty=Duty.RECORDS_BOARD, starts_on=FIRST_DAY
    )
    Substitution.objects.create(
        absent=school.hoa,
        substitute=school.nam,
        granted_by=school.thu,
        reason="Ốm",
        starts_on=date(2026, 11, 23),
        ends_on=date(2026, 11, 30),
    )
    one = problem(school.dao)
    Incident.objects.filter(pk=one.pk).update(state=State.TAKEN_UP, taken_by=school.nam)
    assert asked_of(school.van) == []
    Assignment.objects.filter(pk=member.pk).update(ends_on=FIRST_DAY)
    assert asked_of(school.van) == [one.get_absolute_url()]
