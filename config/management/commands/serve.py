"""The server and the background worker beside it; neither runs without the other."""

import contextlib
import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from people import home
from people.models import Letterhead
from workflows import checkpoints

Child = subprocess.Popen[bytes]
SECONDS_TO_STOP = 15
SECONDS_BETWEEN_CHECKPOINTS = 60
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
# Linux has it, Python does not: a signal for when the parent ends.
_libc, _PR_SET_PDEATHSIG = ctypes.CDLL(None), 1
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Serves Sổ Ký and does its background work, until it is told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=min(4, os.cpu_count() or 1))

    def handle(self, *, host: str, port: int, processes: int, **options: Any) -> None:
        # A record type with a file missing, an open task whose node is gone: not a start.
        self.check(databases=["default"], display_num_errors=True)
        # A trigger that is gone is a warning to `migrate`, which brings it back; here it is the end.
        self.check(tags=["database"], databases=["default"], fail_level=checks.WARNING)
        self._close_the_home()
        self._warn_of_clear_text(host)
        _refuse_borrowed_name()
        _refuse_taken(host, port)
        told_to_stop = threading.Event()
        # A closed terminal counts as well: nothing may be left running.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: told_to_stop.set())
        server = _start("granian", *_granian(host, port, processes))
        worker = _start("manage.py", "db_worker", "--queue-name=*", "--no-reload")
        _begin_checkpoints(told_to_stop)
        self.stdout.write(f"Sổ Ký serves http://{host}:{port}/ (Ctrl+C stops it).")
        try:
            ended = _watch({"server": server, "worker": worker}, told_to_stop)
        finally:
            _stop(server, worker)
        if ended:
            raise CommandError(f"The {ended} ended by itself, so everything was stopped.")

    def _close_the_home(self) -> None:
        """And clear away what a server that was killed, and sessions that ran out, left behind."""
        for path in home.keep_private():
            self.stderr.write(f"Other accounts of this machine may read {path}: it is not ours.")
        home.sweep()
        call_command("clearsessions")

    def _warn_of_clear_text(self, host: str) -> None:
        if not settings.SESSION_COOKIE_SECURE and host not in LOOPBACK:
            self.stderr.write(
                f"{host} is served in the clear: whoever shares the network reads passwords and PINs."
                " Put a proxy with HTTPS in front and set SOKY_HTTPS=1 (manual, chapter 10)."
            )


def _refuse_borrowed_name() -> None:
    """Certificates bear the name of the settings: it must be one that this school has had."""
    names = list(Letterhead.objects.values_list("name", flat=True))
    if names and settings.SOKY_SCHOOL not in names:
        raise CommandError(
            f"SOKY_SCHOOL says “{settings.SOKY_SCHOOL}”, and this is “{names[0]}”: set SOKY_SCHOOL,"
            " SOKY_LETTERHEAD and SOKY_PLACE to what the school is called, before keys are made."
        )


def _refuse_taken(host: str, port: int) -> None:
    try:
        socket.create_server((host, port)).close()
    except OSError as reason:
        raise CommandError(f"{host}:{port} is taken: choose another port.") from reason


def _granian(host: str, port: int, processes: int) -> list[str]:
    return [
        *("--interface", "asginl", "--http", "1", "--no-ws", "--log-level", "warning"),
        *("--host", host, "--port", str(port), "--backlog", "4096"),
        *("--http1-header-read-timeout", "10000", "--workers", str(processes)),
        # Never --workers-lifetime or --workers-max-rss: a worker that is changed takes its pens along.
        *("--respawn-failed-workers", "--workers-kill-timeout", str(SECONDS_TO_STOP - 5)),
        "config.asgi:application",
    ]


def _start(program: str, *arguments: str) -> Child:
    """A child in a process group of its own: it hears of Ctrl+C from here, once."""
    run = [program] if program.endswith(".py") else ["-m", program]
    return subprocess.Popen(  # noqa: S603 our own words only
        [sys.executable, *run, *arguments],
        cwd=settings.BASE_DIR,
        process_group=0,
        env={**os.environ, "TMPDIR": str(settings.FILE_UPLOAD_TEMP_DIR)},
        preexec_fn=partial(_stop_with, os.getpid()),
    )


def _stop_with(parent: int) -> None:
    """From here on the system itself tells this process to stop when its parent is gone, even killed."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # gone before that
        os._exit(1)


def _watch(children: dict[str, Child], told_to_stop: threading.Event) -> str:
    """Wait for the word to stop; the name of the child that ended before it, else nothing."""
    while not told_to_stop.wait(0.3):
        for name, child in children.items():
            if child.poll() is not None:
                return name
    return ""


def _begin_checkpoints(told_to_stop: threading.Event) -> None:
    threading.Thread(target=_take_checkpoints, args=(told_to_stop,), daemon=True).start()


def _take_checkpoints(told_to_stop: threading.Event) -> None:
    """Whatever is in the way (a full disk, a share that is gone) is tried again, and hinders nobody."""
    while not told_to_stop.is_set():
        try:
            checkpoints.take_where_due()
        except Exception:
            logger.exception("No checkpoint of the trail could be written.")
        finally:
            connections.close_all()
        told_to_stop.wait(SECONDS_BETWEEN_CHECKPOINTS)


def _stop(*children: Child) -> None:
    """Ask all, then wait for each; whoever does not listen is ended with all it started."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(SECONDS_TO_STOP)
        _end_group(child)


def _end_group(leader: Child) -> None:
    try:
        os.killpg(leader.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    leader.wait()
