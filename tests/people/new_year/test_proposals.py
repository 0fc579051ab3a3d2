"""A year is locked on the board's proposal, by the principal's decision, and never in silence."""

import pytest
from django.test import Client
from django.urls import reverse

from people import errands
from people.models import LockProposal, SchoolYear
from people.new_year.proposals import propose, refuse
from people.new_year.states import TURNS, take_turn
from people.powers import Powers
from tests.refused import codes_on, refused
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases
TURN = {turn.act.name: turn for turn in TURNS}


@pytest.fixture
def year(school: School) -> SchoolYear:
    """Being closed; minutes of it are still a draft."""
    school.minutes()
    take_turn(TURN["year_closing"], school.year, school.thu)
    return school.year


def lock(year: SchoolYear, school: School, reason: str = "") -> None:
    take_turn(TURN["year_locked"], year, school.thu, reason)


def test_the_principal_locks_what_the_board_proposed(school: School, year: SchoolYear) -> None:
    with refused("lock_not_proposed"):
        lock(year, school, "Vội.")
    proposal = propose(year, school.van, "Đã in học bạ lớp 5.")
    assert len(proposal.open_points) == 1
    with refused("open_points_unexplained"):
        lock(year, school)
    lock(year, school, "Biên bản này không cần nữa.")
    proposal.refresh_from_db()
    assert (year.state, proposal.state) == (SchoolYear.State.LOCKED, LockProposal.State.ACCEPTED)
    assert (proposal.decided_by, proposal.reason) == (school.thu, "Biên bản này không cần nữa.")
    assert Event.objects.filter(kind__in=("year_lock_proposed", "year_locked")).count() == 2


def test_nobody_else_proposes_and_nobody_decides_alone(school: School, year: SchoolYear) -> None:
    for by in (school.thu, school.minh, school.dao):
        with refused("not_yours"):
            propose(year, by)
    propose(year, school.van)
    with refused("proposal_is_waiting"):
        propose(year, school.van)
    for by in (school.van, school.minh):
        with refused("not_yours"):
            refuse(year, by, "x")
        with refused("not_yours"):
            take_turn(TURN["year_locked"], year, by, "x")


def test_a_refused_proposal_needs_another_one(school: School, year: SchoolYear) -> None:
    propose(year, school.van)
    refuse(year, school.thu, "Sổ chủ nhiệm còn thiếu.")
    with refused("lock_not_proposed"):
        lock(year, school, "Được.")
    propose(year, school.van)
    lock(year, school, "Được.")
    states = list(LockProposal.objects.values_list("state", flat=True))
    assert states == [LockProposal.State.ACCEPTED, LockProposal.State.REFUSED]


def test_a_year_that_is_open_is_not_proposed(school: School) -> None:
    with refused("year_is_not_closing"):
        propose(school.year, school.van)


def test_what_came_up_since_is_told_to_who_decides(
    school: School, year: SchoolYear, client: Client
) -> None:
    propose(year, school.van)
    client.force_login(school.thu)
    url = reverse("year_turn", args=[year.pk, "year_locked"])
    assert client.get(url).context["points"] == LockProposal.objects.get().open_points
    school.minutes()
    [point] = client.get(url).context["points"]
    assert point != LockProposal.objects.get().open_points[0]


def test_board_and_principal_do_it_on_their_pages(
    school: School, year: SchoolYear, client: Client
) -> None:
    client.force_login(school.van)
    url = reverse("propose_lock", args=[year.pk])
    assert url in client.get(reverse("start_of_year")).content.decode()
    assert client.post(url, {"note": "Xong."}).status_code == 302
    assert codes_on(client.post(url, {"note": "Lần nữa."})) == {"proposal_is_waiting"}
    [errand] = errands.errands_of(Powers(school.thu))
    client.force_login(school.thu)
    page = client.get(errand.url).content.decode()
    assert "Xong." in page
    assert client.post(errand.url, {}).status_code == 422
    assert client.post(errand.url, {"reason": "Được."}).status_code == 302
    year.refresh_from_db()
    assert year.state == SchoolYear.State.LOCKED
    assert not errands.errands_of(Powers(school.thu))


def test_the_principal_refuses_on_a_page(school: School, year: SchoolYear, client: Client) -> None:
    propose(year, school.van)
    client.force_login(school.thu)
    assert (
        reverse("refuse_lock", args=[year.pk])
        in client.get(reverse("start_of_year")).content.decode()
    )
    answer = client.post(reverse("refuse_lock", args=[year.pk]), {"reason": "Chưa đủ."})
    assert answer.status_code == 302
    assert LockProposal.objects.get().state == LockProposal.State.REFUSED
