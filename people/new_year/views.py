"""The pages on which a school year begins and ends."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.counting import number_of
from people.door import may_do
from people.models import SchoolClass, SchoolYear, Staff
from people.movements.enrolments import pupils_in
from people.new_year import outcomes, proposals, rollover
from people.new_year.checklist import checklist, counted
from people.new_year.forms import NoteForm, OutcomesForm, ReasonForm
from people.new_year.roll_back import ROLL_BACK, moved, roll_back
from people.new_year.states import TURNS, take_turn, turns_of
from people.new_year.unfinished import unfinished
from people.pages import for_act, form_page, powers_of, staff_of, succeeded
from people.refusals import Problem, Refusal
from people.staffing.gaps import gaps_of
from people.years.acts import CHANGE_SCHOOL

_PLANNED = SchoolYear.State.PLANNED


@require_safe
@for_act(CHANGE_SCHOOL)
def start_of_year(request: HttpRequest) -> HttpResponse:
    """What is to be done before the year opens; for the coming year where one is planned."""
    years = list(counted(SchoolYear.objects.exclude(state=SchoolYear.State.ARCHIVED)))
    of = next((year for year in years if year.state == _PLANNED), years[0] if years else None)
    gaps = gaps_of(of) if of else []
    proposed = {each.year_id: each for each in proposals.all_waiting()}
    context: dict[str, Any] = {
        "year": of,
        "items": checklist(of, gaps) if of else [],
        "years": [(year, turns_of(year), proposed.get(year.pk)) for year in years],
        "may_turn": may_do(TURNS[0].act, powers_of(request)),
        "may_propose": may_do(proposals.PROPOSE, powers_of(request)),
        "old": _running_before(years, of),
    }
    return render(request, "people/new_year/start.html", context)


def _running_before(years: list[SchoolYear], new: SchoolYear | None) -> SchoolYear | None:
    """The year whose pupils move up into the planned one."""
    if new is None or new.state != _PLANNED:
        return None
    earlier = (year for year in years if year.starts_on < new.starts_on)
    return next(earlier, None)


@require_http_methods(["GET", "HEAD", "POST"])
def turn(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """Open, close, lock, archive: asked once more, with a reason where one is due."""
    of = get_object_or_404(SchoolYear, pk=year)
    chosen = next((one for one in TURNS if one.act.name == name), None)
    by = staff_of(request)
    if chosen is None:
        raise Http404
    if not may_do(chosen.act, powers_of(request)):
        raise PermissionDenied
    points = proposals.points_of(of)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not (chosen.needs_reason or (points and chosen.after == SchoolYear.State.LOCKED)):
        del form.fields["reason"]
    if form.is_bound and succeeded(
        form, lambda: take_turn(chosen, of, by, form.cleaned_data.get("reason", ""))
    ):
        words = {"year": of, "state": of.get_state_display()}
        messages.success(request, _("School year %(year)s: %(state)s.") % words)
        return redirect("start_of_year")
    back = reverse("start_of_year")
    context = {"title": chosen.button, "button": chosen.button, "subtitle": str(of), "back": back}
    context |= {"intro": chosen.effect, "points_title": _("Still open:"), "points": points}
    context["proposal"] = proposals.waiting_for(of)
    return form_page(request, form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(proposals.PROPOSE)
def propose_lock(request: HttpRequest, year: int) -> HttpResponse:
    """The records board says that the year can be locked; what is still open goes along."""
    of, by = get_object_or_404(SchoolYear, pk=year), staff_of(request)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and succeeded(
        form, lambda: proposals.propose(of, by, form.cleaned_data["note"])
    ):
        messages.success(request, _("The proposal waits for the principal."))
        return redirect("start_of_year")
    return form_page(
        request,
        form,
        title=_("Propose to lock the year"),
        subtitle=str(of),
        intro=_("The principal decides. What is still open now is kept with the proposal."),
        points_title=_("Still open:"),
        points=unfinished(of),
        button=_("Propose"),
        back=reverse("start_of_year"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(proposals.REFUSE)
def refuse_lock(request: HttpRequest, year: int) -> HttpResponse:
    of, by = get_object_or_404(SchoolYear, pk=year), staff_of(request)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and succeeded(
        form, lambda: proposals.refuse(of, by, form.cleaned_data["reason"])
    ):
        messages.success(request, _("The proposal is refused; the board can make another one."))
        return redirect("start_of_year")
    return form_page(
        request,
        form,
        title=_("Refuse to lock the year"),
        subtitle=str(of),
        proposal=proposals.waiting_for(of),
        points_title=_("Still open:"),
        points=proposals.points_of(of),
        button=_("Refuse"),
        back=reverse("start_of_year"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def class_outcomes(request: HttpRequest, school_class: int) -> HttpResponse:
    of = get_object_or_404(SchoolClass.objects.select_related("year"), pk=school_class)
    by = staff_of(request)
    if not may_do(outcomes.DECIDE, powers_of(request), (of.pk,)):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = OutcomesForm(
        data,
        school_class=of,
        pupils=list(pupils_in(of, of.year.ends_on)),
        known=outcomes.decided_in(of),
        fill="fill" in request.GET,
    )
    if form.is_bound and succeeded(form, lambda: _decide(form, of, by)):
        messages.success(request, _("The outcomes of %s are saved.") % of)
        return redirect("class_outcomes", school_class=of.pk)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "school_class": of}
    return render(request, "people/new_year/outcomes.html", context, status=status)


def _decide(form: OutcomesForm, of: SchoolClass, by: Staff) -> None:
    decision = form.cleaned_data["decision"]
    outcomes.decide(of, form.chosen(), by, decision, seen=form.seen())


def _years(old: int, new: int) -> tuple[SchoolYear, SchoolYear]:
    """The planned year and the one before it, with the number of those `moved` already; one query."""
    years = SchoolYear.objects.annotate(moved=number_of(moved(OuterRef("pk"))))
    for left, entered in pairwise(years.order_by("starts_on")):
        if (left.pk, entered.pk, entered.state) == (old, new, _PLANNED):
            return left, entered
    raise Http404


@require_safe
@for_act(rollover.ROLL_OVER)
def roll_over(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """The whole roll-over as a list that can be printed; nothing happens here."""
    return _preview_page(request, *_years(old, new))


def _preview_page(
    request: HttpRequest, old: SchoolYear, new: SchoolYear, problems: Sequence[Problem] = ()
) -> HttpResponse:
    found = rollover.preview(old, new)
    context = {
        "found": found,
        "classes": list(found.by_class()),
        "problems": problems,
        "may_take_back": may_do(ROLL_BACK, powers_of(request)),
    }
    status = 422 if problems else 200
    return render(request, "people/new_year/roll_over.html", context, status=status)


@require_POST
@for_act(rollover.ROLL_OVER)
def roll_over_apply(request: HttpRequest, old: int, new: int) -> HttpResponse:
    left, entered = _years(old, new)
    try:
        done = rollover.apply(left, entered, staff_of(request), request.POST.get("seen", ""))
    except Refusal as refusal:
        return _preview_page(request, left, entered, refusal.problems)
    messages.success(request, _("%d pupils were moved.") % len(done.lines))
    return redirect("start_of_year")


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(ROLL_BACK)
def roll_over_back(request: HttpRequest, old: int, new: int) -> HttpResponse:
    left, entered = _years(old, new)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    by = staff_of(request)
    if form.is_bound and succeeded(
        form, lambda: roll_back(left, entered, by, form.cleaned_data["reason"])
    ):
        messages.success(request, _("The roll-over to %s is taken back.") % entered)
        return redirect("roll_over", left.pk, entered.pk)
    return form_page(
        request,
        form,
        title=_("Take the roll-over back"),
        subtitle=f"{left} → {entered}",
        intro=_(
            "Everybody is again where the old year ended. The new classes and their lessons stay."
        ),
        button=_("Take it back"),
        back=reverse("roll_over", args=[left.pk, entered.pk]),
    )
