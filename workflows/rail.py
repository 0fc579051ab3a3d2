"""The menu beside every page: where a person can go, what waits there, what may be begun."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from people.attendance.acts import TAKE
from people.incidents.seeing import sees_all
from people.offices import APPROVERS
from people.privacy.seeing import sees_requests
from people.years.running import letterhead_on
from workflows import registry
from workflows.pages import Shell, shell_of


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the rail; its `rooms` are the modules whose pages belong to it."""

    label: str
    url: str
    count: int = 0
    rooms: tuple[str, ...] = ()

    def is_around(self, module: str) -> bool:
        return any(f"{module}.".startswith(f"{room}.") for room in self.rooms)


_ROOMS = {
    "classes": ("people.pupils", "people.movements", "people.measuring"),
    "attendance": ("people.attendance",),
    "start_of_year": ("people.years", "people.staffing.views", "people.new_year", "people.imports"),
    "accounts": (
        "people.accounts.board",
        "people.accounts.checking",
        "people.staffing.leaving_views",
    ),
    "registrations": ("documents.keys.board",),
    "problems": ("people.incidents",),
    "personal_data": ("people.privacy",),
    "audit": ("workflows.views.audit",),
}


def places_of(shell: Shell) -> list[Place]:
    """Where this person can go, with what waits there."""
    places = [Place(_("My work"), reverse("inbox"), shell.waiting)]
    if shell.held.intersection(APPROVERS):
        rooms = ("workflows.views.queue", "workflows.views.bulk", "workflows.views.runs")
        places.append(Place(_("To approve"), reverse("queue"), shell.role_count, rooms))
    records = [
        Place(
            kind.plural,
            reverse(f"{kind.name}:list"),
            rooms=(kind.model.__module__.removesuffix(".models"),),
        )
        for kind in registry.all_types()
        if kind.has_pages and shell.meets(kind)
    ]
    return [*places, *records, *_places_of_the_school(shell)]


def _places_of_the_school(shell: Shell) -> list[Place]:
    shown = (
        (shell.sees_pupils, _("Classes and pupils"), "classes"),
        (bool(shell.powers.posts(TAKE.may)), _("Attendance"), "attendance"),
        (shell.keeps_structure, _("Start of the year"), "start_of_year"),
        (shell.keeps_structure, _("Accounts"), "accounts"),
        (shell.registers_keys, _("Keys of the staff"), "registrations"),
        (sees_all(shell.powers), _("Reported problems"), "problems"),
        (sees_requests(shell.powers), _("Personal data"), "personal_data"),
        (shell.is_auditor, _("Audit trail"), "audit"),
    )
    return [
        Place(label, reverse(name), rooms=_ROOMS[name]) for is_mine, label, name in shown if is_mine
    ]


def beginnings_of(shell: Shell) -> list[Place]:
    """What a person may begin to write; what is seen class by class is begun on its own page."""
    return [
        Place(kind.begin_label, reverse(kind.new_name))
        for kind in registry.all_types()
        if kind.has_pages and not kind.by_class and shell.may_begin(kind)
    ]


def around(request: HttpRequest) -> dict[str, Any]:
    """The template's view of it; what is refused at the gate has not been asked yet who it is."""
    if getattr(request, "user", None) is None:
        return {}
    if not request.user.is_authenticated:
        return {"school_name": letterhead_on().name}
    shell = shell_of(request)
    return {"school_name": shell.school, "shell": shell, "rail": partial(_rail, shell, request)}


def _rail(shell: Shell, request: HttpRequest) -> list[tuple[Place, str]]:
    """Each place with its aria-current: this very page, or one that belongs to it."""
    match = request.resolver_match
    module = match.func.__module__ if match else ""
    return [
        (one, "page" if one.url == request.path else "true" if one.is_around(module) else "")
        for one in places_of(shell)
    ]
