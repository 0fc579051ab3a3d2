"""A roll-over is taken back as one, while nothing stands on it."""

from datetime import date

import pytest
from django.test import Client

from people.models import Movement, Pupil, Reversal, SchoolYear
from people.movements.acts import reverse
from people.movements.enrolments import class_of
from people.movements.models import Kind
from people.new_year import rollover
from people.new_year.roll_back import roll_back
from people.refusals import Refusal
from tests.people.new_year.turning import NEXT, decide_all, roll_over
from tests.people.pupils_of import move
from tests.refused import refused
from tests.school import School
from workflows.models import Event

pytestmark = pytest.mark.both_databases


def test_a_roll_over_is_taken_back_as_a_whole_and_done_again(
    school: School, children: list[Pupil], coming: SchoolYear, client: Client
) -> None:
    decide_all(school, children)
    roll_over(school, coming)
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
    roll_over(school, coming)
    earlier = SchoolYear.objects.create(
        name="2025–2026", starts_on=date(2025, 9, 5), ends_on=date(2026, 5, 31), state="closing"
    )
    client.force_login(school.thu)
    for page in (f"/years/{earlier.pk}/into/{coming.pk}/", f"/years/{9**30}/into/{coming.pk}/"):
        assert client.get(page).status_code == 404
        assert client.post(f"{page}back/", {"reason": "Nhầm"}).status_code == 404
    with pytest.raises(Refusal):
        roll_back(earlier, coming, school.thu, "Nhầm")
    assert client.get(f"/years/{school.year.pk}/into/{coming.pk}/").status_code == 200


def test_a_roll_over_stays_once_somebody_moved_on_or_the_year_has_opened(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    decide_all(school, children)
    roll_over(school, coming)
    gone = {"on": NEXT, "other_school": "TH Sao Mai", "reason": "Theo gia đình"}
    move(children[0], Kind.TRANSFER_OUT, None, by=school.van, **gone)
    with refused("later_movements_first", naming="Lê An"):
        roll_back(school.year, coming, school.thu, "Nhầm")
    assert not Reversal.objects.exists()
    SchoolYear.objects.filter(pk=school.year.pk).update(state=SchoolYear.State.CLOSING)
    SchoolYear.objects.filter(pk=coming.pk).update(state=SchoolYear.State.OPEN)
    with refused("new_year_not_planned"):
        roll_back(school.year, coming, school.thu, "Nhầm")


def test_nothing_is_taken_back_out_of_a_locked_year(
    school: School, children: list[Pupil], coming: SchoolYear
) -> None:
    """Who completed school stays so; who moved up by mistake may still be put back."""
    decide_all(school, children)
    roll_over(school, coming)
    SchoolYear.objects.filter(pk=school.year.pk).update(state=SchoolYear.State.LOCKED)
    with pytest.raises(Refusal):
        reverse(Movement.objects.get(kind=Kind.COMPLETION), school.thu, "Nhầm")
    promoted = Movement.objects.get(kind=Kind.PROMOTION, pupil=children[0])
    reverse(promoted, school.thu, "Nhầm")
    with pytest.raises(Refusal):
        reverse(Movement.objects.get(kind=Kind.ADMISSION, pupil=children[0]), school.thu, "Nhầm")
