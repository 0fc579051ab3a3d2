"""Lesson plans for tests, and the way they go."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from documents import archive, signing
from documents.document import Prepared
from documents.records.lesson_plan.models import LessonPlan
from people.models import Staff
from tests.school import School
from workflows import remarks, steps
from workflows.loaded import StepRequest, load_record
from workflows.models import Approval, Event
from workflows.perform import perform
from workflows.states import Step

PIN = "274916"


def plan_of(school: School, by: Staff, **facts: Any) -> LessonPlan:
    plan = LessonPlan(
        **{
            "subject": school.toan,
            "grade": 3,
            "school_class": school.class_3a,
            "lesson": "Phép chia có dư",
            "periods": 1,
            "week": 12,
            "starts_on": date(2026, 11, 25),
            "ends_on": date(2026, 11, 25),
            "goals": "Nhận biết phép chia có dư.",
            "materials": "Que tính.",
            "activities": "1. Khởi động (5 phút)",
            **facts,
        }
    )
    steps.open_approval(
        plan, by=by, school_year=school.year, group=by.group, school_class=school.class_3a
    )
    return plan


def sign(step: Step, approval: Approval, by: Staff, **more: Any) -> Event:
    """The step as at the screen, with the PIN."""
    approval.refresh_from_db()
    if step == Step.SUBMIT:
        remarks.open_remarks(approval).update(answer="Đã sửa.")
        load_record(approval)  # what a draft says follows what it is made of
    act = StepRequest(step, by, note=more.pop("note", ""), acting_for=more.pop("acting_for", None))
    event = perform(act, approval, seen=approval.version, secret=PIN, **more)
    approval.refresh_from_db()
    return event


def as_if_signed(pdf: bytes, extends: str = "") -> Prepared:
    """What a step would bring with it, had somebody signed these bytes."""
    signer = signing.Signer("author", "0" * 64)
    signed = signing.Signed(pdf, signer, "own", "own-clock", timezone.now())
    return Prepared(archive.put(pdf), len(pdf), extends, signed)


def locked_plan(school: School) -> LessonPlan:
    plan = plan_of(school, school.dao)
    for step, by in (
        (Step.SUBMIT, school.dao),
        (Step.REVIEW, school.hoa),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
    ):
        sign(step, plan.approval, by)
    return plan


def step_url(approval: Approval, step: Step) -> str:
    return reverse("take_step", args=[approval.public_id, step])


def posted(plan: LessonPlan, **changes: Any) -> dict[str, Any]:
    """What the form of a plan sends."""
    fields = {
        "subject": plan.subject.pk,
        "school_class": plan.school_class.pk,
        "grade": plan.grade,
        "lesson": plan.lesson,
        "periods": plan.periods,
        "week": plan.week,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "goals": plan.goals,
        "materials": plan.materials,
        "activities": plan.activities,
    }
    return {**fields, **changes}
