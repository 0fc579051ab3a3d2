"""The pages of lesson plans: the list, and the form where a plan is written."""

from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from documents import drafting
from documents.records.lesson_plan import rules
from documents.records.lesson_plan.forms import LessonPlanForm
from documents.records.lesson_plan.models import LessonPlan
from people.body_limits import takes_files
from people.digits import is_number
from people.models import Subject, SubjectGroup
from people.searching import holding
from people.years.calendar import week_of
from workflows import steps
from workflows.pages import shell_of
from workflows.states import State


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan this person may read, narrowed by state, subject and words of the title."""
    chosen = {name: request.GET.get(name, "").strip() for name in ("state", "subject", "q")}
    rows = drafting.records_of(shell_of(request), LessonPlan)
    if chosen["state"] in State.values:
        rows = rows.filter(state=chosen["state"])
    if is_number(chosen["subject"]):
        ids = LessonPlan.objects.filter(subject=int(chosen["subject"])).values("pk")
        rows = rows.filter(pk__in=ids)
    rows = rows.filter(holding(chosen["q"], "title"))
    context = {
        "page": drafting.page_of(rows.order_by("-updated_at"), request),
        "chosen": chosen,
        "states": State.choices,
        "subjects": Subject.objects.all(),
    }
    return render(request, "lesson_plan/list.html", context)


@takes_files
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, public_id: UUID | None = None) -> HttpResponse:
    """Write a new plan or go on with a draft of one's own."""
    public_id = public_id or drafting.saved_already(request)
    plan = drafting.own_draft(request, LessonPlan, public_id) if public_id else _blank()
    adjusts = bool(public_id) and plan.approval.revision > 1 and rules.only_adjusts(plan)
    form = LessonPlanForm(
        request.POST or None,
        request.FILES or None,
        instance=plan,
        year=plan.approval.school_year if public_id else drafting.working_year(),
        only_adjusts=adjusts,
        group=plan.approval.group if public_id else shell_of(request).staff.group,
    )

    def show(status: int) -> HttpResponse:
        context = drafting.draft_context(request, plan, public_id)
        context |= {"form": form, "only_adjusts": adjusts}
        return render(request, "lesson_plan/form.html", context, status=status)

    if request.method == "POST" and form.is_valid():
        begin = partial(_begin, request, form.cleaned_data["group"])
        store = partial(drafting.save_over, request) if public_id else begin
        return drafting.save(request, form, store, show)
    return show(422 if request.method == "POST" else 200)


def _begin(request: HttpRequest, group: SubjectGroup | None, plan: LessonPlan) -> None:
    steps.open_approval(
        plan,
        by=shell_of(request).staff,
        school_year=drafting.working_year(),
        group=group,
        school_class=plan.school_class,
        public_id=drafting.name_for_new(request),
    )


def _blank() -> LessonPlan:
    """A new plan begins with next week, where most plans belong."""
    today = timezone.localdate()
    monday: date = today + timedelta(days=7 - today.weekday())
    return LessonPlan(week=week_of(monday), starts_on=monday, ends_on=monday, grade=1)
