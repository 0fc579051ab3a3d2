"""A record that belongs to a post is written by whoever holds it today, and judged by none of them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from people.models import Assignment, Duty, Staff
from people.refusals import NotYours
from tests.records.pupil_report.models import PupilReport
from tests.school import School, take
from tests.workflows import books
from workflows import inbox, steps
from workflows.access import access_of
from workflows.loaded import load_record
from workflows.models import Approval
from workflows.permissions import may_see, roster_of
from workflows.states import State, Step

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("without_paper")]


@pytest.fixture
def without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may is asked here, not what is signed: no step needs a file."""
    monkeypatch.setattr(PupilReport, "needs_file", lambda self, step: False)


def report(school: School, by: Staff) -> Approval:
    return steps.open_approval(
        PupilReport(pupil="Nguyễn Thị An", comment="Chăm ngoan."),
        by=by,
        school_year=school.year,
        group=school.group,
        school_class=school.class_3a,
    )


def succeed(school: School, old: Staff, new: Staff) -> None:
    """From today on somebody else is homeroom teacher of 3A."""
    today = timezone.localdate()
    held = Assignment.objects.filter(staff=old, duty=Duty.HOMEROOM_TEACHER)
    held.update(ends_on=today - timedelta(days=1))
    Assignment.objects.create(
        staff=new,
        duty=Duty.HOMEROOM_TEACHER,
        school_class=school.class_3a,
        starts_on=today,
    )


def drafts(person: Staff) -> list[Approval]:
    return list(inbox.mine(access_of(person, roster_of())))


def able(approval: Approval, person: Staff) -> set[Step]:
    return set(steps.available(load_record(approval), person, roster_of()))


def test_the_successor_goes_on_where_the_predecessor_stopped(school: School) -> None:
    approval = report(school, school.dao)
    succeed(school, school.dao, school.phuc)
    assert (drafts(school.dao), drafts(school.phuc)) == ([], [approval])
    with pytest.raises(NotYours):
        take(Step.SUBMIT, approval, school.dao)
    take(Step.SUBMIT, approval, school.phuc)
    assert approval.author == school.phuc
    assert may_see(approval, school.phuc, roster_of())


def test_what_the_predecessor_submitted_is_taken_back_and_revised_by_the_successor(
    school: School,
) -> None:
    approval = report(school, school.dao)
    take(Step.SUBMIT, approval, school.dao)
    succeed(school, school.dao, school.phuc)
    take(Step.RECALL, approval, school.phuc, note="Còn thiếu.")
    take(Step.SUBMIT, approval, school.phuc)
    for step, by in (
        (Step.REVIEW, school.hoa),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
        (Step.ISSUE, school.van),
    ):
        take(step, approval, by)
    succeed(school, school.phuc, school.dao)
    take(Step.REVISE, approval, school.dao)
    assert (approval.state, approval.revision) == (State.DRAFT, 2)


def test_a_substitute_drafts_for_whoever_is_absent(school: School) -> None:
    school.substitution(absent=school.dao, substitute=school.phuc)
    approval = report(school, school.dao)
    assert drafts(school.phuc) == drafts(school.dao) == [approval]
    event = take(Step.SUBMIT, approval, school.phuc, acting_for=school.dao)
    assert (event.by, event.acting_for) == (school.phuc, school.dao)


def test_a_vacant_post_is_the_task_of_the_next_one_up(school: School) -> None:
    approval = report(school, school.dao)
    Assignment.objects.filter(duty=Duty.HOMEROOM_TEACHER).update(ends_on=date(2026, 11, 1))
    assert drafts(school.minh) == [approval]
    take(Step.SUBMIT, approval, school.minh)


def test_nobody_judges_what_he_or_she_drafts_today(school: School) -> None:
    """Hoa leads the group; since Monday she is homeroom teacher of 3A, too."""
    approval = report(school, school.dao)
    take(Step.SUBMIT, approval, school.dao)
    assert Step.REVIEW in able(approval, school.hoa)
    succeed(school, school.dao, school.hoa)
    assert Step.REVIEW not in able(approval, school.hoa)
    with pytest.raises(NotYours):
        take(Step.REVIEW, approval, school.hoa)
    take(Step.REVIEW, approval, school.nam)


def test_a_principal_who_holds_the_post_today_unlocks_nothing_of_it(school: School) -> None:
    approval = report(school, school.dao)
    take(Step.SUBMIT, approval, school.dao)
    take(Step.REVIEW, approval, school.hoa)
    take(Step.SIGN, approval, school.minh)
    succeed(school, school.dao, school.thu)
    with pytest.raises(NotYours):
        take(Step.LOCK, approval, school.thu)
    take(Step.LOCK, approval, school.minh)
    take(Step.ISSUE, approval, school.van)
    with pytest.raises(NotYours):
        take(Step.UNLOCK, approval, school.thu, note="Sửa lại.")


def test_only_who_holds_the_post_begins_a_record_of_it(school: School) -> None:
    for person in (school.hoa, school.minh, school.thu, school.van):
        with pytest.raises(NotYours):
            report(school, person)
    assert not Approval.objects.exists()


@pytest.mark.parametrize("new", ["dao", "phuc", "hoa", "nam", "minh", "thu", "van", None])
@pytest.mark.parametrize("way", range(6))
def test_rule_and_lists_agree_for_everybody(school: School, new: str | None, way: int) -> None:
    """Whoever drafted before, whoever drafts now: what is listed is what may be done and read."""
    approval = report(school, school.dao)
    steps_taken = (
        (Step.SUBMIT, school.dao),
        (Step.REVIEW, school.hoa),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
        (Step.ISSUE, school.van),
    )
    for step, by in steps_taken[:way]:
        take(step, approval, by)
    school.minutes()
    school.substitution(absent=school.hoa, substitute=school.yen)
    if new is None:
        Assignment.objects.filter(duty=Duty.HOMEROOM_TEACHER).update(ends_on=date(2026, 11, 1))
    else:
        succeed(school, school.dao, getattr(school, new))
    books.the_inbox_agrees_with_the_machine()
    roster = roster_of()
    for person in Staff.objects.all():
        readable = [
            each for each in Approval.objects.order_by("pk") if may_see(each, person, roster)
        ]
        listed = inbox.visible_to(person, roster, access_of(person, roster)).order_by("pk")
        assert list(listed) == readable, person
