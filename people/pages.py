"""What the pages of this room share: who may open them, and how a refusal is shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from people.door import Act, may_do
from people.models import Staff
from people.powers import Powers
from people.refusals import ChangedMeanwhile, Refusal


class View(Protocol):
    def __call__(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse: ...


def staff_of(request: HttpRequest) -> Staff:
    """Who is signed in; every page of this room asks for that beforehand."""
    return cast(Staff, request.user)


def powers_of(request: HttpRequest) -> Powers:
    """The powers of who is signed in; the same ones during the whole request."""
    powers = getattr(request, "powers", None)
    if powers is None:
        powers = Powers(staff_of(request))
        request.powers = powers  # type: ignore[attr-defined]
    return cast(Powers, powers)


def for_act(*acts: Act) -> Callable[[View], View]:
    """Only for those who may do one of these, at whatever place."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            if not any(may_do(act, powers_of(request)) for act in acts):
                raise PermissionDenied
            return view(request, *args, **named)

        return guarded

    return guard


def succeeded(form: BaseForm, do: Callable[[], object]) -> bool:
    """Do it where the form is right; a refusal becomes the form's error."""
    if not form.is_valid():
        return False
    try:
        do()
    except Refusal as refusal:
        form.add_error(None, refusal.as_error())
        return False
    return True


def tell(request: HttpRequest, refusal: Refusal) -> None:
    """On the page that comes next."""
    for problem in refusal.problems:
        messages.error(request, problem.sentence, extra_tags=problem.code)


def shows_what_is_kept(form: BaseForm) -> bool:
    """A page newly opened does, or one that has just told what changed meanwhile.

    Any other page that comes back still shows what its person saw before: only that may be
    compared when it is sent again.
    """
    return not form.is_bound or form.has_error(NON_FIELD_ERRORS, ChangedMeanwhile.code)


def seen_on(form: BaseForm, kept: str) -> str:
    """The fingerprint to send along with the page: of what is kept, or of what was seen before."""
    return kept if shows_what_is_kept(form) else str(form.data.get("seen", ""))


def form_page(request: HttpRequest, form: BaseForm, **context: Any) -> HttpResponse:
    """A page with one form: `title`, `button`, `back`; an `intro` where one helps."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "people/form.html", {"form": form, **context}, status=status)
