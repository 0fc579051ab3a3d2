"""Two people, two windows, four processes at the same moment: one comes first, nothing is lost."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from people.models import Staff
from people.refusals import Refusal
from tests import processes
from tests.school import School, take
from workflows import bulk, steps, trail
from workflows.loaded import StepRequest
from workflows.models import Approval, BulkItem, Event
from workflows.states import State, Step

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("real_commits")]


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What became of each, done at the same moment over a connection of its own."""
    moment = threading.Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        moment.wait()
        try:
            return deed()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def taking(
    step: Step, approval: Approval, by: Staff, key: str | None = None
) -> Callable[[], Event]:
    seen = approval.version
    return lambda: steps.take(StepRequest(step, by), approval, seen=seen, key=key)


def test_t1_two_vice_principals_sign_at_the_same_moment_and_one_of_them_has_signed(
    school: School,
) -> None:
    for _time in range(5):
        approval = school.minutes().approval
        take(Step.SUBMIT, approval, school.dao)
        results = at_once(
            taking(Step.SIGN, approval, school.minh), taking(Step.SIGN, approval, school.ngoc)
        )
        assert sorted(isinstance(one, Refusal) for one in results) == [False, True]
        assert approval.events.filter(kind="sign").count() == 1
        approval.refresh_from_db()
        assert approval.state == State.SIGNED
    assert trail.first_break() is None


def test_t1_a_double_click_is_answered_twice_and_done_once(school: School) -> None:
    for _time in range(5):
        approval = school.minutes().approval
        take(Step.SUBMIT, approval, school.dao)
        click = taking(Step.SIGN, approval, school.minh, key=uuid.uuid4().hex)
        first, second = at_once(click, click)
        assert isinstance(first, Event)
        assert first == second
        assert approval.events.filter(kind="sign").count() == 1


def test_t1_the_same_form_posted_from_two_windows_is_one_signature(school: School) -> None:
    approval = school.minutes().approval
    take(Step.SUBMIT, approval, school.dao)
    address = reverse("take_step", args=[approval.public_id, "sign"])

    def post(key: str) -> Callable[[], int]:
        window = Client()
        window.force_login(school.minh)
        form = {"seen": approval.version, "key": key}
        return lambda: window.post(address, form).status_code

    assert sorted(at_once(post("cửa-sổ-1"), post("cửa-sổ-2"))) in ([302, 403], [302, 409])
    assert approval.events.filter(kind="sign").count() == 1


def test_two_subject_teachers_confirm_their_sections_at_the_same_moment(school: School) -> None:
    for _time in range(3):
        approval = school.class_book(by=school.phuc).approval
        take(Step.SUBMIT, approval, school.phuc)
        results = at_once(*(taking(Step.COSIGN, approval, by) for by in (school.hoa, school.nam)))
        assert all(isinstance(one, Event) for one in results)
        take(Step.COSIGN, approval, school.dao)


def test_a_record_is_saved_and_submitted_at_the_same_moment(school: School) -> None:
    """Either the other window came first, and the submission is told so; or it is closed."""
    for _time in range(5):
        minutes = school.minutes()
        other_window = type(minutes).objects.get(pk=minutes.pk)
        other_window.text = "Bổ sung: cô Yến vắng."
        saved, submitted = at_once(
            other_window.save, taking(Step.SUBMIT, minutes.approval, school.dao)
        )
        assert isinstance(saved, Refusal) != isinstance(submitted, Refusal)
        stored = Approval.objects.get(pk=minutes.pk)
        assert stored.record.fingerprint() == stored.fingerprint


def test_a_bulk_run_continued_twice_at_the_same_moment_does_nothing_twice(school: School) -> None:
    approvals = [school.minutes().approval for _each in range(30)]
    for approval in approvals:
        take(Step.SUBMIT, approval, school.dao)
    run = bulk.open_run(
        StepRequest(Step.SIGN, school.minh),
        [(one, one.version) for one in approvals],
        key="một-lượt",
    )
    at_once(*[lambda: list(bulk.carry_on(run))] * 2)
    assert set(run.items.values_list("outcome", flat=True)) == {BulkItem.Outcome.DONE}
    assert Event.objects.filter(kind="sign").count() == len(approvals)


def append_events(count: str) -> int:
    for _time in range(int(count)):
        with transaction.atomic():
            trail.append([trail.Entry("open", None)])
    return int(count)


def submit_all(author: str, *public_ids: str) -> int:
    dao = Staff.objects.get(username=author)
    for approval in Approval.objects.filter(public_id__in=public_ids):
        steps.take(StepRequest(Step.SUBMIT, dao), approval, seen=approval.version)
    return len(public_ids)


def test_t2_four_processes_append_to_one_chain_without_a_fork_or_a_gap(school: School) -> None:
    before = Event.objects.count()
    mine = [[str(school.minutes().approval.public_id) for _ in range(10)] for _process in range(2)]
    working = [processes.start(append_events, 50) for _process in range(2)]
    working += [processes.start(submit_all, "dao", *records) for records in mine]
    assert [processes.result(process) for process in working] == [50, 50, 10, 10]

    sequences = list(Event.objects.values_list("sequence", flat=True))
    assert sequences == list(range(1, before + 20 + 100 + 20 + 1))
    assert trail.first_break() is None
    assert Approval.objects.filter(state=State.SUBMITTED).count() == 20
