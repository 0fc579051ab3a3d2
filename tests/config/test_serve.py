"""Server and worker are one: told to stop, or robbed of one of them, nothing is left running."""

import os
import signal
import socket
import sqlite3
import threading
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from tests.serving import answers, eventually, free_port, is_alive, manage, processes_below


def is_worker(pid):
    return b"db_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def served(home, port):
    with manage("serve", f"--port={port}", "--processes=1", home=home) as served:
        eventually(lambda: answers(port))
        yield served
        served.terminate()
        served.wait(60)


def test_it_takes_checkpoints_by_itself_and_copies_them_outside(home, port, tmp_path, monkeypatch):
    monkeypatch.setenv("SOKY_CHECKPOINTS_OUTSIDE", str(tmp_path))
    names = (f"--school={settings.SOKY_SCHOOL}", "--authority=UBND", "--place=Tân Tập")
    with manage("found_school", *names, "--principal=Thu", "--username=thu", home=home) as founded:
        founded.communicate(timeout=300)
    with manage("serve", f"--port={port}", "--processes=1", home=home) as served:
        eventually(lambda: list(tmp_path.glob("[0-9]*.json")))
        served.terminate()


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
    assert "worker" in output.decode()
    eventually(lambda: not any(map(is_alive, started)))


def test_killed_it_takes_everything_along_that_it_started(served, port):
    started = processes_below(served.pid)
    assert len(started) >= 3

    served.kill()

    eventually(lambda: not any(map(is_alive, started)), seconds=60)
    socket.create_server(("127.0.0.1", port)).close()


def test_a_port_in_use_is_named_and_nothing_is_started(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with manage("serve", f"--port={port}", home=home) as refused:
            output, _ = refused.communicate(timeout=300)
    assert refused.returncode == 1
    assert f"127.0.0.1:{port}" in output.decode()


def is_web_worker(pid):
    """The server keeps nothing but its processes below it."""
    return not is_worker(pid) and not processes_below(pid)


def test_a_killed_web_worker_is_replaced_and_nothing_else_ends(served, port):
    killed = next(filter(is_web_worker, processes_below(served.pid)))

    os.kill(killed, signal.SIGKILL)

    eventually(lambda: answers(port))
    assert served.poll() is None
    assert killed not in processes_below(served.pid)


def test_told_to_stop_it_answers_whom_it_is_answering(served, home, port):
    """The page waits for the database, which somebody else is writing to."""
    answer = []
    writer = sqlite3.connect(home / "so-ky.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    visitor = threading.Thread(target=lambda: answer.append(sign_in(port)))
    visitor.start()
    visitor.join(2)
    assert not answer

    served.send_signal(signal.SIGTERM)
    visitor.join(1)
    writer.execute("ROLLBACK")
    writer.close()

    visitor.join(60)
    assert "Mật khẩu" in answer[0]
    assert served.wait(300) == 0


def sign_in(port):
    """What comes back where name and password are wrong: that try is counted in the database."""
    where = f"http://127.0.0.1:{port}/sign-in/"
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    token = visitor.open(where).read().decode().split('csrfmiddlewaretoken" value="')[1][:64]
    words = f"username=minh&password=sai&csrfmiddlewaretoken={token}".encode()
    return visitor.open(where, words, timeout=60).read().decode()


def test_without_a_trigger_nothing_is_served_until_migrate_brings_it_back(home, port):
    with closing(sqlite3.connect(home / "so-ky.sqlite3")) as database:
        database.execute("DROP TRIGGER so_ky_event_update")
    with manage("serve", f"--port={port}", home=home) as refused:
        output, _ = refused.communicate(timeout=300)
    assert refused.returncode == 1
    assert "so_ky_event_update" in output.decode()

    with manage("migrate", "--verbosity=0", home=home) as mended:
        mended.communicate(timeout=300)
    assert mended.returncode == 0
    with manage("serve", f"--port={port}", "--processes=1", home=home) as served:
        eventually(lambda: answers(port))
        served.terminate()
