"""Processes that share a large run: they do all of its work but hold the key, which stays here."""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from math import ceil
from multiprocessing.connection import wait
from typing import Any

from django.db import connections

from people.refusals import Refusal
from workflows import bulk, run_process
from workflows.bulk import CHUNK, Share
from workflows.models import BulkRun
from workflows.run_process import Line, Order, ToSign

# A process needs two seconds to start; a signature on a record costs some eight milliseconds.
_WORTH_STARTING, _WORTH_SHARING = 200, 20

_at_work = threading.Lock()
_workers: list["Worker"] = []


class Worker:
    """A process of its own, started anew wherever it has ended."""

    def __init__(self) -> None:
        spawning = multiprocessing.get_context("spawn")
        self.line, far_end = spawning.Pipe()
        names = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
        # A daemon: whoever stops the server does not wait for it.
        self._process = spawning.Process(
            target=run_process.work, args=(far_end, names), daemon=True
        )
        self._process.start()
        far_end.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def end(self) -> None:
        self.line.close()
        self._process.terminate()
        self._process.join()


def share(run: BulkRun, pens: dict[str, Any]) -> Iterator[int]:
    """Let every core work at it, if it is worth it; yields how many were settled each time.

    What a worker leaves undone, because it was killed or met a fault, is left waiting. Where they are
    at another run already, nothing is done here.
    """
    number = bulk.waiting(run).count()
    is_worth_it = number >= (_WORTH_SHARING if _workers else _WORTH_STARTING)
    if not is_worth_it or not _at_work.acquire(blocking=False):
        return
    try:
        yield from _listening(_begun(run, number, pens), pens)
    except BaseException:
        _dismiss()  # what they have still to say is of this run
        raise
    finally:
        _at_work.release()


def _begun(run: BulkRun, number: int, pens: dict[str, Any]) -> list[Line]:
    lent = {name: pen.lend() for name, pen in pens.items()}
    workers = _crew()
    chunk = min(CHUNK, ceil(number / len(workers)))
    for which, worker in enumerate(workers):
        with suppress(OSError):  # it has just ended
            worker.line.send(Order(run.pk, Share(which, len(workers), chunk), lent))
    return [worker.line for worker in workers]


def _listening(lines: list[Line], pens: dict[str, Any]) -> Iterator[int]:
    while lines:
        for line in wait(lines):
            settled = _heard(line, pens)
            if settled is None:
                lines.remove(line)
            else:
                yield settled


def _crew() -> list[Worker]:
    """One for each core; those that ended meanwhile are replaced."""
    for gone in [worker for worker in _workers if not worker.is_alive()]:
        gone.end()
        _workers.remove(gone)
    _workers.extend(Worker() for _core in range((os.cpu_count() or 1) - len(_workers)))
    return list(_workers)


def _dismiss() -> None:
    for worker in _workers:
        worker.end()
    _workers.clear()


def _heard(line: Line, pens: dict[str, Any]) -> Any:
    """How many were settled; None at the end of the share, or of the worker."""
    try:
        message = line.recv()
        if not isinstance(message, ToSign):
            return message
        line.send(_signed(message, pens))
    except (EOFError, OSError):
        return None
    return 0


def _signed(wanted: ToSign, pens: dict[str, Any]) -> Any:
    """The signatures, or the sentence and code of why there are none."""
    try:
        return list(pens[wanted.record_type].sign_hashes(wanted.hashes))
    except Refusal as refusal:
        return str(refusal), refusal.code
