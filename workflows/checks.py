"""What must hold before the server starts: whole record types, known nodes, triggers in place."""

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004
from django.db import connections
from django.db.utils import OperationalError, ProgrammingError
from django.urls import URLPattern

from people.duties import JUDGE_NOTHING
from workflows import flows, registry, triggers
from workflows.states import State, Step

RECORDS = "documents.records."
FILES = (
    *("models.py", "rules.py", "flow.py", "forms.py", "views.py", "urls.py"),
    "migrations/__init__.py",
)
ADDRESSES = ("list", "new", "edit")
TEMPLATES = ("content.html", "form.html", "print.html")


@register()
def record_types_are_whole(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> Iterable[CheckMessage]:
    """A folder below documents/records/ without one of its files is told to its author."""
    for app in app_configs or apps.get_app_configs():
        if app.name.startswith(RECORDS):
            yield from missing_files(app)


def missing_files(app: AppConfig) -> Iterator[CheckMessage]:
    for file in FILES:
        if not (Path(app.path) / file).exists():
            yield Error(f"The record type {app.label} has no {file}.", id="workflows.E001")
    folder = Path(app.path) / "templates" / app.label
    for template in TEMPLATES:
        if not (folder / template).exists():
            hint = f"Write {app.label}/templates/{app.label}/{template}."
            yield Error(
                f"The record type {app.label} has no {template}.", hint=hint, id="workflows.E002"
            )
    if app.label not in {kind.name for kind in registry.all_types()}:
        yield Error(
            f"The record type {app.label} is not declared.",
            hint="Put @record_type(YourModel) on the flow in its flow.py.",
            id="workflows.E003",
        )


@register("urls")
def record_types_have_their_addresses(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> Iterable[CheckMessage]:
    """Menu and inbox lead there from every page: one that is missing would take all of them down."""
    for kind in registry.all_types():
        for name in ADDRESSES if kind.has_pages else ():
            if name not in _addresses_of(kind):
                yield Error(
                    f"The record type {kind.name} has no address called “{name}”.",
                    hint=f"Name it in urls.py (app_name = {kind.name!r}), or declare the type with"
                    " has_pages=False.",
                    id="workflows.E006",
                )


def _addresses_of(kind: registry.RecordType) -> set[str]:
    module = f"{kind.model.__module__.rpartition('.')[0]}.urls"
    if find_spec(module) is None:
        return set()
    patterns = getattr(import_module(module), "urlpatterns", [])
    return {str(pattern.name) for pattern in patterns if isinstance(pattern, URLPattern)}


@register()
def who_judges_nothing_only_seals(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> Iterable[CheckMessage]:
    """At such a desk people act on own work, so it must not be one that says what is right."""
    for kind in registry.all_types():
        for desk in kind.desks:
            if desk.duty in JUDGE_NOTHING and desk.step != Step.ISSUE:
                yield Error(
                    f"The record type {kind.name} lets the clerk take the step “{desk.step}”.",
                    hint="The clerk's desk seals: Desk(Step.ISSUE, Duty.CLERK).",
                    id="workflows.E005",
                )


@register()
def what_is_opened_on_request_has_no_desks(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> Iterable[CheckMessage]:
    """An opening falls shut to one signature; on a way with desks nobody knows which are to fall with it."""
    for kind in registry.all_types():
        if kind.opened_on_request and kind.final_state != State.CONFIRMED:
            yield Error(
                f"The record type {kind.name} is opened on request, and its way has desks.",
                hint="Leave opened_on_request out, or let the way end with the author's signature.",
                id="workflows.E007",
            )


@register("database")
def open_tasks_have_their_node(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **options: Any
) -> Iterable[CheckMessage]:
    """An open task whose node was renamed or removed can never be finished: refuse to start."""
    for using in databases or ():
        yield from _lost_tasks(using)


def _lost_tasks(using: str) -> Iterator[CheckMessage]:
    known = flows.known_nodes()
    for reference in _references_of_open_tasks(using):
        if reference not in known:
            yield Error(
                f"An open task points at {reference}, which no longer exists.",
                hint="Never rename a node or flow with open tasks: keep the old class beside the new.",
                id="workflows.E004",
            )


def _references_of_open_tasks(using: str) -> list[str]:
    query = (
        "SELECT DISTINCT flow_task FROM viewflow_task WHERE flow_task IS NOT NULL"  # noqa: S608
        f" AND status IN ({', '.join(repr(str(status)) for status in flows.OPEN)})"
    )
    try:
        with connections[using].cursor() as cursor:
            cursor.execute(query)
            return [row[0] for row in cursor.fetchall()]
    except (OperationalError, ProgrammingError):  # before the first migrate
        return []


@register("database")
def triggers_are_in_place(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **options: Any
) -> Iterable[CheckMessage]:
    for using in databases or ():
        if "workflows_event" in connections[using].introspection.table_names():
            for name in triggers.missing(using):
                yield Warning(
                    f"The database trigger {name} is gone: what it protects can be changed unseen.",
                    hint="Run `manage.py migrate`; then `manage.py verify_trail`.",
                    id="workflows.W001",
                )
