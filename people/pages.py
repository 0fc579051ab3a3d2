"""What the pages of this room share: who may open them, and how a refusal is shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from people.door import Act, Refused, may_do
from people.models import Staff
from people.powers import Powers


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
    except Refused as refusal:
        for sentence in refusal.sentences:
            form.add_error(None, sentence)
        return False
    return True


def form_page(request: HttpRequest, form: BaseForm, **context: Any) -> HttpResponse:
    """A page with one form: `title`, `button`, `back`; an `intro` where one helps."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "people/form.html", {"form": form, **context}, status=status)
