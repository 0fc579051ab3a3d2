"""Who does what, and what comes of it: the way of a record from draft to seal."""

import pytest
from django.db import Error, transaction

from people.refusals import ChangedMeanwhile, NotYours
from tests.school import School, take
from workflows import flows, trail
from workflows.models import Event, Notice
from workflows.refusals import Incomplete, NotPossible, RecordIsClosed
from workflows.states import State, Step

pytestmark = pytest.mark.both_databases


def desks(approval) -> list[str]:
    return [
        task.owner_permission for task in flows.open_tasks([approval]).get(approval.process_id, [])
    ]


def test_minutes_go_from_the_teachers_desk_to_the_schools_seal(school: School) -> None:
    minutes = school.minutes()
    approval = minutes.approval
    assert desks(approval) == ["author"]

    take(Step.SUBMIT, approval, school.dao)
    assert (approval.state, desks(approval)) == (State.SUBMITTED, ["vice_principal"])
    take(Step.SIGN, approval, school.minh)
    take(Step.LOCK, approval, school.thu)
    assert (approval.state, desks(approval)) == (State.LOCKED, ["clerk"])
    take(Step.ISSUE, approval, school.van)

    assert approval.state == State.ISSUED
    assert desks(approval) == []
    approval.process.refresh_from_db()
    assert approval.process.status == "DONE"
    assert [event.kind for event in approval.events.all()] == [
        "open",
        "submit",
        "sign",
        "lock",
        "issue",
    ]
    assert trail.first_break() is None


def test_each_subject_teacher_confirms_an_own_section_before_the_book_goes_on(
    school: School,
) -> None:
    approval = school.class_book(by=school.phuc).approval
    take(Step.SUBMIT, approval, school.phuc)
    assert len(desks(approval)) == 2

    take(Step.COSIGN, approval, school.hoa)
    assert len(desks(approval)) == 1, "one section is still open"
    with pytest.raises(NotYours):
        take(Step.COSIGN, approval, school.hoa)
    take(Step.COSIGN, approval, school.nam)
    assert desks(approval) == [f"homeroom_teacher:{school.class_3a.pk}"]
    take(Step.COSIGN, approval, school.dao)
    take(Step.REVIEW, approval, school.hoa)
    take(Step.SIGN, approval, school.ngoc)
    take(Step.LOCK, approval, school.thu)
    assert (approval.state, desks(approval)) == (State.LOCKED, [])


def test_sending_back_from_a_parallel_desk_takes_the_book_off_every_other_desk(
    school: School,
) -> None:
    approval = school.class_book(by=school.phuc).approval
    take(Step.SUBMIT, approval, school.phuc)
    take(Step.SEND_BACK, approval, school.hoa, note="Thiếu hai em.")
    assert (approval.state, approval.round, desks(approval)) == (State.DRAFT, 2, ["author"])


def test_a_record_is_sent_back_with_a_reason_and_comes_again_in_a_second_round(
    school: School,
) -> None:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    with pytest.raises(Incomplete):
        take(Step.SEND_BACK, approval, school.minh)
    take(Step.SEND_BACK, approval, school.minh, note="Ghi rõ ai vắng.")
    assert (approval.state, approval.round) == (State.DRAFT, 2)
    assert approval.remarks.get().text == "Ghi rõ ai vắng."

    minutes = approval.record
    minutes.text = "Vắng: cô Yến."
    minutes.save()
    take(Step.SUBMIT, approval, school.dao)
    assert [(one.revision, one.round) for one in approval.submissions.all()] == [(1, 1), (1, 2)]


def test_returning_twice_to_the_same_state_tells_twice(school: School) -> None:
    approval = school.minutes().approval
    for _again in range(2):
        take(Step.SUBMIT, approval, school.dao)
        take(Step.SEND_BACK, approval, school.minh, note="Chưa được.")
    assert Notice.objects.filter(recipient=school.dao, approval=approval).count() == 2
    assert Notice.objects.filter(recipient=school.minh, approval=approval).count() == 2
    assert approval.round == 3


def test_an_author_takes_back_what_nobody_has_acted_on(school: School) -> None:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    take(Step.RECALL, approval, school.dao, note="Gửi nhầm.")
    assert (approval.state, desks(approval)) == (State.DRAFT, ["author"])
    approval.process.refresh_from_db()
    assert approval.process.status == "NEW"
    take(Step.SUBMIT, approval, school.dao)
    take(Step.SIGN, approval, school.minh)
    with pytest.raises(NotPossible):
        take(Step.RECALL, approval, school.dao, note="Muộn rồi.")


def test_what_is_incomplete_is_told_with_its_field(school: School) -> None:
    approval = school.minutes(text=" ").approval
    with pytest.raises(Incomplete) as refused:
        take(Step.SUBMIT, approval, school.dao)
    assert refused.value.problems[0].field == "text"
    assert approval.state == State.DRAFT


def test_a_locked_record_is_unlocked_by_the_principal_as_a_new_revision(school: School) -> None:
    approval = school.class_book(by=school.phuc).approval
    for step, by in (
        (Step.SUBMIT, school.phuc),
        (Step.COSIGN, school.hoa),
        (Step.COSIGN, school.nam),
        (Step.COSIGN, school.dao),
        (Step.REVIEW, school.hoa),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
    ):
        take(step, approval, by)
    first_process = approval.process_id
    with pytest.raises(NotYours):
        take(Step.UNLOCK, approval, school.minh, note="Nhập nhầm cột.")
    take(Step.UNLOCK, approval, school.thu, note="Nhập nhầm cột.")
    assert (approval.state, approval.revision, approval.round) == (State.DRAFT, 2, 1)
    assert approval.process_id != first_process
    assert desks(approval) == ["author"]
    take(Step.SUBMIT, approval, school.phuc)
    assert approval.state == State.SUBMITTED


def test_content_is_closed_off_the_authors_desk_by_any_way_in(school: School) -> None:
    minutes = school.minutes()
    take(Step.SUBMIT, minutes.approval, school.dao)
    minutes.text = "Sửa lén."
    with pytest.raises(RecordIsClosed):
        minutes.save()
    ways = (
        lambda: type(minutes).objects.filter(pk=minutes.pk).update(text="Sửa lén."),
        lambda: type(minutes).objects.bulk_update([minutes], ["text"]),
        lambda: type(minutes).objects.filter(pk=minutes.pk)._raw_delete("default"),
    )
    for way in ways:
        with pytest.raises(Error), transaction.atomic():
            way()


def test_a_stale_page_is_told_so_and_changes_nothing(school: School) -> None:
    minutes = school.minutes()
    seen = minutes.approval.version
    minutes.text = "Đã sửa ở cửa sổ khác."
    minutes.save()
    with pytest.raises(ChangedMeanwhile):
        take(Step.SUBMIT, minutes.approval, school.dao, seen=seen)
    assert not Event.objects.filter(kind="submit").exists()


def test_saving_without_a_change_keeps_what_was_seen(school: School) -> None:
    minutes = school.minutes()
    seen = minutes.approval.version
    minutes.save()
    take(Step.SUBMIT, minutes.approval, school.dao, seen=seen)


def test_the_same_request_twice_is_done_once(school: School) -> None:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    seen = approval.version
    first = take(Step.SIGN, approval, school.minh, seen=seen, key="một-lần")
    again = take(Step.SIGN, approval, school.minh, seen=seen, key="một-lần")
    assert first == again
    assert Event.objects.filter(kind="sign").count() == 1
