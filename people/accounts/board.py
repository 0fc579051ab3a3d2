"""Everybody's accounts, for those who keep them. No page here lets anybody act as somebody else."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.accounts import acts, keeping, resets, sessions
from people.accounts.forms import PolicyForm, ReasonForm, ResetForm
from people.accounts.gate import for_keepers
from people.accounts.models import Reset, SecondFactorPolicy, Suspension
from people.accounts.policy import set_policies
from people.accounts.shown import AccountLine, accounts_of, lines_of, with_state
from people.digits import is_number
from people.door import may_do
from people.models import Duty, Staff
from people.pages import for_act, form_page, powers_of, staff_of, succeeded, tell
from people.refusals import Refusal
from people.staffing.leaving import LEAVE


@require_safe
@for_keepers
def page(request: HttpRequest) -> HttpResponse:
    """Everybody: a school has as many people as fit on a page that can be searched by the browser."""
    which = request.GET.get("show", "")
    lines = accounts_of(with_state())
    shown = {"": lines, "none": _only(lines, "none"), "off": _only(lines, "suspended", "left")}
    context = {
        "lines": shown.get(which, lines),
        "counts": {name or "all": len(found) for name, found in shown.items()},
        "show": which,
        "waiting": resets.open_resets(),
        "sets_policy": cast(Any, request).signed_in.is_principal,
    }
    return render(request, "people/accounts/accounts.html", context)


@never_cache
@require_POST
@for_keepers
def give(request: HttpRequest) -> HttpResponse:
    """First passwords for those who were ticked, shown on slips in this answer and nowhere else."""
    chosen = [number for number in request.POST.getlist("staff") if is_number(number)]
    people = Staff.objects.filter(pk__in=chosen).order_by("name_key", "pk")
    try:
        made = keeping.give_first_passwords(people, staff_of(request))
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("accounts")
    return _slips(request, [(staff, password, "") for staff, password in made])


@require_safe
@for_keepers
def account(request: HttpRequest, staff: int) -> HttpResponse:
    return _show(request, staff)


@require_POST
@for_keepers
def suspend(request: HttpRequest, staff: int) -> HttpResponse:
    person, form = get_object_or_404(Staff, pk=staff), ReasonForm(request.POST)
    by = staff_of(request)
    if succeeded(form, lambda: keeping.suspend(person, by, form.cleaned_data["reason"])):
        messages.success(request, _("%s cannot sign in any more.") % person.full_name)
        return redirect("account_of", staff)
    return _show(request, staff, form, status=422)


@require_POST
@for_keepers
def reactivate(request: HttpRequest, staff: int) -> HttpResponse:
    person = get_object_or_404(Staff, pk=staff)
    return _do(request, staff, lambda: keeping.reactivate(person, staff_of(request)))


@require_POST
@for_keepers
def end_sessions(request: HttpRequest, staff: int) -> HttpResponse:
    person, which = get_object_or_404(Staff, pk=staff), request.POST.get("session", "")
    number = int(which) if is_number(which) else None
    if which and number is None:
        return redirect("account_of", staff)
    return _do(request, staff, lambda: keeping.end_sessions(person, staff_of(request), number))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def reset(request: HttpRequest, staff: int, kind: str) -> HttpResponse:
    """Ask for it, or do it at once where one person is enough."""
    person = get_object_or_404(Staff, pk=staff)
    if kind not in Reset.Kind.values:
        raise Http404
    title, by = Reset.Kind(kind).label, staff_of(request)
    form = ResetForm(request.POST if request.method == "POST" else None)
    done: list[resets.Asked] = []
    if succeeded(
        form, lambda: done.append(resets.ask(person, kind, by, form.cleaned_data["reason"]))
    ):
        return _show_reset(request, done[0])
    needs_two = keeping.answers_for_the_school(person)
    context = {
        "title": f"{title}: {person.full_name}",
        "button": _("Ask for it") if needs_two else _("Do it"),
        "back": reverse("account_of", args=[staff]),
        "intro": _explained(needs_two=needs_two),
    }
    return form_page(request, form, **context)


@never_cache
@require_POST
@for_keepers
def decide(request: HttpRequest, reset: int) -> HttpResponse:
    """Confirm or refuse what somebody else asked for."""
    row, by = get_object_or_404(Reset.objects.select_related("staff"), pk=reset), staff_of(request)
    try:
        if "refuse" in request.POST:
            resets.refuse(row, by)
            messages.success(request, _("It is refused."))
            return redirect("accounts")
        return _show_reset(request, resets.confirm(row, by))
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("accounts")


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(acts.POLICY)
def policy(request: HttpRequest) -> HttpResponse:
    """For each duty: is a second factor demanded, and how many days may it take?"""
    data = request.POST if request.method == "POST" else None
    rows = SecondFactorPolicy.objects.order_by("pk")
    forms = [PolicyForm(data, prefix=row.duty, instance=row) for row in rows]
    if data is not None and all(form.is_valid() for form in forms):
        set_policies(
            {
                Duty(str(form.prefix)): (
                    form.cleaned_data["demanded"],
                    form.cleaned_data["grace_days"],
                )
                for form in forms
                if form.has_changed()
            },
            staff_of(request),
        )
        messages.success(request, _("It holds from now on."))
        return redirect("account_policy")
    context = {"forms": forms, "is_demo": settings.SOKY_DEMO}
    status = 422 if data is not None else 200
    return render(request, "people/accounts/policy.html", context, status=status)


def _only(lines: list[AccountLine], *states: str) -> list[AccountLine]:
    return [line for line in lines if line.state in states]


def _explained(*, needs_two: bool) -> str:
    if needs_two:
        return _(
            "This person answers for the school: it takes two of you. Somebody else must confirm; each of "
            "you hands over one half of the new password. Signing needs the PIN, which stays as it is."
        )
    return _("The person is told at the next sign-in. Signing needs the PIN, which stays as it is.")


def _do(request: HttpRequest, staff: int, act: Any) -> HttpResponse:
    try:
        act()
        messages.success(request, _("It is done."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("account_of", staff)


def _show(
    request: HttpRequest, staff: int, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    person = get_object_or_404(with_state(), pk=staff)
    context = {
        "line": accounts_of([person])[0],
        "sessions": lines_of(sessions.living(person)),
        "resets": person.resets.select_related("asked_by", "done_by", "refused_by")[:10],
        "suspensions": Suspension.objects.filter(staff=person).select_related(
            "begun_by", "ended_by"
        ),
        "form": form or ReasonForm(),
        "is_own": person.pk == staff_of(request).pk,
        "may_leave": may_do(LEAVE, powers_of(request)),
    }
    return render(request, "people/accounts/account_of.html", context, status=status)


def _show_reset(request: HttpRequest, asked: resets.Asked) -> HttpResponse:
    person = asked.reset.staff
    if not asked.password:
        done = asked.reset.done_at
        messages.success(
            request, _("It is done.") if done else _("Now somebody else must confirm it.")
        )
        return redirect("account_of", person.pk)
    which = ""
    if asked.is_half:
        which = "second" if asked.reset.done_at else "first"
    return _slips(request, [(person, asked.password, which)])


def _slips(request: HttpRequest, slips: list[tuple[Staff, str, str]]) -> HttpResponse:
    address = request.build_absolute_uri("/")
    return render(request, "people/accounts/slips.html", {"slips": slips, "address": address})
