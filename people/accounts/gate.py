"""Before any other page: a session that still holds, an own password, the second factor demanded."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from people.accounts import factors, sessions
from people.accounts.devices import hand_out_cookie
from people.accounts.models import SignedIn
from people.compiled import DAY, NUMBER, TEXT, CompiledQuery
from people.duties import in_force
from people.models import Assignment, Duty, Staff
from people.offices import ADMINISTRATION

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
    """The kept row of whoever is signed in. One that was ended, or lay idle, signs out here."""
    if not request.user.is_authenticated:
        return None
    key = sessions.hash_of(request.session.session_key or "")
    rows = _current(staff=request.user.pk, key=key, today=timezone.localdate())
    row: SignedIn | None = rows[0] if rows else None
    if row is None or sessions.is_idle(row):
        logout(request)
        return None
    sessions.see(row, request)
    return row


def _row(staff: int, key: str, today: date) -> QuerySet[SignedIn]:
    """The session as it is kept, unless it was ended; with what no page has to ask again."""
    holder = OuterRef("staff_id")
    return SignedIn.objects.filter(staff=staff, ended_at=None, key_hash=key).annotate(
        is_concerned=factors.concerned(holder, today),
        keeps_accounts=_holds(holder, today, *ADMINISTRATION),
        is_principal=_holds(holder, today, Duty.PRINCIPAL),
    )


_current = CompiledQuery(_row, staff=NUMBER, key=TEXT, today=DAY)


def _holds(person: OuterRef, today: date, *duties: Duty) -> Exists:
    """In person."""
    return Exists(Assignment.objects.filter(in_force(today), staff=person, duty__in=duties))


def for_keepers(view: View) -> View:
    """Pages for those who answer for the accounts. What is done there is asked of the door as well."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        row: Any = cast(Any, request).signed_in
        if not row.keeps_accounts:
            raise PermissionDenied
        return view(request, *args, **named)

    return guarded
