"""Signing in, and signing in again without losing what was being typed."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

KEPT = "kept-"
# Typed again after signing in; never carried through a page.
_SECRET = frozenset({"csrfmiddlewaretoken", "pin", "new_pin", "new_pin_again", "code", "password"})


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "people/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        return super().get_context_data(**options) | {"is_demo": settings.SOKY_DEMO}


def ask_to_sign_in_again(request: HttpRequest) -> HttpResponse:
    """A form came in after its session had ended: ask who it is, and hand the words back unharmed."""
    kept = [
        (KEPT + name, value)
        for name, values in request.POST.lists()
        if name not in _SECRET
        for value in values
    ]
    context = {
        "form": AuthenticationForm(request),
        "kept": kept,
        "next": request.get_full_path(),
        "lost_files": list(request.FILES),
    }
    return render(request, "people/sign_in_again.html", context, status=401)


def ask_to_send_again(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came from a page that is older than the session: hand its words back with a new button."""
    if not request.user.is_authenticated:
        return ask_to_sign_in_again(request)
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _SECRET
        for value in values
    ]
    context = {"typed": typed, "next": request.get_full_path()}
    return render(request, "people/send_again.html", context, status=403)


@login_not_required
def rest(request: HttpRequest, *_args: Any, **_credentials: Any) -> HttpResponse:
    """Too many wrong passwords: wait, and what was typed before stays on the page."""
    kept = [(name, value) for name, value in request.POST.items() if name.startswith(KEPT)]
    context = {"kept": kept, "next": request.POST.get("next", "/")}
    return render(request, "people/locked_out.html", context, status=429)


@never_cache
@login_not_required
@sensitive_post_parameters("password")
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """After the password, one more button sends the kept words to where they were going."""
    if request.method != "POST":
        return redirect(settings.LOGIN_URL)
    form = AuthenticationForm(request, request.POST)
    where = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(where, allowed_hosts={request.get_host()}):
        return redirect(settings.LOGIN_REDIRECT_URL)
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name.startswith(KEPT)
        for value in values
    ]
    if not form.is_valid():
        context = {"form": form, "kept": kept, "next": where}
        return render(request, "people/sign_in_again.html", context, status=422)
    login(request, form.get_user())
    typed = [(name.removeprefix(KEPT), value) for name, value in kept]
    return render(request, "people/send_again.html", {"typed": typed, "next": where})
