"""django-axes with our own way of counting: it hears of every sign-in, whichever page it comes from."""

from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.http import HttpRequest

from people.accounts import tries
from people.accounts.models import Try


class Handler(AxesBaseHandler, AbstractAxesHandler):  # type: ignore[misc]
    """Nothing of a form is kept, neither what was typed before nor a name that may be a password."""

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        username = str((credentials or {}).get("username") or "")
        request.counted_try = tries.begin(request, username, Try.PASSWORD)  # type: ignore[attr-defined]
        return request.counted_try is not None  # type: ignore[attr-defined]

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        request.axes_locked_out = request.counted_try is None
        request.axes_credentials = credentials

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        """Told by our own pages, once the second factor was right, too."""

    def user_logged_out(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        """Sessions are kept elsewhere."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Counted in is_allowed, which answers for itself."""
        return 0
