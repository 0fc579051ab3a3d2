"""How many bytes a request may bring: few, and more to the pages that take files."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

MEGABYTE = 1024 * 1024
FORM_BYTES = 6 * MEGABYTE
"""For a page without files; Django itself reads 5 MB of fields."""
_TAKES_FILES = "takes_files"
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Connection": "close",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
Headers = list[tuple[str, str]]
F = TypeVar("F", bound=Callable[..., HttpResponseBase])


def takes_files(view: F) -> F:
    """Files may be sent to this page: where it stands among the decorators is all the same."""
    setattr(view, _TAKES_FILES, True)
    return view


def most_bytes(path: str) -> int:
    """What a request to this address may bring, its files and the form around them."""
    try:
        view = resolve(path).func
    except Resolver404:
        return FORM_BYTES
    takes = getattr(view, _TAKES_FILES, False)
    return settings.SOKY_UPLOAD_BYTES + MEGABYTE if takes else FORM_BYTES


def fault_of(path: str, length: str, encoding: str = "") -> int:
    """The status with which a request is turned away by its headers alone; 0 where it may come in.

    The length must be known before a byte is read: 411 where it is not, 413 where it is too much.
    """
    if not length:
        return 411 if encoding else 0
    is_number = length.isascii() and length.isdigit() and len(length) < 16
    return 0 if is_number and int(length) <= most_bytes(path) else 413


@cache
def refusal(status: int) -> tuple[Headers, bytes]:
    """A page in both languages, drawn once; it knows nobody and touches no session."""
    page = render_to_string("turned_away.html", {"status": status}).encode()
    return [*_HEADERS.items(), ("Content-Length", str(len(page)))], page


class BodyLimitMiddleware:
    """The same limits whatever stands in front of Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        encoding = request.META.get("HTTP_TRANSFER_ENCODING", "")
        status = fault_of(request.path_info, request.META.get("CONTENT_LENGTH", ""), encoding)
        if not status:
            return self.get_response(request)
        headers, page = refusal(status)
        # To close the connection is for the server, and an application may not ask for it.
        kept = {name: value for name, value in headers if name != "Connection"}
        return HttpResponse(page, status=status, headers=kept)
