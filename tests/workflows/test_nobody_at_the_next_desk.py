"""Whose desk is it when its holder wrote the record? It never stalls, nobody approves himself."""

from collections.abc import Callable

import pytest

from people.models import Assignment, Duty, Staff
from tests.school import School, take
from tests.workflows import books
from workflows import steps
from workflows.loaded import load_record
from workflows.models import Approval
from workflows.permissions import roster_of
from workflows.states import FORWARD, Step

pytestmark = pytest.mark.both_databases

EVERYBODY = ("dao", "hoa", "nam", "minh", "ngoc", "thu", "van", "phuc", "yen")


def who_may(step: Step, approval: Approval) -> set[str]:
    """The user names of all who could take this step now."""
    held, roster = load_record(approval), roster_of()
    return {
        person.username
        for person in Staff.objects.all()
        if step in steps.available(held, person, roster)
    }


def submitted(approval: Approval) -> Approval:
    take(Step.SUBMIT, approval, approval.author)
    return approval


def go_on(approval: Approval) -> Step | None:
    """Whoever may, takes the step the record waits for."""
    held, roster = load_record(approval), roster_of()
    for person in Staff.objects.order_by("pk"):
        for step, seats in steps.available(held, person, roster).items():
            if step in FORWARD:
                absent = seats[0].capacity.acting_for
                acting_for = Staff.objects.get(pk=absent) if absent else None
                take(step, approval, person, acting_for=acting_for)
                return step
    return None


def go_on_until(step: Step, approval: Approval) -> Approval:
    while not who_may(step, approval):
        assert go_on(approval)
    return approval


def test_a_group_leaders_book_is_reviewed_by_the_deputy(school: School) -> None:
    book = go_on_until(Step.REVIEW, submitted(school.class_book(by=school.hoa).approval))
    assert who_may(Step.REVIEW, book) == {"nam"}


def test_a_deputys_book_is_reviewed_by_the_leader(school: School) -> None:
    book = go_on_until(Step.REVIEW, submitted(school.class_book(by=school.nam).approval))
    assert who_may(Step.REVIEW, book) == {"hoa"}


def test_without_a_deputy_a_leaders_book_goes_to_the_vice_principals(school: School) -> None:
    Assignment.objects.filter(duty=Duty.DEPUTY_LEADER).delete()
    book = go_on_until(Step.REVIEW, submitted(school.class_book(by=school.hoa).approval))
    assert who_may(Step.REVIEW, book) == {"minh", "ngoc"}


def test_a_deputy_who_has_left_is_no_deputy(school: School) -> None:
    Staff.objects.filter(pk=school.nam.pk).update(is_active=False)
    book = go_on_until(Step.REVIEW, submitted(school.class_book(by=school.hoa).approval))
    assert who_may(Step.REVIEW, book) == {"minh", "ngoc"}


def test_one_vice_principals_minutes_are_signed_by_the_other(school: School) -> None:
    assert who_may(Step.SIGN, submitted(school.minutes(by=school.minh).approval)) == {"ngoc"}


def test_the_only_vice_principals_minutes_are_signed_by_the_principal(school: School) -> None:
    Assignment.objects.filter(staff=school.ngoc).delete()
    assert who_may(Step.SIGN, submitted(school.minutes(by=school.minh).approval)) == {"thu"}


def test_the_principals_minutes_are_locked_by_a_vice_principal(school: School) -> None:
    minutes = go_on_until(Step.LOCK, submitted(school.minutes(by=school.thu).approval))
    assert who_may(Step.LOCK, minutes) == {"minh", "ngoc"}


def test_the_clerk_seals_own_minutes_too_after_two_others_have_judged_them(school: School) -> None:
    minutes = submitted(school.minutes(by=school.van).approval)
    assert who_may(Step.SIGN, minutes) == {"minh", "ngoc"}
    take(Step.SIGN, minutes, school.minh)
    assert who_may(Step.LOCK, minutes) == {"thu"}
    take(Step.LOCK, minutes, school.thu)
    assert who_may(Step.ISSUE, minutes) == {"van"}


def test_without_a_clerk_the_seal_waits_for_a_vice_principal_and_never_for_the_board(
    school: School,
) -> None:
    Assignment.objects.filter(duty=Duty.CLERK).delete()
    minutes = go_on_until(Step.ISSUE, submitted(school.minutes(by=school.dao).approval))
    assert who_may(Step.ISSUE, minutes) == {"minh", "ngoc"}


def test_a_homeroom_teachers_own_book_is_closed_by_a_vice_principal(school: School) -> None:
    book = submitted(school.class_book(by=school.dao).approval)
    take(Step.COSIGN, book, school.hoa)
    take(Step.COSIGN, book, school.nam)
    assert books.posts(book) == [f"homeroom_teacher:{school.class_3a.pk}"]
    assert who_may(Step.COSIGN, book) == {"minh", "ngoc"}


def test_a_subject_teachers_own_section_is_confirmed_by_a_vice_principal(school: School) -> None:
    book = submitted(school.class_book(by=school.nam).approval)
    assert who_may(Step.COSIGN, book) == {"hoa", "minh", "ngoc"}
    take(Step.COSIGN, book, school.hoa)
    assert who_may(Step.COSIGN, book) == {"minh", "ngoc"}


def test_a_teacher_of_another_group_has_that_groups_leader(school: School) -> None:
    book = school.class_book(by=school.phuc).approval
    Approval.objects.filter(pk=book.pk).update(group=school.other_group)
    book.refresh_from_db()
    assert who_may(Step.REVIEW, go_on_until(Step.REVIEW, submitted(book))) == {"yen"}


def test_a_record_of_no_group_is_reviewed_by_a_vice_principal(school: School) -> None:
    book = school.class_book(by=school.phuc).approval
    Approval.objects.filter(pk=book.pk).update(group=None)
    book.refresh_from_db()
    assert who_may(Step.REVIEW, go_on_until(Step.REVIEW, submitted(book))) == {"minh", "ngoc"}


def everybody_is_there(school: School) -> None:
    pass


def some_are_away(school: School) -> None:
    """Nam, a subject teacher of the class himself, then has two sections to confirm."""
    school.substitution(absent=school.hoa, substitute=school.nam)
    school.substitution(absent=school.thu, substitute=school.minh)


def dao_stands_in_for_all(school: School) -> None:
    for absent in (school.hoa, school.minh, school.thu, school.van):
        school.substitution(absent=absent, substitute=school.dao)


@pytest.mark.parametrize("situation", [everybody_is_there, some_are_away, dao_stands_in_for_all])
@pytest.mark.parametrize("author", EVERYBODY)
def test_whoever_wrote_it_a_record_reaches_its_end_without_its_author(
    school: School, author: str, situation: Callable[[School], None]
) -> None:
    situation(school)
    by = getattr(school, author)
    written = [school.minutes(by=by).approval, school.class_book(by=by).approval]
    for approval in written:
        submitted(approval)
    for approval in written:
        books.the_inbox_agrees_with_the_machine()
        while go_on(approval):
            books.the_inbox_agrees_with_the_machine()
        assert approval.is_final
    books.are_straight(written)
