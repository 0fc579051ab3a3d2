"""What the environment says: settings are read here and nowhere else, and a wrong one stops the start."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    # Without it INSERT OR REPLACE walks past the trigger that keeps the trail written once.
    " PRAGMA recursive_triggers=ON;"
)


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, str(default)).strip().lower()
    if value not in {"true", "false", "1", "0", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in {"true", "1", "yes"}


def choice(name: str, *choices: str) -> str:
    """One of these words, the first where nothing is said."""
    value = os.environ.get(name, choices[0]).strip().lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def words(name: str, *, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret(path: Path, *, length: int = 48) -> str:
    """The secret kept in this file; made at the first call, readable by its owner only.

    Processes that start together make one, and one that was killed over it leaves it to the next.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and (value := path.read_text(encoding="ascii").strip()):
        return value
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        value = file.read().strip()
        if not value:
            value = secrets.token_urlsafe(length)
            file.write(value)
    return value


def folder(name: str) -> Path | None:
    """An absolute path, or none: what is relative would move with whoever starts the program."""
    value = os.environ.get(name, "").strip()
    if value and not Path(value).is_absolute():
        raise ImproperlyConfigured(f"{name} must be an absolute path, not {value!r}.")
    return Path(value) if value else None


def private_folder(path: Path) -> Path:
    """This folder, made where it is missing; its owner's alone."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def database(url: str, *, home: Path) -> dict[str, Any]:
    """Django's settings for an address such as postgresql://user:word@host/name; none means SQLite."""
    return _postgresql(url) if url else _sqlite(home)


def _sqlite(home: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "so-ky.sqlite3",
        "OPTIONS": {
            # The write lock is taken at the start, so a reader never has to become a writer midway.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
        # A connection costs as much as ten questions. A restored file is taken over at the next start
        # only: the server stands still while a database is exchanged.
        "CONN_MAX_AGE": 600,
        # Races need a real file: an in-memory database is one connection shared by all threads.
        "TEST": {"NAME": home / "test.sqlite3"},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("SOKY_DATABASE must start with postgresql://.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
    }
