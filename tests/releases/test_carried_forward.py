"""The filled database of each release is carried forward: rows, trail and triggers as they were."""

import lzma
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from people.models import Staff
from tests.conftest import require
from tests.releases.dump import FOLDER
from tests.school import take
from workflows import triggers
from workflows.models import Approval
from workflows.states import State, Step

pytestmark = pytest.mark.both_databases
RELEASES = sorted(folder.name for folder in FOLDER.iterdir() if folder.name[0].isdigit())

# Which tables and rights there are follows from the version itself.
_DJANGOS = ("django_", "auth_permission")

Row = dict[str, str]
Rows = dict[str, list[Row]]


@pytest.fixture(params=RELEASES)
def old_school(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    django_db_blocker: Any,
    monday: object,
    settings: LazySettings,
) -> Iterator[Path]:
    """This very connection leads to the database of that release; its copies go below this folder."""
    settings.SOKY_HOME = tmp_path
    file = FOLDER / request.param / f"{connection.vendor}.sql.xz"
    script = lzma.decompress(file.read_bytes()).decode()
    build = {"sqlite": sqlite_with, "postgresql": postgresql_with}[connection.vendor]
    with django_db_blocker.unblock(), build(script, tmp_path) as name, leading_to(name):
        yield tmp_path


@contextmanager
def sqlite_with(script: str, folder: Path) -> Iterator[str]:
    file = folder / "so-ky.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(script)
    yield str(file)


@contextmanager
def postgresql_with(script: str, _folder: Path) -> Iterator[str]:
    name = f"{connection.settings_dict['NAME']}_old"
    # What begins with a backslash is meant for psql.
    script = "\n".join(line for line in script.splitlines() if not line.startswith("\\"))
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        with leading_to(name), connection.cursor() as cursor:
            cursor.execute(script)
        yield name
    finally:
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


@contextmanager
def leading_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def rows() -> Rows:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {name: rows_of(cursor, name) for name in tables if not name.startswith(_DJANGOS)}


def rows_of(cursor: Any, table: str) -> list[Row]:
    cursor.execute(f'SELECT * FROM "{table}"')
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, map(str, row), strict=True)) for row in cursor.fetchall()]


def differing(before: Rows, after: Rows) -> list[str]:
    """The tables whose rows are not the same in the columns that both versions have."""
    return [table for table, old in before.items() if not same(old, after[table])]


def same(old: list[Row], new: list[Row]) -> bool:
    common = set().union(*old) & set().union(*new)
    first, second = (
        sorted(sorted((name, row[name]) for name in common) for row in rows) for rows in (old, new)
    )
    return first == second


def test_everything_is_there_after_the_upgrade(old_school: Path) -> None:
    before = rows()
    assert before["workflows_event"], "an empty database proves nothing"
    call_command("migrate", verbosity=0)
    assert differing(before, rows()) == []
    assert triggers.missing() == []
    call_command("verify_trail", without_files=True)
    call_command("check", databases=["default"])


def test_the_school_goes_on_with_its_work(old_school: Path) -> None:
    call_command("migrate", verbosity=0)
    signed = Approval.objects.filter(record_type="minutes", state=State.SIGNED)
    waiting = signed[0]
    take(Step.LOCK, waiting, Staff.objects.get(username="thu"))
    assert waiting.state == State.LOCKED


def test_the_database_as_it_was_is_kept_beside_it(old_school: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM workflows_event")
        [events] = cursor.fetchone()
    call_command("migrate", verbosity=0)
    [copy] = (old_school / "before-upgrade").iterdir()
    assert copy.stat().st_mode & 0o077 == 0
    assert events_in(copy) == events


def events_in(copy: Path) -> int:
    if copy.suffix == ".sqlite3":
        with closing(sqlite3.connect(copy)) as database:
            [[count]] = database.execute("SELECT count(*) FROM workflows_event")
            return count
    script = subprocess.run(
        [require("pg_restore"), "--data-only", "--table=workflows_event", "--file=-", copy],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = script.stdout.partition("COPY ")[2].partition("\n")[2].partition("\\.\n")[0]
    return len(rows.splitlines())


def test_an_upgrade_that_fails_leaves_the_triggers_in_place(
    old_school: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = triggers.present()

    def full_disk(*_args: Any, **_options: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(MigrationExecutor, "migrate", full_disk)
    with pytest.raises(OSError, match="space"):
        call_command("migrate", verbosity=0)
    assert triggers.present() == before


def test_a_database_that_is_up_to_date_is_not_copied(old_school: Path) -> None:
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)
    assert len(list((old_school / "before-upgrade").iterdir())) == 1


def test_every_release_has_its_database() -> None:
    """What the changelog calls released can be upgraded from."""
    changelog = (Path(settings.BASE_DIR) / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert set(released) <= set(RELEASES)
    for release in RELEASES:
        assert {file.name for file in (FOLDER / release).iterdir()} == {
            "sqlite.sql.xz",
            "postgresql.sql.xz",
        }
