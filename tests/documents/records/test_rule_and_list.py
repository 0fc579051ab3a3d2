"""Who may act on or read a sheet or a book, by the rule, finds it in the lists; and nobody else does."""

from collections.abc import Callable

import pytest

from documents.records.gradebook.models import Gradebook
from documents.records.score_sheet.models import ScoreSheet
from people.models import Assignment, Duty, Staff
from tests.documents.records.plans import sign
from tests.documents.records.sheets import fill, open_period, open_sheet, pupils_of_3a, sheet_of
from tests.school import School
from workflows import flows, inbox, steps
from workflows.access import access_of
from workflows.models import Approval
from workflows.permissions import is_drafter, may_see, roster_of, seats
from workflows.states import State, Step

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
JUDGING = (Step.REVIEW, Step.SIGN, Step.LOCK)


def holder(school: School) -> None:
    """As the school is: Nam teaches Toán, Đào leads the class."""


def successor(school: School) -> None:
    rows = Assignment.objects.filter(staff=school.nam, duty=Duty.SUBJECT_TEACHER)
    rows.update(staff=school.hoa)


def substitute(school: School) -> None:
    school.substitution(school.nam, school.hoa)
    school.substitution(school.dao, school.phuc)


def two_holders(school: School) -> None:
    place = {"school_class": school.class_3a, "subject": school.toan}
    day = school.year.starts_on
    Assignment.objects.create(staff=school.hoa, duty=Duty.SUBJECT_TEACHER, starts_on=day, **place)


def vacant(school: School) -> None:
    held = Assignment.objects.filter(duty__in=(Duty.SUBJECT_TEACHER, Duty.HOMEROOM_TEACHER))
    held.delete()


def leaders_teach(school: School) -> None:
    """The group's leader and a vice principal have the posts: nobody judges own work."""
    rows = Assignment.objects.filter(duty=Duty.SUBJECT_TEACHER, staff=school.nam)
    rows.update(staff=school.minh)
    Assignment.objects.filter(duty=Duty.HOMEROOM_TEACHER, staff=school.dao).update(staff=school.hoa)


WHO: list[Callable[[School], None]] = [
    holder,
    successor,
    substitute,
    two_holders,
    vacant,
    leaders_teach,
]


@pytest.fixture
def records(signing_school: School) -> list[Approval]:
    """A sheet in draft, one confirmed, one opened for a cell; a book at the leader's, one begun."""
    school = signing_school
    pupils, period = pupils_of_3a(school), open_period(school)
    middle = open_period(school, "mid_first")
    group = {"group": school.group}
    draft = sheet_of(school, middle, school.nam, school.toan, **group)
    sheets = [
        sheet_of(school, period, by, subject, **group)
        for by, subject in (
            (school.nam, school.toan),
            (school.hoa, school.tieng_viet),
            (school.dao, None),
        )
    ]
    for sheet, by in zip(sheets, (school.nam, school.hoa, school.dao), strict=True):
        fill(sheet, by)
        sign(Step.SUBMIT, sheet.approval, by)
    submitted, begun = Gradebook(), Gradebook()
    for book, of in ((submitted, period), (begun, middle)):
        places = {"school_year": school.year, "school_class": school.class_3a, "period": of}
        steps.open_approval(book, by=school.dao, **places, **group)
    sign(Step.SUBMIT, submitted.approval, school.dao)
    open_sheet(sheets[0], school.nam, school.minh, f"{pupils[0].pk}-mark")
    keys = [draft.pk, *(sheet.pk for sheet in sheets), submitted.pk, begun.pk]
    return list(Approval.objects.filter(pk__in=keys).order_by("pk"))


def names(approvals: object) -> set[int]:
    return {approval.pk for approval in approvals}  # type: ignore[attr-defined]


@pytest.mark.parametrize("change", WHO, ids=lambda change: change.__name__)
def test_rule_and_list_agree(
    signing_school: School, records: list[Approval], change: Callable[[School], None]
) -> None:
    change(signing_school)
    roster, tasks = roster_of(), flows.open_tasks(records)
    for person in Staff.objects.filter(is_active=True):
        access = access_of(person, roster)
        readable = {each.pk for each in records if may_see(each, person, roster)}
        listed = names(inbox.visible_to(person, roster, access))
        assert listed & {each.pk for each in records} == readable, person
        drafts = {
            each.pk
            for each in records
            if each.state == State.DRAFT and is_drafter(each, person.pk, roster)
        }
        assert names(inbox.mine(access)) == drafts, person
        waiting = {
            each.pk
            for each in records
            for step in JUDGING
            if each.can(step)
            and seats(step, each, person.pk, roster, tasks.get(each.process_id, []))
        }
        assert names(inbox.for_my_role(access)) == waiting, person


def test_each_case_says_something(signing_school: School, records: list[Approval]) -> None:
    states = {(each.record_type, each.state, each.revision) for each in records}
    assert {kind for kind, _state, _revision in states} == {"score_sheet", "gradebook"}
    assert ("score_sheet", State.DRAFT, 2) in states
    assert ("gradebook", State.SUBMITTED, 1) in states
    assert ScoreSheet.objects.count() == 4
