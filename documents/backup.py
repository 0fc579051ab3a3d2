"""A copy of what the school owns, beside the running server: all of it, and never the keys."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from django.conf import settings

from documents import archive
from workflows import checkpoints, upgrade

_FILE = "?" * 64


def back_up(to: Path, using: str) -> tuple[Path, list[str]]:
    """The database first, then the files: each of them was put before its row, so none is missing.

    Of the archive only what is new is copied: a file that was altered meanwhile never takes the place
    of its good copy. Returns the copy of the database, and the files that are not what they were.
    """
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = upgrade.copy_into(to, "so-ky", using)
    altered = [path.name for path in _new_files(to / "archive") if not _is_copied(path, to)]
    for path in checkpoints.folder().glob("*.json"):
        _copy(path, to / "checkpoints" / path.name)
    return database, altered


def _new_files(copies: Path) -> Iterator[Path]:
    """What is being written just now has another name, and no row yet."""
    top = settings.SOKY_ARCHIVE
    # Files first: what becomes the beginning of a longer one meanwhile has its note then.
    for path in chain(top.glob(f"??/??/{_FILE}"), top.glob(f"??/??/{_FILE}{archive.NOTE}")):
        if not (copies / path.relative_to(top)).exists():
            yield path


def _is_copied(path: Path, to: Path) -> bool:
    try:
        archive.read(path.name.removesuffix(archive.NOTE))
    except archive.Altered:
        return False
    except archive.Missing:
        return True  # swept meanwhile: no row names it
    with suppress(FileNotFoundError):  # the beginning of a longer one by now: a note says so
        _copy(path, to / "archive" / path.relative_to(settings.SOKY_ARCHIVE))
    return True


def _copy(path: Path, target: Path) -> None:
    """Whole under its name, or not there."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(f".{target.name}")
    partial.unlink(missing_ok=True)
    shutil.copy2(path, partial)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)
