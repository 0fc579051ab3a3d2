"""A draft goes over to somebody else as an act that the story tells; nothing is left behind for ever."""

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Assignment, Duty, Staff
from people.refusals import NotYours
from tests.school import School, take
from tests.workflows import books
from workflows import handover, inbox, story
from workflows.access import access_of
from workflows.models import Approval, Notice
from workflows.permissions import may_see, roster_of
from workflows.refusals import Incomplete, NotPossible
from workflows.states import State, Step

pytestmark = pytest.mark.both_databases


def leave(person: Staff) -> None:
    Assignment.objects.filter(staff=person).delete()
    Staff.objects.filter(pk=person.pk).update(is_active=False)
    person.refresh_from_db()


def drafts(person: Staff) -> list[Approval]:
    return list(inbox.mine(access_of(person, roster_of())))


def test_an_author_hands_the_own_draft_to_a_colleague(school: School) -> None:
    approval = school.minutes().approval
    handover.hand_over(approval, school.phuc, by=school.dao)
    assert (drafts(school.dao), drafts(school.phuc)) == ([], [approval])
    approval.refresh_from_db()
    with pytest.raises(NotYours):
        take(Step.SUBMIT, approval, school.dao)
    take(Step.SUBMIT, approval, school.phuc)
    assert books.posts(approval) == ["vice_principal"]
    assert Notice.objects.filter(recipient=school.phuc, approval=approval).exists()
    assert school.phuc.full_name in story.of(approval)[1].sentence


@pytest.mark.parametrize("leader", ["minh", "thu"])
def test_leaders_hand_over_what_was_left_behind(school: School, leader: str) -> None:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    take(Step.SEND_BACK, approval, school.ngoc, note="Thiếu một em.")
    leave(school.dao)
    assert list(handover.left_behind()) == [approval]
    by = getattr(school, leader)
    handover.hand_over(approval, school.phuc, by=by, reason="Cô Đào đã nghỉ việc.")
    assert list(handover.left_behind()) == []
    take(Step.SUBMIT, approval, school.phuc)
    assert approval.state == State.SUBMITTED


def test_after_unlocking_the_record_of_who_left_goes_on(school: School) -> None:
    approval = school.minutes().approval
    for step, by in (
        (Step.SUBMIT, school.dao),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
        (Step.ISSUE, school.van),
    ):
        take(step, approval, by)
    leave(school.dao)
    take(Step.UNLOCK, approval, school.thu, note="Sai ngày.")
    handover.hand_over(approval, school.phuc, by=school.minh, reason="Cô Đào đã nghỉ việc.")
    take(Step.SUBMIT, approval, school.phuc)


def test_a_leader_says_why_and_the_reason_stands_in_the_story(school: School) -> None:
    approval = school.minutes().approval
    with pytest.raises(Incomplete):
        handover.hand_over(approval, school.phuc, by=school.minh)
    handover.hand_over(approval, school.phuc, by=school.minh, reason="Cô Đào nghỉ thai sản.")
    assert [remark.text for remark in story.of(approval)[1].remarks] == ["Cô Đào nghỉ thai sản."]


def test_others_hand_nothing_over(school: School) -> None:
    approval = school.minutes().approval
    for person in (school.hoa, school.nam, school.phuc, school.yen, school.van):
        with pytest.raises(NotYours):
            handover.hand_over(approval, school.phuc, by=person, reason="Vì sao.")
    take(Step.SUBMIT, approval, school.dao)
    for person in (school.dao, school.minh, school.thu):
        with pytest.raises(NotYours):
            handover.hand_over(approval, school.phuc, by=person, reason="Không còn là bản nháp.")


def test_nobody_gets_a_draft_who_does_not_work_here(school: School) -> None:
    approval = school.minutes().approval
    leave(school.phuc)
    for to in (school.phuc, school.dao):
        with pytest.raises(Incomplete):
            handover.hand_over(approval, to, by=school.dao)


def test_who_would_judge_it_afterwards_does_not_give_the_own_draft_away(school: School) -> None:
    approval = school.class_book(by=school.hoa).approval
    with pytest.raises(Incomplete):
        handover.hand_over(approval, school.dao, by=school.hoa)
    Assignment.objects.filter(staff=school.hoa, duty=Duty.GROUP_LEADER).delete()
    Assignment.objects.filter(staff=school.hoa, duty=Duty.SUBJECT_TEACHER).delete()
    handover.hand_over(approval, school.dao, by=school.hoa)


def test_in_a_locked_year_nothing_is_handed_over(school: School) -> None:
    approval = school.minutes().approval
    school.year.state = "locked"
    school.year.save()
    with pytest.raises(NotPossible):
        handover.hand_over(approval, school.phuc, by=school.dao)


def test_the_pages_lead_from_the_inbox_to_the_new_author(school: School, client: Client) -> None:
    approval = school.minutes().approval
    leave(school.dao)
    client.force_login(school.minh)
    assert reverse("left_behind") in client.get(reverse("inbox"), {"tab": "mine"}).content.decode()
    page = client.get(reverse("left_behind"))
    address = reverse("hand_over", args=[approval.public_id])
    assert address in page.content.decode()
    assert client.post(address, {"to": school.phuc.pk}).status_code == 422, "without a reason"
    done = client.post(address, {"to": school.phuc.pk, "reason": "Cô Đào đã nghỉ việc."})
    assert done.status_code == 302
    approval.refresh_from_db()
    assert approval.author == school.phuc
    client.force_login(school.phuc)
    assert client.get(approval.get_absolute_url()).status_code == 200


def test_the_pages_are_nobody_elses(school: School, client: Client) -> None:
    approval = school.minutes().approval
    for person in (school.hoa, school.phuc, school.van):
        client.force_login(person)
        address = reverse("hand_over", args=[approval.public_id])
        assert client.get(address).status_code == 404
        assert client.post(address, {"to": person.pk, "reason": "x"}).status_code == 404
        assert client.get(reverse("left_behind")).status_code == 403
    assert not may_see(approval, school.minh, roster_of()), "handing over is not reading"
