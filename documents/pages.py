"""A page of a PDF as a picture, so that a reviewer sees exactly what prints, in any browser.

A page may come from a stranger: it is drawn in the sandbox, a few at once, and kept beside the archive.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from documents import archive
from people import sandbox

WIDTH = 1000
_AT_ONCE = 8
"""Pages drawn by one process: to start it takes as long as to draw two."""
_PATIENCE = 15.0
# Whoever wants the next page of the same paper waits for the process that is drawing it already.
_press = threading.Lock()


class NoSuchPage(LookupError):
    pass


class CannotDraw(Exception):
    """Nobody can draw this page in a reasonable time."""


def count(sha256: str) -> int:
    """How many pages the file has. Raises CannotDraw."""
    kept = _folder(sha256) / f"{sha256}-count"
    if not kept.exists():
        _draw(sha256, 1, 0)
    return int(kept.read_text())


def picture(sha256: str, number: int) -> bytes:
    """The page (counted from 1) as PNG, 1000 pixels wide. Raises NoSuchPage or CannotDraw."""
    kept = _place(sha256, number)
    if not kept.exists():
        with _at_the_press(sha256):
            if not kept.exists():
                first = (number - 1) // _AT_ONCE * _AT_ONCE + 1
                _draw(sha256, first, first + _AT_ONCE - 1)
    if not kept.exists():
        raise NoSuchPage(number)
    return kept.read_bytes()


def forget(sha256: str) -> None:
    """Remove the pictures of a file that is to be forgotten."""
    for kept in _folder(sha256).glob(f"{sha256}-*"):
        kept.unlink(missing_ok=True)


def _folder(sha256: str) -> Path:
    return settings.SOKY_HOME / "pictures" / sha256[:2]


def _place(sha256: str, number: int) -> Path:
    return _folder(sha256) / f"{sha256}-{number}.png"


@contextmanager
def _at_the_press(sha256: str) -> Iterator[None]:
    """One paper at a time; whoever waits too long goes without, and holds up no other request."""
    if not _press.acquire(timeout=_PATIENCE):
        raise CannotDraw(sha256)
    try:
        yield
    finally:
        _press.release()


def _draw(sha256: str, first: int, last: int) -> None:
    """These pages, and how many there are. What was too much once is not tried again."""
    failed = _folder(sha256) / f"{sha256}-{first}.failed"
    if failed.exists():
        raise CannotDraw(sha256)
    request = {"first": max(first, 1), "last": last, "width": WIDTH}
    try:
        drawn = json.loads(sandbox.run("documents.drawing", archive.read(sha256), request))
    except sandbox.Busy:
        raise CannotDraw(sha256) from None
    except sandbox.NoAnswer:
        _keep(failed, b"")
        raise CannotDraw(sha256) from None
    _keep(_folder(sha256) / f"{sha256}-count", str(drawn["count"]).encode())
    for place, page in enumerate(drawn["pages"], start=request["first"]):
        _keep(_place(sha256, place), base64.b64decode(page))


def _keep(kept: Path, content: bytes) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(f".{threading.get_ident()}")
    partial.write_bytes(content)
    partial.rename(kept)
