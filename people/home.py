"""The folder in which everything of the school lies: no other account of the machine looks into it."""

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LEFTOVER_SECONDS = 60 * 60


def keep_private() -> list[Path]:
    """From now on what is made is its owner's alone, and what lies there becomes so.

    Returns what belongs to somebody else and therefore stays open.
    """
    os.umask(_OTHERS)
    return [path for path in _everything() if not _is_closed(path)]


def sweep() -> None:
    """Away with what a killed server was receiving; who is receiving now is younger than that."""
    oldest = time.time() - _LEFTOVER_SECONDS
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _everything() -> Iterator[Path]:
    """Links are not followed: where they lead is not ours to close."""
    for top in {Path(settings.SOKY_HOME), Path(settings.SOKY_KEYS)}:
        for folder, _folders, files in os.walk(top):
            yield Path(folder)
            yield from (Path(folder, name) for name in files)


def _is_closed(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
        if mode & _OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except FileNotFoundError:
        return True  # a journal of the database comes and goes
    except PermissionError:
        return False
    return True
