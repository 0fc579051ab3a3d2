"""A process that does shares of runs, all of them but the signing: it asks for that through its line."""

import gc
import multiprocessing
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import django
from django.db import connections

_IDLE_SECONDS = 300
_NICE = 5  # whoever is typing comes first

# A connection of multiprocessing; the stubs of its `wait` have other types.
Line = Any


@dataclass(frozen=True)
class Order:
    """A share of a run, and the pens by which it is signed, for each record type."""

    run: int
    share: Any
    pens: dict[str, Any]


@dataclass(frozen=True)
class ToSign:
    """What is asked of the pen for this record type."""

    record_type: str
    hashes: list[bytes]


def work(line: Line, databases: Mapping[str, Any]) -> None:
    """Share after share. A fault ends the process: what it leaves undone is still waiting."""
    os.nice(_NICE)
    django.setup()
    for alias, name in databases.items():
        connections[alias].settings_dict["NAME"] = name
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError):
        while line.poll(_IDLE_SECONDS):
            _do(line.recv(), line)
            connections.close_all()
            line.send(None)
            gc.freeze()  # what it has loaded stays; the collector need not go through it again


def _do(order: Order, line: Line) -> None:
    from workflows import bulk, pens  # noqa: PLC0415 models, once Django stands
    from workflows.models import BulkRun  # noqa: PLC0415 as above
    from workflows.states import Step  # noqa: PLC0415 as above

    for name, pen in order.pens.items():
        pen.connect(lambda hashes, name=name: _asked(line, name, hashes))
    run = BulkRun.objects.select_related("by").get(pk=order.run)
    prepare = pens.preparing(Step(run.step), run.by, order.pens)
    for settled in bulk.work_through(run, prepare=prepare, share=order.share):
        line.send(settled)


def _asked(line: Line, name: str, hashes: list[bytes]) -> Any:
    line.send(ToSign(name, hashes))
    return line.recv()


def _end_with_parent() -> None:
    """A worker whose server was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(0)
