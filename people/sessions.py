"""Signing in is the rule; a form that comes too late keeps its words."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase

from people.views import ask_to_sign_in_again

_NO_DEVICES = ", ".join(
    f"{device}=()"
    for device in (
        *("camera", "microphone", "geolocation", "payment", "usb", "serial", "hid", "bluetooth"),
        *("display-capture", "midi", "accelerometer", "gyroscope", "magnetometer"),
    )
)


class SignedInMiddleware(LoginRequiredMiddleware):
    """Django's own, but a POST without a session is asked back instead of being thrown away."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.method == "POST" and not request.headers.get("X-Autosave"):
            return ask_to_sign_in_again(request)
        return super().handle_no_permission(request, view_func)


class NothingStaysMiddleware:
    """On a PC that several people share, the Back button shows nothing after signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class NoDevicesMiddleware:
    """No page of ours, and nothing put into one, is given camera, microphone or place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = _NO_DEVICES
        return response
