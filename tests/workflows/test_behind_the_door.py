"""What the engine makes of things that did not come through its door."""

from collections.abc import Callable

import pytest
from django.core import checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from viewflow.workflow.models import Process, Task

from people.models import Assignment, Staff
from people.refusals import ChangedMeanwhile
from tests.records.minutes.models import Minutes
from tests.refused import refused
from tests.school import School, take
from tests.workflows import books
from tests.workflows.books import behind_the_door
from workflows import registry, story
from workflows.models import Approval, Notice
from workflows.refusals import NotPossible, RecordIsClosed
from workflows.states import State, Step

pytestmark = pytest.mark.both_databases


# T3: what is taken back or sent back does not come to life by itself.


def taken_back(school: School) -> Approval:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    take(Step.RECALL, approval, school.dao, note="Gửi nhầm.")
    return approval


def sent_back(school: School) -> Approval:
    approval = school.class_book(by=school.phuc).approval
    take(Step.SUBMIT, approval, school.phuc)
    take(Step.SEND_BACK, approval, school.nam, note="Thiếu hai em.")
    return approval


@pytest.mark.parametrize("ended", [taken_back, sent_back])
def test_t3_nothing_fires_later_for_a_desk_that_was_cleared(
    school: School, monday: object, ended: Callable[[School], Approval]
) -> None:
    approval = ended(school)
    notices = Notice.objects.count()
    monday.shift(90 * 24 * 3600)
    call_command("workflow_timers", verbosity=0)
    assert not Task.objects.filter(status="SCHEDULED").exists()
    assert Notice.objects.count() == notices
    approval.refresh_from_db()
    assert (approval.state, books.posts(approval)) == (State.DRAFT, ["author"])
    assert Process.objects.get(pk=approval.process_id).status == "NEW"


def test_t3_no_flow_has_a_node_that_fires_by_itself() -> None:
    for kind in registry.all_types():
        types = {type(node).__name__ for node in kind.flow.instance.nodes()}
        assert types <= {"Start", "AuthorDesk", "Desk", "End"}


# T6: content and approval belong together.


def changed_behind_the_door(approval: Approval) -> None:
    behind_the_door(
        f"UPDATE {Minutes._meta.db_table} SET text = 'Sửa lén.' WHERE approval_id = %s", approval.pk
    )


def test_t6_an_edit_after_submission_is_refused(school: School) -> None:
    minutes = school.minutes()
    take(Step.SUBMIT, minutes.approval, school.dao)
    minutes.text = "Sửa sau khi nộp."
    with pytest.raises(RecordIsClosed):
        minutes.save()
    assert Minutes.objects.get().text == "Cả tổ thống nhất."


def test_t6_content_changed_behind_the_door_is_signed_by_nobody(school: School) -> None:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    changed_behind_the_door(approval)
    with pytest.raises(NotPossible):
        take(Step.SIGN, approval, school.minh)
    assert approval.state == State.SUBMITTED
    take(Step.SEND_BACK, approval, school.minh, note="Nội dung bị sửa.")
    assert approval.state == State.DRAFT, "no fault of content blocks a way back"


def test_t6_a_submission_changed_behind_the_door_is_signed_by_nobody(school: School) -> None:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    behind_the_door("UPDATE workflows_submission SET content = replace(content, 'nhất', 'hai')")
    with pytest.raises(NotPossible):
        take(Step.SIGN, approval, school.minh)
    take(Step.RECALL, approval, school.dao, note="Nội dung bị sửa.")


def test_t6_a_draft_changed_behind_the_door_is_not_what_its_author_saw(school: School) -> None:
    approval = school.minutes().approval
    seen = approval.version
    changed_behind_the_door(approval)
    with pytest.raises(ChangedMeanwhile):
        take(Step.SUBMIT, approval, school.dao, seen=seen)


def test_t6_saving_without_a_change_keeps_what_was_seen_and_said(school: School) -> None:
    minutes = school.minutes()
    seen = minutes.approval.version
    minutes.save()
    minutes.text = "Ca\u0309 tổ thống nhất."  # the same words, composed otherwise
    minutes.save()
    take(Step.SUBMIT, minutes.approval, school.dao, seen=seen)


# T7: a node is renamed while records lie on it.


@pytest.fixture
def lost_node(school: School) -> Approval:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE viewflow_task SET flow_task = replace(flow_task, 'vice_principal', 'gone')"
        )
    return approval


def test_t7_a_renamed_node_takes_no_page_down(
    school: School, client: Client, lost_node: Approval
) -> None:
    client.force_login(school.minh)
    for address in (
        reverse("inbox"),
        reverse("inbox") + "?tab=role",
        reverse("queue"),
        reverse("bulk"),
        lost_node.get_absolute_url(),
        reverse("queued", args=[lost_node.public_id]),
    ):
        assert client.get(address, follow=True).status_code == 200, address
    with refused("not_yours"):
        take(Step.SIGN, lost_node, school.minh)


def test_t7_the_check_names_the_node_and_nothing_starts(lost_node: Approval) -> None:
    [error] = [
        found for found in checks.run_checks(databases=["default"]) if found.id == "workflows.E004"
    ]
    assert "gone" in error.msg
    with pytest.raises(SystemCheckError, match="gone"):
        call_command("check", databases=["default"])
    with pytest.raises(SystemCheckError, match="gone"):
        call_command("serve", port=0)


# T11: people leave; what they did stays theirs.


def test_t11_everybody_who_has_left_is_still_named_in_the_story(school: School) -> None:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    take(Step.SIGN, approval, school.minh)
    take(Step.LOCK, approval, school.thu)
    before = [told.sentence for told in story.of(approval)]
    Assignment.objects.all().delete()
    Staff.objects.update(is_active=False)
    assert [told.sentence for told in story.of(approval)] == before
    assert ["cô Đào" in before[0].lower() or "Cô Đào" in before[0]] == [True]


def test_t11_nobody_who_ever_acted_can_be_deleted(school: School) -> None:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    take(Step.SEND_BACK, approval, school.ngoc, note="Ghi rõ.")
    for person in (school.dao, school.ngoc):
        Assignment.objects.filter(staff=person).delete()
        with pytest.raises(ProtectedError), transaction.atomic():
            person.delete()
    assert len(story.of(approval)) == 3
