"""Where a stranger's bytes are worked on: a process that was started clean, and forks one for each work.

The one that forks never sees such bytes; it only loads our own modules, so that each work finds them
loaded. They are loaded without what their packages' `__init__` bring along, so that neither models
nor settings come near. Each work limits itself before it reads anything.
"""

import contextlib
import gc
import importlib
import json
import math
import os
import resource
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

OUT_OF_MEMORY = 3
BUSY = 4
STATUS = struct.Struct("!i")
"""How a work ended, behind its answer: an exit code, or minus the number of a signal."""
LONGEST_ORDER = 4096
_MEMORY = 1024 * 1024 * 1024
_IDLE_SECONDS = 300
"""So long the process waits for the next work; then it ends, and the next one starts another."""


class _BarePackages:
    """Finds the folders of this house as packages without a beginning of their own."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._rooms = {
            folder.name for folder in root.iterdir() if (folder / "__init__.py").exists()
        }

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: object = None
    ) -> ModuleSpec | None:
        folder = self._root.joinpath(*name.split("."))
        if name.split(".")[0] not in self._rooms or not folder.is_dir():
            return None
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        return spec


def _limit(seconds: float) -> None:
    whole = math.ceil(seconds)
    for what, soft, hard in (
        (resource.RLIMIT_AS, _MEMORY, _MEMORY),
        (resource.RLIMIT_CPU, whole, whole + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(what, (soft, hard))


def main(root: str) -> None:
    """Take orders from the socket that stands in for standard input, until nobody has one any more."""
    sys.meta_path.insert(0, _BarePackages(Path(root)))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who watch over a work
    orders = socket.socket(fileno=os.dup(0))
    orders.settimeout(_IDLE_SECONDS)
    while True:
        try:
            order, lines, _flags, _address = socket.recv_fds(orders, LONGEST_ORDER, 1)
        except TimeoutError:
            return
        if not order:
            return
        _begin(orders, lines[0], json.loads(order))


def _begin(orders: socket.socket, line: int, order: dict[str, Any]) -> None:
    """Fork somebody who watches over this work; its module may have more to `load` beforehand."""
    with contextlib.suppress(Exception):  # the work fails at the same, and says so
        module = importlib.import_module(order["work"])
        getattr(module, "load", lambda: None)()
    gc.freeze()
    if os.fork():
        os.close(line)
        return
    orders.close()
    os.close(0)
    _watch_over(socket.socket(fileno=line), order)
    os._exit(0)


def _watch_over(line: socket.socket, order: dict[str, Any]) -> None:
    """Fork the work, end it when its time by the clock is over, and say how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ends_at = time.monotonic() + order["patience"]
    work = os.fork()
    if not work:
        os._exit(_work(line, order["work"], order["seconds"]))
    signal.signal(signal.SIGALRM, lambda *_: os.kill(work, signal.SIGUSR1))
    signal.setitimer(signal.ITIMER_REAL, order["patience"])
    _pid, ended = os.waitpid(work, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    code = os.waitstatus_to_exitcode(ended)
    is_late = time.monotonic() > ends_at
    line.sendall(STATUS.pack(BUSY if is_late and code in {0, -signal.SIGUSR1} else code))
    line.shutdown(socket.SHUT_WR)
    while line.recv(65536):  # what the work has not read: whoever sends it must not be stuck
        pass


def _work(line: socket.socket, work: str, seconds: float) -> int:
    """The exit code; the answer goes out, or what broke."""
    _limit(seconds)
    try:
        with line.makefile("rb") as said:
            request, data = json.loads(said.readline()), said.read()
        line.sendall(importlib.import_module(work).answer(request, data))
    except MemoryError:
        return OUT_OF_MEMORY
    except BaseException:  # noqa: BLE001 an exit is no answer either
        line.sendall(traceback.format_exc().encode())
        return 1
    return 0


if __name__ == "__main__":
    # A short life: tidying up costs more than it frees.
    gc.disable()
    main(*sys.argv[1:])
