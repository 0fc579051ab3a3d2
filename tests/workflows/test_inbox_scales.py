"""Ten records or ten thousand: a page asks the database as often and sends as much."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from viewflow.workflow.models import Process, Task

from documents.records.lesson_plan.flow import LessonPlanFlow
from documents.records.lesson_plan.models import LessonPlan
from people.models import Staff
from tests.school import FIRST_DAY, School
from workflows import trail
from workflows.models import Approval
from workflows.states import State

FEW, MANY = 10, 10_000
MOST_QUERIES, MOST_BYTES = 12, 60_000


@pytest.fixture
def cost_for(client: Client) -> Callable[..., tuple[int, int]]:
    """How many queries a page asks, and how many bytes it sends, for somebody signed in."""

    def cost(staff: Staff, page: str) -> tuple[int, int]:
        client.force_login(staff, "people.accounts.backend.StaffBackend")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(page), follow=True)
        assert answer.status_code == 200
        return len(queries), len(answer.content)

    return cost


@pytest.mark.both_databases
def test_an_inbox_of_ten_thousand_costs_what_one_of_ten_does(
    school: School, cost_for: Callable[..., tuple[int, int]]
) -> None:
    lay_plans(school, FEW)
    few = {who.username: cost_for(who, "inbox") for who in everybody_in_turn(school, FEW)}
    lay_plans(school, MANY - FEW)
    many = {who.username: cost_for(who, "inbox") for who in everybody_in_turn(school, MANY)}

    assert {who: queries for who, (queries, _) in few.items()} == {
        who: queries for who, (queries, _) in many.items()
    }
    for who, (queries, size) in many.items():
        assert queries <= MOST_QUERIES, who
        assert size <= MOST_BYTES, who


@pytest.mark.both_databases
@pytest.mark.parametrize("page", ["lesson_plan:list", "audit", "queue"])
def test_lists_ask_as_often_for_a_thousand_records_as_for_sixty(
    school: School, cost_for: Callable[..., tuple[int, int]], page: str
) -> None:
    lay_plans(school, 60)
    lay_on(school, "principal", State.SIGNED, "principal")
    few = cost_for(school.thu, page)
    lay_plans(school, 1000)
    lay_on(school, "principal", State.SIGNED, "principal")
    many = cost_for(school.thu, page)
    assert few[0] == many[0]
    assert many[1] <= MOST_BYTES


def everybody_in_turn(school: School, number: int) -> Iterator[Staff]:
    """Each of the four with every plan on an own desk: its author, then those it goes to."""
    yield school.dao
    for desk, state, post, who in (
        ("group_leader", State.SUBMITTED, f"group_leader:{school.group.pk}", school.hoa),
        ("vice_principal", State.REVIEWED, "vice_principal", school.minh),
        ("principal", State.SIGNED, "principal", school.thu),
    ):
        assert lay_on(school, desk, state, post) == number
        yield who
    lay_on(school, "draft", State.DRAFT, "author")


def lay_on(school: School, desk: str, state: State, post: str) -> int:
    """Move every plan to this desk at once: what the engine does one by one is not the question."""
    Approval.objects.update(state=state)
    is_draft = state == State.DRAFT
    return Task.objects.update(
        flow_task=getattr(LessonPlanFlow, desk),
        owner_permission=post,
        owner=school.dao if is_draft else None,
        status="ASSIGNED" if is_draft else "NEW",
    )


def lay_plans(school: School, number: int) -> None:
    """Drafts of cô Đào's, each with its process, its open task, its content and its event."""
    processes = Process.objects.bulk_create(
        Process(flow_class=LessonPlanFlow) for _each in range(number)
    )
    Task.objects.bulk_create(
        Task(
            process=process,
            flow_task=LessonPlanFlow.draft,
            flow_task_type="HUMAN",
            status="ASSIGNED",
            owner=school.dao,
            owner_permission="author",
        )
        for process in processes
    )
    approvals = Approval.objects.bulk_create(
        Approval(
            record_type="lesson_plan",
            title=f"Tiếng Việt 3A, tuần {week(place)}: Bài đọc mở rộng số {place}",
            author=school.dao,
            group=school.group,
            school_class=school.class_3a,
            school_year=school.year,
            process=process,
            due_on=FIRST_DAY + timedelta(days=place % 250),
        )
        for place, process in enumerate(processes)
    )
    LessonPlan.objects.bulk_create(plan(school, approval) for approval in approvals)
    trail.append([trail.Entry("open", school.dao.pk, approval) for approval in approvals])


def plan(school: School, approval: Approval) -> LessonPlan:
    return LessonPlan(
        approval=approval,
        subject=school.tieng_viet,
        school_class=school.class_3a,
        grade=3,
        lesson=approval.title,
        week=1,
        starts_on=date(2026, 9, 7),
        ends_on=date(2026, 9, 7),
    )


def week(place: int) -> int:
    return place % 35 + 1
