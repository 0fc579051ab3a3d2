"""A bulk run that goes on when the page is closed: in a thread of the server, the pen in its memory only."""

import threading
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import close_old_connections, connections
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from people.models import Staff
from workflows import bulk, registry
from workflows.loaded import LoadedRecord
from workflows.models import BulkRun
from workflows.permissions import roster_of, seats
from workflows.states import Step

# A run whose thread has said nothing for so long has lost it; somebody may go on with it.
SILENCE = timedelta(seconds=30)


@sensitive_variables("secret", "code")
def open_pens(
    names: Iterable[str], by: Staff, secret: str, step: Step, code: str = ""
) -> dict[str, Any]:
    """What the person signs with, for each record type named. Raises Refusal.

    It is one pen for all: a token does not open twice, and a one-time code is good once.
    """
    signed = [name for name in names if registry.get(name).model().needs_file(step)]
    if not signed:
        return {}
    return dict.fromkeys(signed, registry.get(signed[0]).model.open_pen(by, secret, step, code))


def close(pens: dict[str, Any]) -> None:
    """Give back what the pens hold, whether or not anything was signed."""
    for pen in set(pens.values()):
        pen.close()


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
        for _settled in bulk.carry_on(run, prepare=preparing(Step(run.step), run.by, pens)):
            BulkRun.objects.filter(pk=run.pk).update(touched_at=timezone.now())
        # Whoever stopped it may go on at once; nobody waits for a silence.
        BulkRun.objects.filter(pk=run.pk, stopped_at__isnull=False).update(touched_at=None)
    finally:
        close(pens)
        connections.close_all()


def preparing(step: Step, by: Staff, pens: dict[str, Any]) -> bulk.Prepare:
    """Sign each record with the pen of its type."""

    def prepare(chosen: Sequence[LoadedRecord]) -> dict[int, Any]:
        roster, made = roster_of(), {}
        for name, pen in pens.items():
            mine = [
                (loaded.record, seats(step, loaded.approval, by.pk, roster, loaded.tasks)[0])
                for loaded in chosen
                if loaded.approval.record_type == name
            ]
            made.update(registry.get(name).model.prepare_many(step, mine, pen, roster))
        return made

    return prepare
