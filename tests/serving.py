"""`manage.py serve` as a process of its own, on a home of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def manage(*arguments, home, **more):
    """`more` are further words of the environment."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SOKY_HOME": str(home),
        # Collected before the tests, by manage.py prepare.
        "SOKY_STATIC": str(settings.BASE_DIR / "var" / "static"),
        **more,
    }
    environment.pop("SOKY_DATABASE", None)
    # Under the false clock of make test-later no process of its own can sleep: this has the true one.
    environment.pop("LD_PRELOAD", None)
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def eventually(condition, seconds=300):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def answers(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60).close()
    except urllib.error.HTTPError as answer:
        answer.close()
    except OSError:
        return False
    return True


def processes_below(parent):
    """The process ids of all that this process started, grandchildren included."""
    children = [
        int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    ]
    return children + [below for child in children for below in processes_below(child)]


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
