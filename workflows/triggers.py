"""What the database itself refuses: to change what is written once, and content that is closed.

SQLite rebuilds a table at many migrations and drops its triggers without a word. So they are put
back after every `migrate`, and a system check says when one is gone.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connections, models

from people.written_once import WrittenOnce
from workflows import registry
from workflows.models import Approval, Event, Remark, Submission

PREFIX = "so_ky_"
CLOSED = "This record is not a draft: its content is closed."
FINISHED = "What was submitted, remarked and signed is not changed."


def expected(vendor: str) -> dict[str, str]:
    """Name → SQL of every trigger this database must have."""
    speakers: dict[str, type[_Sqlite] | type[_Postgres]]
    speakers = {"sqlite": _Sqlite, "postgresql": _Postgres}
    speak = speakers[vendor]
    found = {}
    for name, table, act, condition, message in _rules():
        if act in speak.acts:
            found[name] = speak.trigger(name, table, act, condition, message)
    return found


def _rules() -> Iterator[tuple[str, str, str, str, str]]:
    written_once: list[type[models.Model]] = [Event, *WrittenOnce.__subclasses__()]
    for model in written_once:
        table = model._meta.db_table
        for act in ("UPDATE", "DELETE", "TRUNCATE"):
            message = f"A row of {table} is written once."
            yield f"{PREFIX}{model._meta.model_name}_{act.lower()}", table, act, "", message
    yield from _of_what_is_finished()
    approvals = Approval._meta.db_table
    for name, table in _closed_with_their_record():
        for act, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            erased = f" AND a.erased_at IS {'NOT ' if act == 'DELETE' else ''}NULL"
            state = "" if act == "DELETE" else " AND a.state = 'draft'"
            condition = (
                f"NOT EXISTS (SELECT 1 FROM {approvals} a"  # noqa: S608 names of our own tables
                f" WHERE a.id = {row}.approval_id{state}{erased})"
            )
            yield f"{PREFIX}{name}_{act.lower()}", table, act, condition, CLOSED


def _closed_with_their_record() -> Iterator[tuple[str, str]]:
    """Names and tables of what may change only while its approval is a draft."""
    for kind in registry.all_types():
        yield kind.name, kind.model._meta.db_table
    for model in apps.get_models():
        if getattr(model, "is_closed_with_its_record", False):
            yield str(model._meta.model_name), model._meta.db_table


def _of_what_is_finished() -> Iterator[tuple[str, str, str, str, str]]:
    """What was submitted, remarked and signed stays, unless the record is erased by decision."""
    approvals = Approval._meta.db_table
    not_erased = (
        f"EXISTS (SELECT 1 FROM {approvals} a"  # noqa: S608 names of our own tables
        " WHERE a.id = OLD.approval_id AND a.erased_at IS NULL)"
    )
    reworded = f"(NEW.text <> OLD.text OR NEW.event_id <> OLD.event_id) AND {not_erased}"
    closed = "OLD.state <> 'draft' AND NEW.erased_at IS NULL"
    moved = "NEW.fingerprint <> OLD.fingerprint OR NEW.author_id <> OLD.author_id"
    rules: list[tuple[type[models.Model], str, str]] = [
        (Submission, "UPDATE", not_erased),
        (Submission, "DELETE", ""),
        (Remark, "UPDATE", reworded),
        (Remark, "DELETE", ""),
        (Approval, "UPDATE", f"({moved} OR NEW.salt <> OLD.salt) AND {closed}"),
        (Approval, "DELETE", ""),
    ]
    for model in apps.get_models():
        if getattr(model, "is_kept_until_erased", False):
            rules += [(model, "UPDATE", ""), (model, "DELETE", not_erased)]
    for model, act, condition in rules:
        name = f"{PREFIX}kept_{model._meta.model_name}_{act.lower()}"
        yield name, model._meta.db_table, act, condition, FINISHED


class _Sqlite:
    acts = frozenset({"INSERT", "UPDATE", "DELETE"})

    @staticmethod
    def trigger(name: str, table: str, act: str, condition: str, message: str) -> str:
        when = f" WHEN {condition}" if condition else ""
        return (
            f'CREATE TRIGGER "{name}" BEFORE {act} ON "{table}" FOR EACH ROW{when}'
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


class _Postgres:
    acts = frozenset({"INSERT", "UPDATE", "DELETE", "TRUNCATE"})

    @staticmethod
    def trigger(name: str, table: str, act: str, condition: str, message: str) -> str:
        # A WHEN clause of PostgreSQL may hold no subquery: the question stands in the function.
        test = condition or "TRUE"
        result = "OLD" if act == "DELETE" else "NEW"
        each = "STATEMENT" if act == "TRUNCATE" else "ROW"
        return (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN"
            f" IF {test} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';"
            f" END IF; RETURN {result}; END $$ LANGUAGE plpgsql;"
            f' CREATE TRIGGER "{name}" BEFORE {act} ON "{table}"'
            f" FOR EACH {each} EXECUTE FUNCTION {name}()"
        )


def present(using: str = "default") -> dict[str, str]:
    """Name → table of the triggers of ours that the database has."""
    connection = connections[using]
    query = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def definitions(using: str = "default") -> list[str]:
    """The SQL by which those that the database has come back as they are."""
    connection = connections[using]
    query = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [sql for name, sql in cursor.fetchall() if name.startswith(PREFIX)]


def missing(using: str = "default") -> list[str]:
    return sorted(set(expected(connections[using].vendor)) - set(present(using)))


def create(using: str = "default") -> None:
    """Put every trigger in place afresh; for tables that exist already."""
    connection = connections[using]
    drop(using)
    tables = set(connection.introspection.table_names())
    wanted = expected(connection.vendor)
    with connection.cursor() as cursor:
        for name, table, *_ in _rules():
            if table in tables and name in wanted:
                cursor.execute(wanted[name])


def drop(using: str = "default") -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in present(using).items():
            on = f' ON "{table.strip(chr(34))}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')
