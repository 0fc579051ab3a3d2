"""My account: the own password, second factors and sessions. Whoever changes something types the password."""

import base64
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.accounts import acts, codes, factors, news, passkeys, recovery, sessions, tries
from people.accounts.forms import ChangePasswordForm, CodeAppForm, PasskeyForm, PasswordAgainForm
from people.accounts.gate import open_before_the_gate
from people.accounts.models import CodeApp, Factor, FailedTry, Passkey, RecoveryCode, SignedIn
from people.accounts.sealing import seal, unseal
from people.accounts.shown import lines_of
from people.digits import is_number
from people.door import change
from people.models import Staff
from people.pages import staff_of, succeeded
from people.refusals import Refusal

_NEW_APP = "new code app"
_FAILED_SHOWN = 5


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    staff = staff_of(request)
    context = {
        "sessions": lines_of(sessions.living(staff), this=cast(Any, request).signed_in),
        "news": [(one, news.in_words(one)) for one in news.unread(staff)],
        "failed": FailedTry.objects.filter(staff=staff)[:_FAILED_SHOWN],
        "has": factors.has_one(staff),
    }
    return render(request, "people/accounts/account.html", context)


@open_before_the_gate
@sensitive_post_parameters("password", "new_password", "new_password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    staff = staff_of(request)
    is_first = staff.password_set_on is None
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, staff=staff)
    if form.is_valid() and _knows_password(request, form):
        # Slow on purpose: not while everybody else waits for the database.
        staff.set_password(form.cleaned_data["new_password"])
        with change(acts.PASSWORD_CHOSEN, by=staff):
            staff.password_set_on = timezone.now()
            staff.save(update_fields=["password", "password_set_on"])
        sessions.keep_only_this(request, staff)
        messages.success(request, _("Your new password holds. You are signed out everywhere else."))
        return redirect("inbox" if is_first else "account")
    context = {"form": form, "is_first": is_first}
    return render(request, "people/accounts/password.html", context, status=_status(form))


@open_before_the_gate
@require_safe
def second_factors(request: HttpRequest) -> HttpResponse:
    return _factors(request)


@open_before_the_gate
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def code_app(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture, and keep it when the app has proven that it knows it."""
    staff = staff_of(request)
    secret = _new_secret(request, staff)
    form = CodeAppForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _knows_password(request, form):
        typed = form.cleaned_data["code"]
        try:
            made = _add(staff, Factor.CODE, lambda: codes.keep(staff, secret, typed))
            del request.session[_NEW_APP]
            return _added(request, Factor.CODE, made)
        except codes.WrongCode as refusal:
            form.add_error("code", refusal.as_error())
    context = {
        "form": form,
        "drawing": codes.drawing_of(secret, staff),
        "letters": codes.in_letters(secret),
    }
    return render(request, "people/accounts/code_app.html", context, status=_status(form))


@open_before_the_gate
@sensitive_post_parameters("password", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    staff, why_not = staff_of(request), passkeys.why_not_here(request)
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if not why_not and form.is_valid() and _knows_password(request, form):
        typed = form.cleaned_data
        try:
            made = _add(
                staff,
                Factor.PASSKEY,
                lambda: passkeys.add(request, staff, typed["answer"], typed["label"]),
            )
            return _added(request, Factor.PASSKEY, made)
        except passkeys.NotBelieved as refusal:
            form.add_error(None, refusal.as_error())
    asked = "" if why_not else passkeys.ask_for_new(request, staff)
    context = {"form": form, "asked": asked, "why_not": why_not}
    return render(request, "people/accounts/passkey.html", context, status=_status(form))


@sensitive_post_parameters("password")
@require_POST
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    staff, form = staff_of(request), PasswordAgainForm(request.POST)
    if not factors.has_one(staff):
        raise PermissionDenied
    if form.is_valid() and _knows_password(request, form):
        with change(acts.RECOVERY_RENEWED, by=staff):
            made = recovery.renew(staff)
        return _show_once(request, made)
    return _factors(request, form)


@sensitive_post_parameters("password")
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """One passkey by its number, or the code app; the last one only where no duty demands it."""
    staff, form = staff_of(request), PasswordAgainForm(request.POST)
    which = request.POST.get("passkey", "")
    is_sure = form.is_valid() and _knows_password(request, form)
    if is_sure and succeeded(form, lambda: _remove(staff, which)):
        messages.success(request, _("It is removed."))
        return redirect("account_factors")
    return _factors(request, form)


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """One of the own sessions, or all but this one."""
    staff, which = staff_of(request), request.POST.get("session", "")
    others = SignedIn.objects.filter(staff=staff).exclude(pk=cast(Any, request).signed_in.pk)
    if which:
        others = others.filter(pk=which if is_number(which) else 0)
    sessions.end(others, staff)
    messages.success(request, _("Whoever sits there must sign in again."))
    return redirect("account")


@require_POST
def read_news(request: HttpRequest) -> HttpResponse:
    news.read(staff_of(request))
    return redirect("account")


def _knows_password(request: HttpRequest, form: Form) -> bool:
    """Asked of whoever sits there; counted like a sign-in."""
    staff = staff_of(request)
    known = authenticate(request, username=staff.username, password=form.cleaned_data["password"])
    if known is None or known.pk != staff.pk:
        form.add_error("password", _("This is not your password."))
        return False
    tries.succeed(cast(Any, request).counted_try)
    return True


def _new_secret(request: HttpRequest, staff: Staff) -> bytes:
    """The same one while the page is open; it waits in the session, sealed."""
    kept = request.session.get(_NEW_APP)
    if kept is None:
        sealed = seal(codes.new_secret(), _NEW_APP, staff.pk)
        kept = request.session[_NEW_APP] = base64.b64encode(sealed).decode()
    return unseal(base64.b64decode(kept), _NEW_APP, staff.pk)


def _add(staff: Staff, what: Factor, keep: Callable[[], object]) -> list[str]:
    """The factor and, with the first one, the recovery codes: both or neither."""
    with change(acts.FACTOR_ADDED, by=staff, what=what.value):
        keep()
        return [] if recovery.left(staff) else recovery.renew(staff)


def _added(request: HttpRequest, what: Factor, made: list[str]) -> HttpResponse:
    """From now on it is asked for, and whoever sits elsewhere signs in with it."""
    request.session[sessions.FACTOR] = what
    sessions.keep_only_this(request, staff_of(request))
    messages.success(request, _("From now on you prove with it that it is you."))
    return _show_once(request, made) if made else redirect("account_factors")


def _remove(staff: Staff, number: str) -> None:
    what = Factor.PASSKEY if number else Factor.CODE
    with change(acts.FACTOR_REMOVED, by=staff, what=what.value):
        # Two removals at once: the second one sees what the first has left.
        Staff.objects.select_for_update().get(pk=staff.pk)
        if factors.of(staff).count == 1 and factors.is_demanded(staff):
            raise Refusal(
                _("Your duty demands a second factor: add another one first."),
                "second_factor_demanded",
            )
        if number:
            mine = Passkey.objects.filter(staff=staff)
            get_object_or_404(mine, pk=number if is_number(number) else 0).delete()
        else:
            get_object_or_404(CodeApp, staff=staff).delete()
        if not factors.has_one(staff):
            RecoveryCode.objects.filter(staff=staff).delete()


def _factors(request: HttpRequest, form: PasswordAgainForm | None = None) -> HttpResponse:
    staff = staff_of(request)
    has = factors.of(staff)
    context = {
        "has": has,
        "from": factors.demanded_from(staff),
        "today": timezone.localdate(),
        "form": form or PasswordAgainForm(),
        "why_not": passkeys.why_not_here(request),
    }
    return render(
        request, "people/accounts/factors.html", context, status=_status(form) if form else 200
    )


def _show_once(request: HttpRequest, made: list[str]) -> HttpResponse:
    return render(request, "people/accounts/recovery.html", {"codes": made})


def _status(form: Form) -> int:
    return 422 if form.is_bound and form.errors else 200
