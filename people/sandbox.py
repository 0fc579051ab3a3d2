"""A stranger's bytes are worked on by a process that owns nothing and may die of it.

One for the whole house: `people.sandbox_child` runs there. It has neither environment, settings,
database nor keys, a gigabyte of memory, and so much processor time; it writes no file.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from signal import SIGKILL, SIGXCPU
from subprocess import DEVNULL
from typing import Any

from people import sandbox_child

SECONDS = 10
"""Of processor time, unless a work is given another limit."""
_PATIENCE = 6
"""So many times as long by the clock: on a busy machine a process must wait for its turn."""
_GRACE = 30
"""Seconds beyond that until whoever watches over the work is given up as well."""
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
    order = {"work": work, "seconds": seconds, "patience": seconds * _PATIENCE}
    with _starter(os.getpid(), str(_ROOT), sandbox_child.__file__).begin(order) as line:
        line.settimeout(seconds * _PATIENCE + _GRACE)
        try:
            return _answer(line, json.dumps(request or {}).encode() + b"\n" + data)
        except TimeoutError:
            raise Busy from None
        except OSError as error:
            raise NoAnswer(str(error)) from None


def _answer(line: socket.socket, question: bytes) -> bytes:
    line.sendall(question)
    line.shutdown(socket.SHUT_WR)
    with line.makefile("rb") as said:
        whole = said.read()
    size = sandbox_child.STATUS.size
    if len(whole) < size:
        raise NoAnswer("Whoever watched over it is gone.")
    (ended,) = sandbox_child.STATUS.unpack(whole[-size:])
    if ended == sandbox_child.BUSY:
        raise Busy
    if ended in {-SIGXCPU, -SIGKILL, sandbox_child.OUT_OF_MEMORY}:
        raise Exhausted
    if ended:
        raise NoAnswer(whole[:-size][-2000:].decode(errors="replace"))
    return whole[:-size]


class _Starter:
    """The clean process that forks one for each work; started at the first, and again when it has ended."""

    def __init__(self, root: str, program: str) -> None:
        self._command = [sys.executable, "-IB", program, root]
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None

    def begin(self, order: Mapping[str, Any]) -> socket.socket:
        """Our end of the line to the process that does this. Raises NoAnswer where none can be started."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            for orders in (self._orders, None):
                try:
                    line = orders or self._start()
                    socket.send_fds(line, [json.dumps(order).encode()], [theirs.fileno()])
                except OSError:  # it had waited long enough, or was killed
                    continue
                return ours
        ours.close()
        raise NoAnswer("No process could be started.")

    def _start(self) -> socket.socket:
        self.end()
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 our own file
                self._command, env={}, stdin=theirs.fileno(), stdout=DEVNULL, stderr=DEVNULL
            )
        atexit.register(self.end)
        return self._orders

    def end(self) -> None:
        atexit.unregister(self.end)
        if self._orders is not None and self._process is not None:
            self._orders.close()
            self._process.wait()


@cache
def _starter(process: int, root: str, program: str) -> _Starter:
    """One for each process: what was forked from another one has its own."""
    return _Starter(root, program)
