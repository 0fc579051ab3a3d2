"""The sample school's lesson plans, each brought to where it lies by those who passed it on."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from itertools import count, cycle

from django.utils import timezone

from config.sample.accounts import pin_of
from config.sample.desks import PILE, WAY, pass_on, records_of
from config.sample.lessons import Lesson, lessons
from config.sample.school import School
from documents.records.lesson_plan.models import LessonPlan
from documents.unsigned import WORTH_A_POOL
from people.models import Assignment, Duty, SchoolClass, SchoolYear, Staff
from workflows import steps
from workflows.loaded import RemarkOn, StepRequest
from workflows.models import Approval, Event
from workflows.perform import perform
from workflows.states import State, Step

FAR_AS_THE_LOCK = 5  # of each ten plans so many go so far: most of a school's plans lie locked
_FAR = (5, 5, 5, 5, 5, 4, 3, 2, 1, 0)
# Nobody starts rendering processes beside those who sign.
PILE_TO_RENDER = WORTH_A_POOL - 1
# The sample is looked at as cô Đào: something of everything lies on her desk.
_FAR_OF_DAO = (1, 5, 5, 0, 1, 2, 4, 3, 5, 0)
_ADJUSTED = 2
# Other records lie at the same desks.
_PLANS = Approval.objects.filter(record_type="lesson_plan")
_REMARKS = (
    ("goals", "Cần ghi rõ yêu cầu cần đạt về năng lực, phẩm chất của bài."),
    ("activities", "Hoạt động khám phá hơi ngắn so với thời lượng, nên tăng thêm 5 phút."),
    ("materials", "Bổ sung phiếu bài tập cho học sinh làm theo nhóm."),
)
_ADJUSTMENT = "Phần luyện tập nhanh hơn dự kiến, đã thêm một bài mở rộng. Ba em còn lúng túng."


def write_plans(school: School, people: ProcessPoolExecutor) -> int:
    """Write the sample plans and take their steps through the one door; how many there are."""
    far = dict([*_this_year(school), *_last_year(school)])
    _pass_on(far, people)
    _send_some_back()
    _adjust_some()
    return len(far)


def are_written() -> bool:
    """Is the last thing there that `write_plans` writes? The trail knows, whatever came after."""
    again = Event.objects.filter(kind=Step.SUBMIT, revision=2, approval__record_type="lesson_plan")
    return again.count() >= _ADJUSTED


def _this_year(school: School) -> Iterator[tuple[int, int]]:
    """Each lesson in two classes of its grade: which approval, and how far it will go."""
    others, dao, weeks = cycle(_FAR), cycle(_FAR_OF_DAO), count()
    for lesson in lessons():
        classes = [each for each in school.classes.values() if each.grade == lesson.grade]
        for school_class in classes[:2]:
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


def _pass_on(far: dict[int, int], people: ProcessPoolExecutor) -> None:
    """Take each step for everything that goes at least so far; `far` says how many are taken."""
    for number, step in enumerate(WAY, 1):
        least = number if step == Step.SUBMIT else number + 1
        approvals = list(records_of(pk for pk, how_far in far.items() if how_far >= least))
        pass_on(people, step, approvals, PILE_TO_RENDER if step == Step.SUBMIT else PILE)


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
