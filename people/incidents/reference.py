"""A short reference for every answer, so that what somebody reports can be found in the log."""

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

# Without what is mixed up when it is read aloud: 0 and O, 1, I and L.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_HALF = 4
_FORM = re.compile(f"[{_LETTERS}]{{{_HALF}}}-[{_LETTERS}]{{{_HALF}}}")
_current: ContextVar[str] = ContextVar("reference", default="-")


class ReferenceMiddleware:
    """Outermost, so that whatever goes wrong inside is logged under the reference of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reference = _new()
        request.reference = reference  # type: ignore[attr-defined]
        token = _current.set(reference)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response.headers["X-Reference"] = reference
        return response


class UnderReference(logging.Filter):
    """Every line of the log names the reference of the request it was written in."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Django logs some answers when the middleware has been left; it hands over the request then.
        request = getattr(record, "request", None)
        record.reference = getattr(request, "reference", _current.get())
        return True


class WithoutTraceback(logging.Filter):
    """What was refused is no fault of ours: one line of the log says so."""

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = None
        return True


def _new() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _place in range(2 * _HALF))
    return f"{letters[:_HALF]}-{letters[_HALF:]}"


def is_reference(text: str) -> bool:
    return bool(_FORM.fullmatch(text))


def is_route(text: str) -> bool:
    """Is this "/" and the pattern of an address of ours? What names a person or a record never is."""
    return text[:1] == "/" and text[1:] in _routes()


@cache
def _routes() -> frozenset[str]:
    return frozenset(_below(get_resolver().url_patterns, ""))


def _below(patterns: list[URLPattern | URLResolver], start: str) -> list[str]:
    found = []
    for one in patterns:
        route = start + str(one.pattern)
        found += _below(one.url_patterns, route) if isinstance(one, URLResolver) else [route]
    return found
