"""A migrated database, made once for every worker and every run: each begins with a copy of it."""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

FOLDER = settings.BASE_DIR / "var" / "tests"
TEMPLATE = "soky_migrated"


def copy() -> None:
    """Let the test database of this process begin as a copy: migrating it finds nothing to do."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time():
        if connection.vendor == "postgresql":
            _make_template(_key())
            connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
        else:
            shutil.copyfile(_file(_key()), connection.settings_dict["TEST"]["NAME"])


def copy_to(path: Path) -> None:
    """A file of SQLite, for a program that is started with a home of its own."""
    with _one_at_a_time():
        shutil.copyfile(_file(_key()), path)


def _file(key: str) -> Path:
    whole = FOLDER / f"{key}.sqlite3"
    if not whole.exists():
        for old in FOLDER.glob("*.sqlite3*"):
            old.unlink()
        half = whole.with_suffix(".sqlite3-half")
        _migrate(str(half))
        half.rename(whole)
    return whole


def _make_template(key: str) -> None:
    """What the template was made from stands in its comment."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [TEMPLATE],
        )
        if cursor.fetchone() == (key,):
            return
    _migrate(TEMPLATE)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {TEMPLATE} IS '{key}'")


def _migrate(name: str) -> None:
    """Make a database of this name, with Django's own means, and let go of it."""
    own, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    wanted, test["NAME"] = test["NAME"], name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["NAME"], test["NAME"] = own, wanted


def _key() -> str:
    """Another migration, of ours or of a library: another database."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements-test.lock").read_bytes())
    for app in apps.get_app_configs():
        for migration in sorted(Path(app.path).glob("migrations/*.py")):
            digest.update(f"{app.label} {migration.name}".encode() + migration.read_bytes())
    return digest.hexdigest()[:32]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
