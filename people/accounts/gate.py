"""Before any other page: a session that still holds, an own password, the second factor demanded."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from people.accounts import factors, sessions
from people.accounts.devices import hand_out_cookie
from people.accounts.models import SignedIn
from people.models import Staff

View = Callable[..., HttpResponseBase]
F = TypeVar("F", bound=View)
_OPEN = "open_before_the_gate"


def open_before_the_gate(view: F) -> F:
    """Where somebody sets up what the gate asks for, or leaves."""
    setattr(view, _OPEN, True)
    return view


class AccountMiddleware:
    """Stands after the authentication and before the question who may see which page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.signed_in = _insist_on_session(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        hand_out_cookie(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Any, options: Any
    ) -> HttpResponseBase | None:
        """Every view there is, whatever its address looks like and by whichever method it is asked."""
        row: SignedIn | None = request.signed_in  # type: ignore[attr-defined]
        if row is None or getattr(view, _OPEN, False):
            return None
        page = missing(cast(Staff, request.user), row)
        if page and request.headers.get("X-Autosave"):
            raise PermissionDenied
        return redirect(page) if page else None


def missing(staff: Staff, row: SignedIn) -> str:
    """The page that comes first for this person, "" where none does."""
    if staff.password_set_on is None:
        return "account_password"
    if row.factor or not row.is_concerned:  # type: ignore[attr-defined]
        return ""
    return "account_factors" if factors.is_overdue(staff) else ""


def _insist_on_session(request: HttpRequest) -> SignedIn | None:
    """The kept row of whoever is signed in. One that was ended signs out here and now."""
    if not request.user.is_authenticated:
        return None
    row = sessions.current(request, is_concerned=factors.concerned(OuterRef("staff_id")))
    if row is None:
        logout(request)
        return None
    sessions.see(row, request)
    return row
