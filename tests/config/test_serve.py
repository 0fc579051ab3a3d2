"""Server and worker are one: told to stop, or robbed of one of them, nothing is left running."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests import migrated


def manage(*arguments, home):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SOKY_HOME": str(home),
    }
    environment.pop("SOKY_DATABASE", None)
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


def is_worker(pid):
    return b"db_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def home(tmp_path_factory, django_db_setup):
    home = tmp_path_factory.mktemp("home")
    migrated.copy_to(home / "so-ky.sqlite3")
    return home


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def served(home, port):
    with manage("serve", f"--port={port}", "--processes=1", home=home) as served:
        eventually(lambda: answers(port))
        yield served
        served.kill()


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_stops_everything_it_started(served, word):
    started = processes_below(served.pid)
    assert len(started) >= 3  # the server, its process, the worker

    served.send_signal(word)

    assert served.wait(300) == 0
    eventually(lambda: not any(map(is_alive, started)))


def test_without_its_worker_the_server_stops_too(served):
    started = processes_below(served.pid)

    os.kill(next(filter(is_worker, started)), signal.SIGKILL)

    output, _ = served.communicate(timeout=300)
    assert served.returncode == 1
    assert "The worker ended by itself" in output.decode()
    eventually(lambda: not any(map(is_alive, started)))


def test_a_port_in_use_is_named_and_nothing_is_started(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with manage("serve", f"--port={port}", home=home) as refused:
            output, _ = refused.communicate(timeout=300)
    assert refused.returncode == 1
    assert f"127.0.0.1:{port} is taken" in output.decode()
