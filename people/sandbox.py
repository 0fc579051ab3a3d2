"""A stranger's bytes are worked on by a process that owns nothing and may die of it.

One for the whole house: `people.sandbox_child` runs there. It has neither environment, settings,
database nor keys, a gigabyte of memory, and so much processor time; it writes no file.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from signal import SIGKILL, SIGXCPU
from typing import Any

from people import sandbox_child

SECONDS = 10
"""Of processor time, unless a work is given another limit."""
_PATIENCE = 6
"""So many times as long by the clock: on a busy machine a process must wait for its turn."""
_ROOT = Path(__file__).resolve().parents[1]


class NoAnswer(Exception):
    """The process ended without one: the bytes broke it."""


class Exhausted(NoAnswer):
    """It used up its processor time or its memory."""


class Busy(NoAnswer):
    """The machine had no time for it. That says nothing about the bytes."""


def run(
    work: str, data: bytes, request: Mapping[str, Any] | None = None, *, seconds: float = 0
) -> bytes:
    """What ``answer(request, data)`` of this module says, in a process of its own.

    `seconds` are of processor time, SECONDS where none are given; by the clock it lasts `_PATIENCE`
    times as long at most. The request must be fit for JSON. Raises NoAnswer.
    """
    seconds = seconds or SECONDS
    try:
        process = subprocess.run(  # noqa: S603 our own file, no shell
            [sys.executable, "-IB", sandbox_child.__file__, str(_ROOT), work, str(seconds)],
            env={},
            input=json.dumps(request or {}).encode() + b"\n" + data,
            capture_output=True,
            timeout=seconds * _PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Busy from None
    if process.returncode in {-SIGXCPU, -SIGKILL, sandbox_child.OUT_OF_MEMORY}:
        raise Exhausted
    if process.returncode:
        raise NoAnswer(process.stderr[-2000:].decode(errors="replace"))
    return process.stdout
