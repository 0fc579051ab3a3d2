"""What is decided about each pupil at the end of the year, by whom, and when no more."""

import pytest
from django.test import Client

from people.door import Refused
from people.models import Pupil, SchoolYear
from people.new_year import outcomes
from people.new_year.outcomes import Outcome
from tests.people.new_year.turning import decide_all, roll_over
from tests.school import School

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


def test_who_was_moved_already_is_not_decided_anew(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    roll_over(school, coming)
    with pytest.raises(Refused):
        outcomes.decide(school.class_3a, {children[0].pk: Outcome.KEPT_BACK}, school.dao)


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
