"""Two hundred records at one press of a button: each is done once or told why not."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from people.models import Staff
from tests import processes
from tests.school import School, take
from workflows import bulk, bulk_worker, trail
from workflows.loaded import StepRequest
from workflows.models import Approval, BulkItem, BulkRun, Event
from workflows.refusals import AlreadyUsed
from workflows.states import State, Step

pytestmark = pytest.mark.both_databases


def submitted(school: School, count: int, by: Staff | None = None) -> list[Approval]:
    author = by or school.dao
    approvals = [school.minutes(by=author).approval for _each in range(count)]
    bulk.take_many(
        StepRequest(Step.SUBMIT, author), as_seen(approvals), key=f"nộp-{author.username}"
    )
    return list(Approval.objects.filter(pk__in=[one.pk for one in approvals]).order_by("pk"))


def as_seen(approvals: list[Approval]) -> list[tuple[Approval, str]]:
    return [(approval, approval.version) for approval in approvals]


def outcomes(run: BulkRun) -> dict[str, int]:
    found = dict.fromkeys(BulkItem.Outcome.values, 0)
    for item in run.items.all():
        found[item.outcome] += 1
    return found


@pytest.fixture
def two_hundred(school: School) -> list[tuple[Approval, str]]:
    """Five of them Minh's own, three changed since he looked, one locked by now."""
    approvals = submitted(school, 195) + submitted(school, 5, by=school.minh)
    chosen = as_seen(approvals)
    for approval in approvals[10:13]:
        take(Step.SEND_BACK, approval, school.ngoc, note="Ghi rõ ai vắng.")
        minutes = approval.record
        minutes.text = "Vắng: cô Yến."
        minutes.save()
        take(Step.SUBMIT, approval, school.dao)
    take(Step.SIGN, approvals[20], school.ngoc)
    take(Step.LOCK, approvals[20], school.thu)
    return chosen


def test_t13_of_two_hundred_191_are_done_and_nine_are_told_why_not(
    school: School, two_hundred: list[tuple[Approval, str]]
) -> None:
    run = bulk.take_many(StepRequest(Step.SIGN, school.minh), two_hundred, key="tuần-12")
    assert outcomes(run) == {"waiting": 0, "done": 191, "refused": 9}
    assert run.finished_at
    reasons = [item.reason for item in run.items.filter(outcome="refused")]
    assert all(reasons)
    assert len(set(reasons)) == 3, "not yours, changed, not possible now"
    done = run.items.filter(outcome="done")
    assert {item.event.by_id for item in done.select_related("event")} == {school.minh.pk}
    assert trail.first_break() is None


def test_t13_repeated_with_the_same_key_nothing_changes(
    school: School, two_hundred: list[tuple[Approval, str]]
) -> None:
    first = bulk.take_many(StepRequest(Step.SIGN, school.minh), two_hundred, key="tuần-12")
    before = (Event.objects.count(), list(first.items.values_list("outcome", "reason", "event")))
    again = bulk.take_many(StepRequest(Step.SIGN, school.minh), two_hundred, key="tuần-12")
    assert again == first
    after = (Event.objects.count(), list(again.items.values_list("outcome", "reason", "event")))
    assert after == before


def test_a_preview_promises_what_the_run_then_does(
    school: School, two_hundred: list[tuple[Approval, str]]
) -> None:
    approvals = [approval for approval, _seen in two_hundred]
    events = Event.objects.count()
    prospects = bulk.preview(StepRequest(Step.SIGN, school.minh), approvals)
    assert Event.objects.count() == events
    assert [each.approval.pk for each in prospects] == [one.pk for one in approvals]
    possible = [each.approval for each in prospects if each.capacity]
    assert all(each.reason for each in prospects if not each.capacity)
    run = bulk.take_many(StepRequest(Step.SIGN, school.minh), as_seen(possible), key="xem-trước")
    assert outcomes(run) == {"waiting": 0, "done": 194, "refused": 0}


def test_a_key_belongs_to_one_person_and_one_step(school: School) -> None:
    chosen = as_seen(submitted(school, 2))
    bulk.take_many(StepRequest(Step.SIGN, school.minh), chosen, key="của-Minh")
    for step, by in ((Step.SIGN, school.ngoc), (Step.SEND_BACK, school.minh)):
        with pytest.raises(AlreadyUsed) as refused:
            bulk.take_many(StepRequest(step, by), chosen, key="của-Minh")
        assert all(problem.sentence for problem in refused.value.problems)


def test_in_bulk_a_substitute_acts_for_the_absent(school: School) -> None:
    school.substitution(absent=school.minh, substitute=school.phuc)
    chosen = as_seen(submitted(school, 3))
    run = bulk.take_many(StepRequest(Step.SIGN, school.phuc), chosen, key="thay-thầy-Minh")
    events = [item.event for item in run.items.all()]
    assert {(event.by, event.acting_for) for event in events} == {(school.phuc, school.minh)}


def test_a_run_that_is_stopped_goes_on_later_where_it_was(school: School) -> None:
    run = bulk.open_run(
        StepRequest(Step.SIGN, school.minh), as_seen(submitted(school, 120)), key="dừng"
    )
    going_on = bulk.carry_on(run)
    assert next(going_on) == bulk.CHUNK
    bulk_worker.stop(run)
    assert list(going_on) == []
    assert outcomes(run) == {"waiting": 70, "done": 50, "refused": 0}
    assert not BulkRun.objects.get(key="dừng").finished_at

    BulkRun.objects.filter(key="dừng").update(stopped_at=None)
    assert sum(bulk.carry_on(run)) == 70
    assert outcomes(run)["done"] == 120
    assert Event.objects.filter(kind="sign").count() == 120


def test_a_run_of_nothing_ends_at_once(school: School) -> None:
    run = bulk.take_many(StepRequest(Step.SIGN, school.minh), [], key="rỗng")
    assert run.finished_at


def sign_all(key: str) -> dict[str, int]:
    """Another process's part: it goes on with the run to its end."""
    run = BulkRun.objects.get(key=key)
    assert sum(bulk.carry_on(run))
    return outcomes(run)


def sign_until_killed(key: str) -> None:
    """Another process's part: the power goes in the middle of the second chunk."""

    def the_power_goes(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if sql.startswith('INSERT INTO "workflows_event"'):
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    going_on = bulk.carry_on(BulkRun.objects.get(key=key))
    assert next(going_on) == bulk.CHUNK
    with connection.execute_wrapper(the_power_goes):
        next(going_on)


def test_t13_a_run_killed_in_the_middle_goes_on_with_nothing_lost_or_done_twice(
    real_commits: None, school: School
) -> None:
    chosen = as_seen(submitted(school, 200))
    run = bulk.open_run(StepRequest(Step.SIGN, school.minh), chosen, key="mất-điện")
    with processes.start(sign_until_killed, "mất-điện") as killed:
        assert killed.wait() == -signal.SIGKILL

    left = outcomes(run)
    assert left == {"waiting": 200 - bulk.CHUNK, "done": bulk.CHUNK, "refused": 0}
    assert Event.objects.filter(kind="sign").count() == left["done"]

    assert processes.result(processes.start(sign_all, "mất-điện"))["done"] == 200
    assert Event.objects.filter(kind="sign").count() == 200
    assert set(Approval.objects.values_list("state", flat=True)) == {State.SIGNED}
    assert trail.first_break() is None
