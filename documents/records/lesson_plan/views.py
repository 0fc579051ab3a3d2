"""The pages of lesson plans: the list, and the form where a plan is written."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.records.lesson_plan import rules
from documents.records.lesson_plan.forms import LessonPlanForm
from documents.records.lesson_plan.models import LessonPlan
from people.digits import is_number
from people.models import SchoolYear, Subject
from people.searching import holding
from people.years.calendar import week_of
from people.years.running import running_year
from workflows import steps
from workflows.models import Approval
from workflows.pages import shell_of
from workflows.refusals import Changed, RecordIsClosed
from workflows.states import State, Step

PAGE = 25


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan this person may read, narrowed by state, subject and words of the title."""
    shell = shell_of(request)
    chosen = {name: request.GET.get(name, "").strip() for name in ("state", "subject", "q")}
    found = shell.readable.filter(record_type="lesson_plan")
    if chosen["state"] in State.values:
        found = found.filter(state=chosen["state"])
    if is_number(chosen["subject"]):
        ids = LessonPlan.objects.filter(subject=int(chosen["subject"])).values("pk")
        found = found.filter(pk__in=ids)
    found = found.filter(holding(chosen["q"], "title"))
    page = Paginator(found.order_by("-updated_at"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "chosen": chosen,
        "states": State.choices,
        "subjects": Subject.objects.all(),
    }
    return render(request, "lesson_plan/list.html", context)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, public_id: UUID | None = None) -> HttpResponse:
    """Write a new plan or go on with an own draft. A saved draft may be unfinished."""
    staff = shell_of(request).staff
    public_id = public_id or _saved_already(request)
    plan = _own_draft(request, public_id) if public_id else _blank(request)
    year = plan.approval.school_year if public_id else _running_year()
    adjusts = bool(public_id) and plan.approval.revision > 1 and rules.only_adjusts(plan)
    form = LessonPlanForm(
        request.POST or None,
        request.FILES or None,
        instance=plan,
        year=year,
        only_adjusts=adjusts,
    )
    if request.method == "POST" and form.is_valid():
        return _save(request, form, staff, year, is_new=public_id is None)
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "plan": plan if public_id else None,
        "only_adjusts": adjusts,
        "public_id": public_id or request.POST.get("public_id") or uuid4(),
        "remarks": _open_remarks(plan.approval) if public_id else [],
    }
    return render(request, "lesson_plan/form.html", context, status=status)


def _save(
    request: HttpRequest, form: LessonPlanForm, staff: Any, year: SchoolYear, *, is_new: bool
) -> HttpResponse:
    plan = form.save(commit=False)
    try:
        if is_new:
            _begin(request, plan, staff, year)
        else:
            _go_on(request, plan)
    except IntegrityError:
        # The same form was sent twice at the same time: the first one has made the plan.
        return redirect("lesson_plan:edit", request.POST["public_id"])
    except Changed as changed:
        form.add_error(None, str(changed))
        context = {"form": form, "plan": plan, "remarks": _open_remarks(plan.approval)}
        context |= {"public_id": plan.approval.public_id}
        return render(request, "lesson_plan/form.html", context, status=409)
    except RecordIsClosed as closed:
        messages.error(request, str(closed))
        return redirect(plan.approval)
    if request.headers.get("X-Autosave"):
        return _autosaved(plan)
    messages.success(request, _("Saved. Look it over, then sign and submit."))
    return redirect(plan.get_edit_url() if "stay" in request.POST else plan.approval)


def _begin(request: HttpRequest, plan: LessonPlan, staff: Any, year: SchoolYear) -> None:
    steps.open_approval(
        plan,
        by=staff,
        school_year=year,
        group=staff.group,
        school_class=plan.school_class,
        public_id=_name(request),
    )


def _go_on(request: HttpRequest, plan: LessonPlan) -> None:
    """Save over exactly the draft that this form was opened with, never over a newer one."""
    seen = request.POST.get("seen", "")
    with transaction.atomic():
        now = Approval.objects.select_for_update().get(pk=plan.pk)
        if plan.fingerprint() != now.fingerprint and seen != now.version:
            raise Changed(seen, now.version)
        plan.approval.school_class = plan.school_class
        plan.save()
        _answer_remarks(request, plan.approval)


def _autosaved(plan: LessonPlan) -> HttpResponse:
    response = HttpResponse(timezone.localtime().strftime("%H:%M:%S"), content_type="text/plain")
    response["X-Edit-URL"] = plan.get_edit_url()
    response["X-Seen"] = plan.approval.version
    return response


def _saved_already(request: HttpRequest) -> UUID | None:
    """A new plan's form brings the name it will have: sent twice, it is one plan."""
    try:
        name = UUID(request.POST.get("public_id", ""))
    except ValueError:
        return None
    mine = Approval.objects.filter(public_id=name, author=shell_of(request).staff)
    return name if mine.exists() else None


def _name(request: HttpRequest) -> UUID:
    """The name that the form brings, unless it is none or belongs to another record."""
    try:
        name = UUID(request.POST.get("public_id", ""))
    except ValueError:
        return uuid4()
    return uuid4() if Approval.objects.filter(public_id=name).exists() else name


def _own_draft(request: HttpRequest, public_id: UUID) -> LessonPlan:
    approval = get_object_or_404(
        Approval.objects.select_related("author", "school_year"),
        public_id=public_id,
        record_type="lesson_plan",
        author=shell_of(request).staff,
        erased_at=None,
    )
    if not approval.is_draft:
        raise Http404
    plan = LessonPlan.objects.select_related("subject", "school_class").get(pk=approval.pk)
    plan.approval = approval
    return plan


def _blank(request: HttpRequest) -> LessonPlan:
    """A new plan begins with next week, where most plans belong."""
    monday = _next_monday(timezone.localdate())
    return LessonPlan(week=week_of(monday), starts_on=monday, ends_on=monday, grade=1)


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _running_year() -> SchoolYear:
    year = running_year()
    if year is None:
        raise Http404(_("No school year is open."))
    return year


def _open_remarks(approval: Approval) -> list[Any]:
    """What was said when the plan was sent back last."""
    return list(
        approval.remarks.filter(
            revision=approval.revision, round=approval.round - 1, event__kind=Step.SEND_BACK
        ).select_related("by")
    )


def _answer_remarks(request: HttpRequest, approval: Approval) -> None:
    for remark in _open_remarks(approval):
        answer = request.POST.get(f"answer-{remark.pk}")
        if answer is not None and answer.strip() != remark.answer:
            remark.answer = answer.strip()
            remark.save(update_fields=["answer"])
