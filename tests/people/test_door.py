"""The door of people's data: who may, all or nothing, and the trail hears of it."""

import json
from datetime import date

import pytest
from django.db import IntegrityError

from people.door import ACTS, Act, change, declare, happened, may_do
from people.models import Duty, Holiday, SubjectGroup
from people.refusals import Collided, Refusal
from tests.school import School
from workflows.models import Event
from workflows.story import sentence
from workflows.trail import first_break

pytestmark = pytest.mark.both_databases

TRIED = declare(
    Act("tried_in_a_test", "Tried", "%(who)s tried %(staff)s.", (Duty.CLERK,), in_person=False)
)
IN_PERSON = declare(Act("tried_in_person", "Tried", "%(who)s tried.", (Duty.CLERK,)))


def test_what_is_done_is_told_with_it_and_the_chain_holds(school: School) -> None:
    with change(TRIED, school.van, staff=school.dao.pk) as about:
        about["rows"] = 3
    event = Event.objects.latest("sequence")
    assert (event.kind, event.by) == (TRIED.name, school.van)
    assert json.loads(event.body)["detail"] == {"staff": school.dao.pk, "rows": 3}
    assert sentence(event) == "Cô Vân tried Lê Thị Đào."
    assert first_break() is None


def test_who_may_not_changes_nothing_and_is_told_so(school: School) -> None:
    for person in (school.dao, school.thu, school.minh):
        assert not may_do(TRIED, person)
        with pytest.raises(Refusal), change(TRIED, person):
            SubjectGroup.objects.create(name="Tổ 9")
    assert not SubjectGroup.objects.filter(name="Tổ 9").exists()
    assert not Event.objects.filter(kind=TRIED.name).exists()


def test_what_fails_inside_leaves_nothing(school: School) -> None:
    with pytest.raises(Collided), change(TRIED, school.van):
        SubjectGroup.objects.bulk_create([SubjectGroup(name="Tổ 9"), SubjectGroup(name="Tổ 9")])
    assert not SubjectGroup.objects.filter(name="Tổ 9").exists()
    assert not Event.objects.filter(kind=TRIED.name).exists()


def test_what_is_no_collision_is_a_fault_of_ours_and_stays_one(school: School) -> None:
    days = {"starts_on": date(2026, 11, 24), "ends_on": date(2026, 11, 23)}
    with pytest.raises(IntegrityError), change(TRIED, school.van):
        Holiday.objects.create(year=school.year, name="x", **days)
    assert not Holiday.objects.exists()


def test_a_substitute_may_and_the_trail_says_for_whom_unless_it_must_be_done_in_person(
    school: School,
) -> None:
    school.substitution(school.van, school.dao)
    with change(TRIED, school.dao, staff=school.nam.pk):
        pass
    event = Event.objects.latest("sequence")
    assert (event.by, event.acting_for) == (school.dao, school.van)
    assert not may_do(IN_PERSON, school.dao)


def test_somebody_who_has_left_does_nothing_any_more(school: School) -> None:
    school.van.is_active = False
    school.van.save()
    with pytest.raises(Refusal), change(TRIED, school.van):
        pass


def test_the_trail_listens() -> None:
    assert happened.has_listeners()


def test_every_act_can_be_told_in_the_trail() -> None:
    for act in ACTS.all():
        assert len(act.name) <= Event._meta.get_field("kind").max_length
        assert str(act.label)
        assert str(act.sentence).endswith(".")
