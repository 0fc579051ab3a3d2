"""What must hold before the server starts: whole record types, known nodes, triggers in place."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004
from django.db import connections
from django.db.utils import OperationalError, ProgrammingError

from people.duties import JUDGE_NOTHING
from workflows import flows, registry, triggers
from workflows.states import Step

RECORDS = "documents.records."
MODULES = ("models", "rules", "flow", "forms", "views", "urls")
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
    for module in MODULES:
        if find_spec(f"{app.name}.{module}") is None:
            yield Error(f"The record type {app.label} has no {module}.py.", id="workflows.E001")
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
