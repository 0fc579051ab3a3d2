"""What is decided about each pupil at the end of the year, by whom, and when no more."""

import pytest
import time_machine
from django.test import Client

from people.models import Pupil, SchoolYear, YearOutcome
from people.movements.enrolments import place_of
from people.new_year import outcomes
from people.new_year.outcomes import Outcome
from people.refusals import Refusal
from tests.people.new_year.turning import decide_all, roll_over
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases


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


def test_a_slip_in_between_does_not_make_an_older_page_a_new_one(
    school: School, children: list[Pupil], client: Client
) -> None:
    an = children[0]
    page = f"/classes/{school.class_3a.pk}/outcomes/"
    older = {f"p{an.pk}": "promoted", f"was-{an.pk}": ""}
    outcomes.decide(school.class_3a, {an.pk: Outcome.KEPT_BACK}, school.minh)
    client.force_login(school.dao)
    slip = client.post(page, older | {"decision": "x" * 61})
    assert f'name="was-{an.pk}" value=""' in slip.content.decode()
    assert client.post(page, older).status_code == 422
    assert an.outcomes.get().outcome == Outcome.KEPT_BACK


def test_a_decision_is_kept_for_all_and_lost_by_nobody(
    school: School, children: list[Pupil], client: Client
) -> None:
    page = f"/classes/{school.class_3a.pk}/outcomes/"
    client.force_login(school.dao)
    chosen = {f"p{child.pk}": "promoted" for child in children[:3]}
    assert client.post(page, chosen).status_code == 302
    was = {f"was-{child.pk}": "promoted" for child in children[:3]}
    assert client.post(page, chosen | was | {"decision": "15/QĐ"}).status_code == 302
    assert [child.outcomes.get().decision for child in children[:3]] == ["15/QĐ"] * 3
    assert 'name="was-decision" value="15/QĐ"' in client.get(page).content.decode()
    one = {f"p{children[0].pk}": "kept_back", "decision": "", "was-decision": "15/QĐ"}
    assert client.post(page, chosen | was | one).status_code == 302
    kept = children[0].outcomes.get()
    assert (kept.outcome, kept.decision) == (Outcome.KEPT_BACK, "15/QĐ")


def test_an_outcome_is_taken_back_and_nothing_new_is_not_told(
    school: School, children: list[Pupil], client: Client
) -> None:
    an, page = children[0], f"/classes/{school.class_3a.pk}/outcomes/"
    outcomes.decide(school.class_3a, {an.pk: Outcome.PROMOTED}, school.minh)
    client.force_login(school.dao)
    told = Event.objects.count()
    same = {f"p{an.pk}": "promoted", f"was-{an.pk}": "promoted"}
    assert client.post(page, same).status_code == 422
    assert Event.objects.count() == told
    assert client.post(page, same | {f"p{an.pk}": ""}).status_code == 302
    assert not an.outcomes.exists()
    last = YearOutcome.history.latest("history_date")
    assert (last.history_type, last.history_user) == ("-", school.dao)
    assert Event.objects.count() == told + 1


def test_who_was_moved_already_is_not_decided_anew(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    roll_over(school, coming)
    with pytest.raises(Refusal):
        outcomes.decide(school.class_3a, {children[0].pk: Outcome.KEPT_BACK}, school.dao)


def test_the_teacher_of_a_pupil_who_was_moved_up_is_the_present_one(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    """Who may record a movement follows the class of today, as the page that offers it does."""
    decide_all(school, children)
    assert place_of(children[0].pk) == school.class_3a.pk
    roll_over(school, coming)
    assert place_of(children[0].pk) == school.class_3a.pk
    with time_machine.travel("2027-09-06T08:00:00+07:00"):
        assert place_of(children[0].pk) == coming.classes.get(name="4A").pk


def test_the_board_keeps_its_hands_off_results(
    school: School, children: list[Pupil], client: Client
) -> None:
    address = f"/classes/{school.class_3a.pk}/outcomes/"
    for person, expected in ((school.van, 403), (school.phuc, 403), (school.dao, 200)):
        client.force_login(person)
        assert client.get(address).status_code == expected
    with pytest.raises(Refusal):
        outcomes.decide(school.class_3a, {children[0].pk: Outcome.PROMOTED}, school.van)


def test_an_outcome_must_fit_the_class(school: School, children: list[Pupil]) -> None:
    for child, outcome in ((children[0], Outcome.COMPLETED), (children[3], Outcome.PROMOTED)):
        with pytest.raises(Refusal):
            outcomes.decide(school.class_3a, {child.pk: outcome}, school.dao)
