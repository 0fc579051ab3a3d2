"""A school's database goes over to a new version: a copy is made first, and no trigger stands in the way.

SQLite refuses to rebuild a table that a trigger of another table names.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from workflows import triggers


def is_due(using: str) -> bool:
    """Does a filled database wait for migrations?"""
    loader = MigrationExecutor(connections[using]).loader
    waiting = loader.graph.nodes.keys() - loader.applied_migrations.keys()
    return bool(loader.applied_migrations and waiting)


@contextmanager
def without_triggers(using: str) -> Iterator[None]:
    """As they were where it fails; as the new version wants them with the signal after `migrate`."""
    before = triggers.definitions(using)
    triggers.drop(using)
    try:
        yield
    except BaseException:
        with connections[using].cursor() as cursor:
            for sql in before:
                cursor.execute(sql)
        raise


def copy(using: str) -> Path:
    """The whole database as it is now, below `SOKY_HOME`."""
    folder = Path(settings.SOKY_HOME) / "before-upgrade"
    return copy_into(folder, f"{timezone.localtime():%Y-%m-%d-%H%M%S}", using)


def copy_into(folder: Path, name: str, using: str) -> Path:
    """The whole database as it is now, readable by its owner only; one of that name goes when it is whole.

    Raises CommandError where no copy can be made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = connections[using]
    make, ending = {"sqlite": (_copy_sqlite, "sqlite3"), "postgresql": (_dump_postgresql, "dump")}[
        database.vendor
    ]
    target = folder / f"{name}.{ending}"
    partial = folder / f".{target.name}"
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT, 0o600))
    make(database, partial)
    return partial.replace(target)


def _copy_sqlite(database: Any, target: Path) -> None:
    database.ensure_connection()
    with closing(sqlite3.connect(target)) as file:
        database.connection.backup(file)


def _dump_postgresql(database: Any, target: Path) -> None:
    tool = shutil.which("pg_dump")
    if tool is None:
        raise CommandError(
            "No copy of the database can be made: pg_dump is not installed here (package"
            " postgresql-client). Install it, or copy by other means and add --without-copy."
        )
    facts = database.get_connection_params()
    places = [("--host", "host"), ("--port", "port"), ("--username", "user")]
    options = [f"{option}={facts[name]}" for option, name in places if facts.get(name)]
    environment = {**os.environ, "PGPASSWORD": str(facts.get("password", ""))}
    run = [tool, "--format=custom", f"--file={target}", *options, f"--dbname={facts['dbname']}"]
    done = subprocess.run(run, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CommandError(f"No copy of the database can be made: {done.stderr.strip()}")
