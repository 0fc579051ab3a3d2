"""The sample school's lesson plans, each brought to where it lies by those who passed it on."""

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from itertools import count, cycle

import django
from django.utils import timezone

from config.sample.accounts import pin_of
from config.sample.lessons import Lesson, lessons
from config.sample.school import School
from documents.records.lesson_plan.models import LessonPlan
from documents.unsigned import WORTH_A_POOL
from people.models import Assignment, Duty, SchoolClass, SchoolYear, Staff
from workflows import bulk, bulk_worker, steps
from workflows.loaded import RemarkOn, StepRequest
from workflows.models import Approval, Event
from workflows.perform import perform
from workflows.states import State, Step

FAR_AS_THE_LOCK = 5  # of each ten plans so many go so far: most of a school's plans lie locked
_FAR = (5, 5, 5, 5, 5, 4, 3, 2, 1, 0)
# So that every core has work to the end, and nobody starts rendering processes beside these.
PILE, PILE_TO_RENDER = 12, WORTH_A_POOL - 1
# The sample is looked at as cô Đào: something of everything lies on her desk.
_FAR_OF_DAO = (1, 5, 5, 0, 1, 2, 4, 3, 5, 0)
_ADJUSTED = 2
# Other records lie at the same desks.
_PLANS = Approval.objects.filter(record_type="lesson_plan")
_WAY = (Step.SUBMIT, Step.REVIEW, Step.SIGN, Step.LOCK)
_REMARKS = (
    ("goals", "Cần ghi rõ yêu cầu cần đạt về năng lực, phẩm chất của bài."),
    ("activities", "Hoạt động khám phá hơi ngắn so với thời lượng, nên tăng thêm 5 phút."),
    ("materials", "Bổ sung phiếu bài tập cho học sinh làm theo nhóm."),
)
_ADJUSTMENT = "Phần luyện tập nhanh hơn dự kiến, đã thêm một bài mở rộng. Ba em còn lúng túng."


def write_plans(school: School) -> int:
    """Write the sample plans and take their steps through the one door; how many there are."""
    far = dict([*_this_year(school), *_last_year(school)])
    _pass_on(far)
    _send_some_back()
    _adjust_some()
    return len(far)


def are_written() -> bool:
    """Is the last thing there that `write_plans` writes? The trail knows, whatever came after."""
    again = Event.objects.filter(kind=Step.SUBMIT, revision=2, approval__record_type="lesson_plan")
    return again.count() >= _ADJUSTED


def _this_year(school: School) -> Iterator[tuple[int, int]]:
    """Each lesson in three classes of its grade: which approval, and how far it will go."""
    others, dao, weeks = cycle(_FAR), cycle(_FAR_OF_DAO), count()
    for lesson in lessons():
        classes = [each for each in school.classes.values() if each.grade == lesson.grade]
        for school_class in classes[:3]:
            author = _teacher(school, lesson, school_class)
            how_far = next(dao if author.username == "dao" else others)
            # What has been taught is locked; what is still on its way is due these weeks.
            week = 8 + next(weeks) % 5 if how_far == FAR_AS_THE_LOCK else 13 + next(weeks) % 3
            yield _open(school, lesson, school_class, author, week), how_far


def _last_year(school: School) -> Iterator[tuple[int, int]]:
    for number, lesson in enumerate(lessons()[::4]):
        classes = [each for each in school.closed_classes.values() if each.grade == lesson.grade]
        author = _teacher(school, lesson, classes[0])
        yield _open(school, lesson, classes[0], author, 20 + number), FAR_AS_THE_LOCK


def _teacher(school: School, lesson: Lesson, school_class: SchoolClass) -> Staff:
    return (
        Assignment.objects.select_related("staff", "staff__group")
        .get(
            duty=Duty.SUBJECT_TEACHER,
            school_class=school_class,
            subject=school.subjects[lesson.subject],
        )
        .staff
    )


def _open(
    school: School, lesson: Lesson, school_class: SchoolClass, author: Staff, week: int
) -> int:
    year = school_class.year
    day = _day(year, week, lesson)
    plan = LessonPlan(
        subject=school.subjects[lesson.subject],
        grade=lesson.grade,
        school_class=school_class,
        lesson=lesson.title,
        periods=lesson.periods,
        week=week,
        starts_on=day,
        ends_on=day + timedelta(days=lesson.periods - 1),
        goals=lesson.goals.strip(),
        materials=lesson.materials.strip(),
        activities=_activities(lesson),
    )
    steps.open_approval(
        plan, by=author, school_year=year, group=author.group, school_class=school_class
    )
    return plan.approval.pk


def _day(year: SchoolYear, week: int, lesson: Lesson) -> date:
    """A weekday of this week of the year; which one follows from the lesson."""
    first = year.starts_on - timedelta(days=year.starts_on.weekday())
    return first + timedelta(weeks=week - 1, days=len(lesson.title) % 4)


def _activities(lesson: Lesson) -> str:
    return "\n\n".join(
        f"{number}. {each.name} ({each.minutes} phút)\n{each.text.strip()}"
        for number, each in enumerate(lesson.activities, 1)
    )


def _pass_on(far: dict[int, int]) -> None:
    """Take each step for everything that goes at least so far; `far` says how many are taken."""
    minh, ngoc, thu = (Staff.objects.get(username=name) for name in ("minh", "ngoc", "thu"))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, initializer=django.setup) as people:
        for number, step in enumerate(_WAY, 1):
            least = number if step == Step.SUBMIT else number + 1
            approvals = list(_of(pk for pk, how_far in far.items() if how_far >= least))
            _sign_side_by_side(people, step, _by_person(step, approvals, minh, ngoc, thu))


def _sign_side_by_side(
    people: ProcessPoolExecutor, step: Step, work: Iterable[tuple[Staff, list[Approval]]]
) -> None:
    """Each person signs an own pile, several people at the same time, on every core."""
    most = PILE_TO_RENDER if step == Step.SUBMIT else PILE
    piles = [
        (step, by.username, [approval.pk for approval in pile[place : place + most]])
        for by, pile in work
        for place in range(0, len(pile), most)
    ]
    list(people.map(_sign_pile, *zip(*piles, strict=True)))


def _by_person(
    step: Step, approvals: Sequence[Approval], minh: Staff, ngoc: Staff, thu: Staff
) -> Iterator[tuple[Staff, list[Approval]]]:
    """Whose desk these lie on: own plans are never anybody's to approve."""
    if step == Step.SUBMIT:
        people = {approval.author_id: approval.author for approval in approvals}
        for pk, author in people.items():
            yield author, [each for each in approvals if each.author_id == pk]
    elif step == Step.REVIEW:
        yield from _by_leader(approvals)
    elif step == Step.SIGN:
        yield minh, [each for each in approvals if each.author_id != minh.pk]
        yield ngoc, [each for each in approvals if each.author_id == minh.pk]
    else:
        yield thu, [each for each in approvals if each.author_id != thu.pk]


def _by_leader(approvals: Sequence[Approval]) -> Iterator[tuple[Staff, list[Approval]]]:
    for duty, own in ((Duty.GROUP_LEADER, False), (Duty.DEPUTY_LEADER, True)):
        for assignment in Assignment.objects.filter(duty=duty).select_related("staff"):
            leaders = Assignment.objects.filter(duty=Duty.GROUP_LEADER, group=assignment.group)
            led_by = set(leaders.values_list("staff", flat=True))
            yield (
                assignment.staff,
                [
                    each
                    for each in approvals
                    if each.group_id == assignment.group_id and (each.author_id in led_by) == own
                ],
            )


def _sign_pile(step: Step, username: str, ids: Sequence[int]) -> None:
    by = Staff.objects.get(username=username)
    pens = bulk_worker.open_pens(["lesson_plan"], by, pin_of(username), step)
    run = bulk.take_many(
        StepRequest(step, by),
        [(approval, approval.version) for approval in _of(ids)],
        key=f"sample-{step}-{username}-{ids[0]}",
        prepare=bulk_worker.preparing(step, by, pens),
    )
    refused = run.items.filter(outcome="refused").first()
    if refused:
        raise RuntimeError(f"{refused.approval}: {refused.reason}")


def _of(ids: Iterable[int]) -> Iterable[Approval]:
    return _PLANS.filter(pk__in=list(ids)).select_related("author").order_by("pk")


def _send_some_back() -> None:
    """Cô Hoa sends three of her group's plans back; one comes again, corrected."""
    hoa = Staff.objects.get(username="hoa")
    waiting = (
        _PLANS.filter(state=State.SUBMITTED, group=hoa.group).exclude(author=hoa).order_by("pk")
    )
    for approval, (part, text) in zip(waiting[:3], _REMARKS, strict=False):
        act = StepRequest(Step.SEND_BACK, hoa, remarks=(RemarkOn(text, part),))
        perform(act, approval, seen=approval.version)
    again = _PLANS.filter(round=2, state=State.DRAFT).order_by("pk").first()
    if again:
        _answer(again)


def _answer(approval: Approval) -> None:
    remark = approval.remarks.get()
    remark.answer = "Đã bổ sung ạ."
    remark.save()
    plan = approval.record
    plan.goals += "\n- Phát triển năng lực giao tiếp và hợp tác qua hoạt động nhóm."
    plan.activities = plan.activities.replace("(25 phút)", "(30 phút)").replace(
        "(5 phút)", "(4 phút)"
    )
    plan.save()
    _submit(plan.approval)


def _adjust_some() -> None:
    """After teaching, two teachers write part IV: a new revision that names the one before."""
    taught = _PLANS.filter(state=State.LOCKED, due_on__lt=timezone.localdate())
    for approval in taught.filter(school_year__state="open").order_by("pk")[:_ADJUSTED]:
        author = approval.author
        perform(StepRequest(Step.REVISE, author), approval, seen=approval.version)
        approval.refresh_from_db()
        plan = approval.record
        plan.adjustments = _ADJUSTMENT
        plan.save()
        _submit(plan.approval)


def _submit(approval: Approval) -> None:
    author = approval.author
    perform(
        StepRequest(Step.SUBMIT, author),
        approval,
        seen=approval.version,
        secret=pin_of(author.username),
    )
