"""Signing in, and signing in again without losing what was being typed."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from people.accounts import factors, news, passkeys, second_step, sessions, tries
from people.accounts.devices import device_of
from people.accounts.gate import open_before_the_gate
from people.models import Staff

KEPT = "kept-"
_OWNER = "people.views.kept"
# Typed again after signing in; never carried through a page.
_SECRET = frozenset(
    {"csrfmiddlewaretoken", "pin", "new_pin", "new_pin_again", "code", "answer"}
    | {"password", "new_password", "new_password_again"}
)
Words = list[tuple[str, str]]


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "people/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        return super().get_context_data(**options) | {"is_demo": settings.SOKY_DEMO}

    def form_valid(self, form: AuthenticationForm) -> HttpResponseRedirect:
        staff, where = form.get_user(), self.get_success_url()
        if second_step.password_was_right(self.request, staff):
            news.tell(self.request, staff)
            return HttpResponseRedirect(where)
        return _to_second_step(where)


sign_out = open_before_the_gate(LogoutView.as_view())


def ask_to_sign_in_again(request: HttpRequest) -> HttpResponse:
    """A form came in after its session had ended: ask who it is, and hand the words back unharmed.

    Nobody has signed in on a stranger's machine: nothing of what it sends is read.
    """
    owner = sessions.owner_of(request)
    is_stranger = owner is None and not device_of(request)
    if is_stranger or _is_from_elsewhere(request):
        return redirect(settings.LOGIN_URL)
    context = {
        "form": AuthenticationForm(request),
        "kept": [(KEPT + name, value) for name, value in _typed(request)],
        "owner": dumps(owner.pk, salt=_OWNER) if owner else "",
        "next": request.get_full_path(),
        "lost_files": list(request.FILES),
    }
    return render(request, "people/sign_in_again.html", context, status=401)


def ask_to_send_again(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came from a page that is older than the session: hand its words back with a new button."""
    if not request.user.is_authenticated:
        return ask_to_sign_in_again(request)
    typed = [] if _is_from_elsewhere(request) else _typed(request)
    context = {"typed": typed, "next": request.get_full_path()}
    return render(request, "people/send_again.html", context, status=403)


@login_not_required
def rest(request: HttpRequest, *_args: Any, **_credentials: Any) -> HttpResponse:
    """Too many wrong passwords: wait, and what was typed before stays on the page."""
    context = {
        "kept": _kept(request),
        "owner": request.POST.get("owner", ""),
        "next": request.POST.get("next", "/"),
    }
    return render(request, "people/locked_out.html", context, status=429)


@never_cache
@login_not_required
@sensitive_post_parameters("password")
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """After the password, one more button sends the kept words to where they were going."""
    where = request.POST.get("next", "/")
    if request.method != "POST" or not _is_ours(request, where):
        return redirect(settings.LOGIN_URL)
    form = AuthenticationForm(request, request.POST)
    if form.is_valid():
        staff = form.get_user()
        if _belongs_to(request, staff):
            done = second_step.password_was_right(request, staff)
            return _go_on(request, staff) if done else _ask(request, staff)
        tries.succeed(cast(Any, request).counted_try)
        form.add_error(None, _("What was typed here belongs to another account."))
    owner = request.POST.get("owner", "")
    context = {"form": form, "kept": _kept(request), "owner": owner, "next": where}
    return render(request, "people/sign_in_again.html", context, status=422)


@never_cache
@login_not_required
@sensitive_post_parameters("code", "answer")
def second(request: HttpRequest) -> HttpResponse:
    """The second factor of somebody whose password was right a moment ago."""
    staff = second_step.person_of(request)
    if staff is None:
        return _begin_anew(request)
    if request.method != "POST":
        return _ask(request, staff)
    code, answer = request.POST.get("code", ""), request.POST.get("answer", "")
    outcome = second_step.finish(request, staff, code, answer)
    if outcome.is_locked:
        return rest(request)
    return _go_on(request, staff) if outcome.factor else _ask(request, staff, status=422)


def _begin_anew(request: HttpRequest) -> HttpResponse:
    """It took too long: the password once more, and what was kept stays kept."""
    kept = _kept(request)
    if not kept:
        return redirect(settings.LOGIN_URL)
    where, owner = _safe(request, request.POST.get("next", "")), request.POST.get("owner", "")
    form = AuthenticationForm(request)
    context = {"form": form, "kept": kept, "next": where, "owner": owner}
    return render(request, "people/sign_in_again.html", context, status=401)


def _to_second_step(where: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("sign_in_second") + "?" + urlencode({"next": where}))


def _ask(request: HttpRequest, staff: Staff, status: int = 200) -> HttpResponse:
    """For a code, and where one was made at this address, for a passkey."""
    has = factors.of(staff)
    keys = passkeys.usable(has.passkeys, request)
    context = {
        "has": has,
        "asked": passkeys.ask_for_one(request, keys) if keys else "",
        "elsewhere": sorted({key.host for key in has.passkeys} - {passkeys.host_of(request)}),
        "kept": _kept(request),
        "owner": request.POST.get("owner", ""),
        "next": _safe(request, request.POST.get("next") or request.GET.get("next", "")),
        "is_wrong": status != 200,
    }
    return render(request, "people/accounts/second.html", context, status=status)


def _go_on(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Signed in: to the page that was wanted, or to the button that sends what was kept."""
    news.tell(request, staff)
    where = _safe(request, request.POST.get("next", ""))
    kept = _kept(request)
    if not kept or not _belongs_to(request, staff):
        return redirect(where or settings.LOGIN_REDIRECT_URL)
    typed = [(name.removeprefix(KEPT), value) for name, value in kept]
    context = {"typed": typed, "next": where, "is_unknown": _is_unknown(request)}
    return render(request, "people/send_again.html", context)


def _typed(request: HttpRequest) -> Words:
    pairs = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name, value) for name, value in pairs if name not in _SECRET]


def _kept(request: HttpRequest) -> Words:
    return [(name, value) for name, value in _typed(request) if name.startswith(KEPT)]


def _owner(request: HttpRequest) -> int | None:
    """Who typed it, as the page signed that asked to sign in again; None where nothing says so."""
    try:
        return int(loads(request.POST.get("owner", ""), salt=_OWNER))
    except BadSignature:
        return None


def _belongs_to(request: HttpRequest, staff: Staff) -> bool:
    """Nobody sends under his name what a colleague typed at this machine."""
    return _owner(request) in {None, staff.pk}


def _is_unknown(request: HttpRequest) -> bool:
    return bool(_kept(request)) and _owner(request) is None


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Sent by a page of somebody else: its words are not our people's, and nobody shall send them on."""
    origin = request.headers.get("Origin", "")
    here = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS, ""}
    return request.headers.get("Sec-Fetch-Site") == "cross-site" or origin not in here


def _is_ours(request: HttpRequest, where: str) -> bool:
    return url_has_allowed_host_and_scheme(
        where, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def _safe(request: HttpRequest, where: str) -> str:
    return where if _is_ours(request, where) else ""
