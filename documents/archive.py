"""Which files the school keeps: each under the SHA-256 of its content, checked at every reading."""

import ctypes
import fcntl
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from people.refusals import Refusal

_FEW = 3
# Linux has it, Python does not: everything of one file system in one act. It says 0 where it was done.
_syncfs = getattr(ctypes.CDLL(None), "syncfs", None)
NOTE = ".begins"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class NotAsKept(Refusal):
    """The archive cannot hand out what was put into it."""

    status = 500

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        super().__init__(_("The archive does not hand out file %s.") % sha256)


class Missing(NotAsKept):
    """No file is kept under this hash."""

    code = "kept_file_missing"


class Altered(NotAsKept):
    """The file on disk is no longer the one that was put there."""

    code = "kept_file_altered"


def put(data: bytes) -> str:
    """Keep these bytes for good and say their SHA-256; the same bytes twice are one file.

    When it returns, the file is on the disk, whole: no crash leaves half of it under its name.
    A file that was altered behind our back is reported, never repaired in silence.
    """
    (sha256,) = put_many([data])
    return sha256


def put_many(files: Sequence[bytes]) -> list[str]:
    """The same for many at once, in their order; the disk is waited for twice, not twice for each."""
    hashes = [hashlib.sha256(data).hexdigest() for data in files]
    new: dict[Path, bytes] = {}
    with _held(fcntl.LOCK_SH):
        for sha256, data in zip(hashes, files, strict=True):
            path = _path(sha256)
            if path.exists():
                read(sha256)
                os.utime(path)  # young again, so that no sweep takes it before its row is written
            else:
                new[path] = data
        _write(new)
    return hashes


def is_as_kept(sha256: str) -> bool:
    """Is the file there, with the content it is named after?"""
    try:
        read(sha256)
    except NotAsKept:
        return False
    return True


def read(sha256: str) -> bytes:
    """The bytes kept under this hash, exactly. Raises Missing or Altered."""
    data = _kept(sha256)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Altered(sha256)
    return data


def _kept(sha256: str) -> bytes:
    """As they lie there: in a file of their own, or as the beginning of the one that goes on from them."""
    with suppress(FileNotFoundError):
        return _path(sha256).read_bytes()
    size, longer = _beginning(sha256)
    return _kept(longer)[:size]


def _beginning(sha256: str) -> tuple[int, str]:
    """How long it is, and of which other file it is the beginning. Raises Missing."""
    try:
        size, longer = _note(sha256).read_text().split()
        return int(size), longer
    except FileNotFoundError:
        raise Missing(sha256) from None
    except ValueError:
        raise Altered(sha256) from None


def keep_as_beginnings(pairs: Mapping[str, str]) -> None:
    """Files that others go on from, byte for byte: the longer one is enough for both.

    By their hashes, shorter to longer. What does not begin so stays as it is; a crash leaves both.
    """
    with _held(fcntl.LOCK_SH):
        notes = {_note(short): f"{size} {longer}" for short, longer, size in _proven(pairs)}
        _write({path: text.encode() for path, text in notes.items()})
        for path in notes:
            path.with_suffix("").unlink(missing_ok=True)


def _proven(pairs: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """Compared as they lie there; whether they are what they are named after is asked at every reading."""
    for short, longer in pairs.items():
        with suppress(Missing, FileNotFoundError):
            data = _path(short).read_bytes()
            if _path(longer).read_bytes().startswith(data):
                yield short, longer, len(data)


def exists(sha256: str) -> bool:
    """Whether a file is kept under this hash; says nothing about its content."""
    return _path(sha256).is_file() or _note(sha256).is_file()


def sweep(kept: set[str], older_than: timedelta) -> int:
    """Remove files that no row knows, if older than this, and leftovers of crashes; says how many.

    The age leaves a step time to prepare its file before it writes its row.
    """
    newest = time.time() - older_than.total_seconds()
    swept, kept = 0, kept | set(_gone_on_from(kept))
    for path in settings.SOKY_ARCHIVE.glob("??/??/*"):
        if path.name.removesuffix(NOTE) not in kept:
            with _held(fcntl.LOCK_EX), suppress(FileNotFoundError):
                if path.stat().st_mtime < newest:
                    path.unlink()
                    swept += 1
    return swept


def _gone_on_from(kept: Iterable[str]) -> Iterator[str]:
    """The files of which those kept are beginnings, and that must stay with them."""
    for sha256 in kept:
        with suppress(Missing):
            while True:
                _size, sha256 = _beginning(sha256)
                yield sha256


def _note(sha256: str) -> Path:
    """Beside where the file would be: it is the beginning of another one."""
    return _path(sha256).with_suffix(NOTE)


def _path(sha256: str) -> Path:
    if not _SHA256.fullmatch(sha256):
        raise Missing(sha256)
    return settings.SOKY_ARCHIVE / sha256[:2] / sha256[2:4] / sha256


def _write(files: Mapping[Path, bytes]) -> None:
    """Content first, then names; a name itself must outlive a power cut, too."""
    folders = {folder for path in files for folder in _made_for(path)}
    partial = {path: _partial(path, data) for path, data in files.items()}
    _sync(partial.values())
    for path, file in partial.items():
        file.replace(path)
    _sync(folders)


def _made_for(path: Path) -> Iterator[Path]:
    """The folder of this file, and whichever above it gets a new name with that."""
    folder = path.parent
    yield folder
    while not folder.exists():
        folder = folder.parent
        yield folder
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _partial(path: Path, data: bytes) -> Path:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(data)
        os.fchmod(file.fileno(), 0o400)
    return Path(file.name)


def _sync(paths: Collection[Path]) -> None:
    """Wait until these are on the disk: one by one, or from so many on everything at once."""
    whole = _syncfs if len(paths) > _FEW else None
    for path in [settings.SOKY_ARCHIVE] if whole else paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            if whole is None:
                os.fsync(handle)
            elif whole(handle):
                raise OSError("The archive's disk could not be written to.")
        finally:
            os.close(handle)


@contextmanager
def _held(how: int) -> Iterator[None]:
    """Putting and sweeping shut one another out, across processes."""
    settings.SOKY_ARCHIVE.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.SOKY_ARCHIVE / ".lock").open("w") as file:
        fcntl.flock(file, how)
        yield
