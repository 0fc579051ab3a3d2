"""A bulk run that goes on when the page is closed: in a thread of the server, the pen in its memory only."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import close_old_connections, connections
from django.utils import timezone

from workflows import bulk, run_workers
from workflows.models import BulkRun
from workflows.pens import close, preparing
from workflows.states import Step

# A run whose thread has said nothing for so long has lost it; somebody may go on with it.
SILENCE = timedelta(seconds=30)


def start_once(run: BulkRun, pens: dict[str, Any]) -> None:
    """Go on with this run beside the request that asked for it, unless somebody is at it.

    Either way the pens are closed in the end.
    """
    now = timezone.now()
    idle = BulkRun.objects.filter(pk=run.pk, finished_at=None).exclude(touched_at__gt=now - SILENCE)
    if not idle.update(touched_at=now, stopped_at=None):
        close(pens)
        return
    threading.Thread(target=_work, args=(run, pens), name=f"run-{run.pk}").start()


def stop(run: BulkRun) -> None:
    """Let it end after the records at hand; what is done stays done, the rest can go on later."""
    BulkRun.objects.filter(pk=run.pk, finished_at=None).update(stopped_at=timezone.now())


def is_alive(run: BulkRun) -> bool:
    if run.finished_at or run.touched_at is None:
        return False
    return run.touched_at > timezone.now() - SILENCE


def _work(run: BulkRun, pens: dict[str, Any]) -> None:
    close_old_connections()
    try:
        for _settled in carry_on(run, pens):
            BulkRun.objects.filter(pk=run.pk).update(touched_at=timezone.now())
        # Whoever stopped it may go on at once; nobody waits for a silence.
        BulkRun.objects.filter(pk=run.pk, stopped_at__isnull=False).update(touched_at=None)
    finally:
        close(pens)
        connections.close_all()


def carry_on(run: BulkRun, pens: dict[str, Any]) -> Iterator[int]:
    """As `bulk.carry_on`; where many are to be signed, on all cores."""
    if pens:
        yield from run_workers.share(run, pens)
    is_stopped = BulkRun.objects.filter(pk=run.pk, stopped_at__isnull=False).exists()
    if not (is_stopped and bulk.waiting(run).exists()):
        yield from bulk.carry_on(run, prepare=preparing(Step(run.step), run.by, pens))
