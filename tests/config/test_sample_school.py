"""The sample school is complete, spelt properly, and open to everybody listed."""

import json
import unicodedata
from collections import Counter
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from config.sample.accounts import accounts, is_fit, pin_of
from config.sample.cast import SUBJECT_GROUPS
from config.sample.school import found_school, lock_last_year
from people.models import (
    Assignment,
    Duty,
    Enrolment,
    LockProposal,
    Pupil,
    SchoolClass,
    SchoolYear,
    Staff,
    Subject,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

VIETNAMESE = set(
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ "
)


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    """Founded once for this file, and gone after it; with a hash that takes no time."""
    fast = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with fast, django_db_blocker.unblock(), transaction.atomic():
        yield found_school()
        transaction.set_rollback(True)


def enrolled_now(school):
    return Enrolment.objects.filter(school_class__year=school.year, ends_on=None)


def test_the_school_has_the_size_of_a_school(school):
    assert len(school.staff) == 38
    assert sorted(school.classes) == [
        f"{grade}{letter}" for grade in range(1, 6) for letter in "ABCDE"
    ]
    assert 780 <= enrolled_now(school).count() <= 830
    assert all(
        25 <= size <= 38
        for size in Counter(
            enrolled_now(school).values_list("school_class__name", flat=True)
        ).values()
    )


def test_every_class_has_a_teacher_for_every_subject_of_its_grade(school):
    taught = set(
        Assignment.objects.filter(duty=Duty.SUBJECT_TEACHER).values_list(
            "school_class_id", "subject_id"
        )
    )
    due = {
        (school_class.pk, subject.pk)
        for school_class in SchoolClass.objects.all()
        for subject in Subject.objects.all()
        if school_class.grade in subject.grades
    }
    assert taught == due


@pytest.mark.parametrize(("grade", "subjects"), [(1, 8), (2, 8), (3, 11), (4, 12), (5, 12)])
def test_every_grade_has_the_subjects_of_the_programme(school, grade, subjects):
    assert sum(grade in subject.grades for subject in school.subjects.values()) == subjects


def test_every_class_has_one_homeroom_teacher(school):
    holders = Counter(
        Assignment.objects.filter(duty=Duty.HOMEROOM_TEACHER).values_list(
            "school_class_id", flat=True
        )
    )
    assert set(holders) == set(SchoolClass.objects.values_list("pk", flat=True))
    assert set(holders.values()) == {1}


@pytest.mark.parametrize("duty", [Duty.GROUP_LEADER, Duty.DEPUTY_LEADER])
def test_every_subject_group_has_a_leader_and_a_deputy(school, duty):
    led = Assignment.objects.filter(duty=duty).values_list("group__name", flat=True)
    assert sorted(led) == list(SUBJECT_GROUPS)


def test_the_offices_are_filled(school):
    held = Counter(
        Assignment.objects.filter(group=None, school_class=None).values_list("duty", flat=True)
    )
    assert held == {"principal": 1, "vice_principal": 2, "clerk": 1, "records_board": 3}


def test_pupils_moved_up_with_their_class(school):
    moved = Enrolment.objects.filter(
        school_class=school.closed_classes["2A"],
        pupil__enrolments__school_class=school.classes["3A"],
    )
    assert moved.count() > 25


def test_some_pupils_left_and_their_enrolment_says_when(school):
    assert Enrolment.objects.filter(school_class__year=school.year, ends_on__isnull=False).exists()
    assert Enrolment.objects.filter(
        school_class__year=school.closed_year, ends_on__lt=school.closed_year.ends_on
    ).exists()


def test_names_are_spelt_with_vietnamese_letters(school):
    names = [pupil.full_name for pupil in Pupil.objects.all()]
    names += Staff.objects.values_list("full_name", flat=True)
    for name in names:
        assert unicodedata.is_normalized("NFC", name)
        assert set(name.lower()) <= VIETNAMESE, name


def test_what_was_founded_has_its_history(school):
    for model in (Staff, Pupil, Assignment):
        assert model.history.filter(history_type="+").count() == model.objects.count()


def test_everybody_can_sign_in(school, rf):
    for account in accounts():
        person = authenticate(rf.post("/"), username=account.username, password=account.password)
        assert person == school.staff[account.username]


def test_everybody_has_a_pin_of_their_own(db):
    pins = [account.pin for account in accounts()]
    assert len(set(pins)) == len(pins) == 38
    assert all(len(pin) == 6 and pin.isdigit() and is_fit(pin) for pin in pins)
    assert pin_of("hoa") in pins


@pytest.mark.parametrize("pin", ["123456", "987654", "111222", "000000", "121212"])
def test_an_obvious_pin_is_not_given_to_anybody(pin):
    assert not is_fit(pin)


def test_the_school_is_not_founded_twice(school):
    with pytest.raises(CommandError):
        call_command("load_sample_school")
    assert Staff.objects.count() == 38


def test_a_sample_school_left_half_loaded_says_so(school, monkeypatch):
    with pytest.raises(CommandError, match="RESET=1"):
        call_command("load_sample_school", if_none=True)
    command = "config.management.commands.load_sample_school"
    monkeypatch.setattr(f"{command}.are_written", lambda: True)
    call_command("load_sample_school", if_none=True)
    assert Staff.objects.count() == 38


def test_the_accounts_can_be_listed_for_people_and_for_programs(school):
    for_people, for_programs = StringIO(), StringIO()
    call_command("demo_accounts", stdout=for_people)
    call_command("demo_accounts", format="json", stdout=for_programs)
    assert "Trần Thị Hoa" in for_people.getvalue()
    rows = json.loads(for_programs.getvalue())
    assert len(rows) == 38
    assert set(rows[0]) == {"username", "full_name", "duty", "password", "pin"}


def test_a_real_school_has_no_sample_accounts(school, settings):
    settings.SOKY_DEMO = False
    Staff.objects.filter(username="thu").update(full_name="Lý Thị Bảy")
    with pytest.raises(CommandError):
        call_command("demo_accounts")


def test_last_year_is_locked_as_a_real_one_is(school):
    """On a proposal, and with a reason for what is still open."""
    lock_last_year(school)
    assert school.closed_year.state == SchoolYear.State.LOCKED
    proposal = LockProposal.objects.get(year=school.closed_year)
    assert (proposal.state, bool(proposal.reason)) == (LockProposal.State.ACCEPTED, True)
