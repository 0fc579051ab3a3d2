"""The table of rights says what the doors do; and why a person may."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from people.door import ACTS, capacity_for
from people.models import Assignment, Duty, Staff
from people.powers import Powers
from tests.school import FIRST_DAY, School, take
from workflows import registry, rights, steps
from workflows.loaded import load_record
from workflows.permissions import roster_of
from workflows.states import Step


def window(person: Staff) -> Client:
    client = Client()
    client.force_login(person, "people.accounts.backend.StaffBackend")
    return client


def said_of(person: Staff) -> set[str]:
    """Every right this person is told to have, whatever the duty behind it."""
    reasons = rights.reasons(Powers(person))
    found = {r.label for each in reasons for part in each.allowed for r in part.rights}
    return found | {r.label for part in rights.everybodys() for r in part.rights}


@pytest.mark.parametrize("name", ["dao", "hoa", "nam", "minh", "thu", "van", "phuc"])
def test_what_it_says_of_a_person_is_what_the_door_does(school: School, name: str) -> None:
    school.substitution(absent=school.thu, substitute=school.minh)
    person = getattr(school, name)
    powers, told = Powers(person), said_of(person)
    for act in ACTS.all():
        places = [()] if not act.may else [post.place for post in powers.posts(act.may)]
        allowed = any(capacity_for(act, powers, place) for place in places)
        assert allowed == (str(act.label) in told), act.name


def test_every_step_of_a_desk_is_there_with_its_duty(school: School) -> None:
    minutes = school.minutes(by=school.dao).approval
    take(Step.SUBMIT, minutes, school.dao)
    kind = registry.get("minutes")
    labelled = {right.label: right for right in rights._of(kind)}
    held = load_record(minutes)
    for person in Staff.objects.all():
        can = Step.SIGN in steps.available(held, person, roster_of())
        told = any(
            labelled[str(Step.SIGN.label)].is_had_by(row.duty, in_person=True)
            for row in Powers(person).own_duties
        )
        assert can == told, person


def test_a_substitute_is_told_for_whom_and_nothing_that_is_done_in_person(school: School) -> None:
    school.substitution(absent=school.thu, substitute=school.minh)
    reasons = rights.reasons(Powers(school.minh))
    assert [one.substitution is None for one in reasons] == [True, False]
    labels = {r.label for part in reasons[1].allowed for r in part.rights}
    assert str(Step.LOCK.label) in labels
    assert str(ACTS.get("duty_given").label) not in labels, "the principal alone, in person"


def test_everybody_sees_the_own_rights_and_only_leaders_and_board_those_of_others(
    school: School,
) -> None:
    own, other, all_ = reverse("rights"), f"{reverse('rights')}?person=", reverse("rights_of_all")
    for name in ("dao", "hoa", "nam", "phuc"):
        person = window(getattr(school, name))
        assert person.get(own).status_code == 200
        assert person.get(f"{other}{getattr(school, name).pk}").status_code == 200
        assert person.get(f"{other}{school.thu.pk}").status_code == 403
        assert person.get(all_).status_code == 403
    for name in ("thu", "minh", "van"):
        person = window(getattr(school, name))
        assert "Lê Thị Đào" in person.get(f"{other}{school.dao.pk}").content.decode()
        assert "Lê Thị Đào" in person.get(all_).content.decode()
    assert window(school.thu).get(f"{other}999999").status_code == 404
    assert window(school.thu).get(f"{other}abc").status_code == 404


def test_a_duty_that_has_ended_gives_nothing(school: School) -> None:
    Assignment.objects.filter(staff=school.hoa, duty=Duty.GROUP_LEADER).update(
        ends_on=date(2026, 9, 30)
    )
    duties = [one.duty.duty for one in rights.reasons(Powers(school.hoa))]
    assert Duty.GROUP_LEADER not in duties


@pytest.mark.both_databases
def test_the_table_asks_as_often_for_nine_people_as_for_ninety(
    school: School, django_assert_max_num_queries
) -> None:
    client = window(school.thu)
    for number in range(80):
        person = Staff.objects.create_user(f"gv{number}", "mat-khau", f"Nguyễn Văn A{number}")
        Assignment.objects.create(
            staff=person, duty=Duty.GROUP_LEADER, group=school.group, starts_on=FIRST_DAY
        )
    for address in (reverse("rights_of_all"), reverse("rights")):
        with django_assert_max_num_queries(15), translation.override("vi"):
            assert client.get(address).status_code == 200
