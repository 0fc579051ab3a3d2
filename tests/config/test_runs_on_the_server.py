"""A run of many on a real server: its process is killed, or told to stop; nothing is lost or done twice."""

import json
import os
import re
import shutil
import signal
import sqlite3
import urllib.parse
import urllib.request
from contextlib import closing, contextmanager

import pytest

from tests import migrated
from tests.config.filled import MANY
from tests.config.test_serve import is_web_worker
from tests.serving import answers, eventually, free_port, manage, processes_below


@pytest.fixture(scope="module")
def waiting(tmp_path_factory, django_db_setup):
    """A home in which 300 minutes wait for the vice principal, and how he comes in."""
    home = tmp_path_factory.mktemp("filled")
    migrated.copy_to(home / "so-ky.sqlite3")
    fill = "from tests.config.filled import fill; fill()"
    with manage("shell", "--verbosity=0", f"--command={fill}", home=home, **names(home)) as filled:
        said, _error = filled.communicate(timeout=300)
    return home, json.loads(said.splitlines()[-1])


def names(home):
    return {
        "DJANGO_SETTINGS_MODULE": "tests.config.served_settings",
        "SOKY_TESTED_HOME": str(home),
    }


@pytest.fixture
def home(waiting, tmp_path):
    """A copy of it for each test; its database is at rest."""
    home = tmp_path / "home"
    shutil.copytree(waiting[0], home)
    return home


@pytest.fixture
def served(home):
    """Starts the server; called again, at the same place after it has ended."""

    @contextmanager
    def start():
        port = free_port()
        with manage("serve", f"--port={port}", "--processes=1", home=home, **names(home)) as served:
            eventually(lambda: answers(port))
            yield served, port
            served.terminate()
            served.wait(60)

    return start


class Window:
    """The browser window of the vice principal."""

    def __init__(self, port, found):
        self.base, self.found = f"http://127.0.0.1:{port}", found
        self.token = "a" * 32
        self.cookies = f"sessionid={found['session']}; csrftoken={self.token}"

    def send(self, path, **form):
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **form}).encode()
        request = urllib.request.Request(self.base + path, data, {"Cookie": self.cookies})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.url, answer.read().decode()

    def begin(self):
        """Choose the line, look, press; the address of the run that goes on from here."""
        chosen = {"fold": self.found["fold"]}
        _url, page = self.send("/bulk/sign/", **chosen)
        seen = {
            name: re.search(rf'name="{name}" value="([0-9a-f]+)"', page)[1]
            for name in ("key", "fingerprint")
        }
        opener = urllib.request.build_opener(NoRedirect)
        data = {"csrfmiddlewaretoken": self.token, **chosen, **seen, "confirmed": "1"}
        request = urllib.request.Request(
            f"{self.base}/bulk/sign/",
            urllib.parse.urlencode(data).encode(),
            {"Cookie": self.cookies},
        )
        with opener.open(request, timeout=60) as answer:
            assert answer.status == 302
        return f"/runs/{seen['key']}/"


class NoRedirect(urllib.request.HTTPErrorProcessor):
    def http_response(self, _request, response):
        return response


def counted(home, sql):
    with closing(sqlite3.connect(home / "so-ky.sqlite3")) as database:
        return database.execute(sql).fetchone()[0]


def done(home):
    return counted(home, "SELECT count(*) FROM workflows_event WHERE kind = 'sign'")


def half_a_minute_passes(home):
    """After which a run that says nothing may be carried on."""
    with closing(sqlite3.connect(home / "so-ky.sqlite3", timeout=30)) as database:
        database.execute(
            "UPDATE workflows_bulkrun SET touched_at = '2020-01-01' WHERE step = 'sign'"
        )
        database.commit()


def insist_on_its_end(home):
    eventually(lambda: done(home) == MANY, seconds=60)
    eventually(
        lambda: counted(
            home,
            "SELECT count(*) FROM workflows_bulkrun WHERE step = 'sign' AND finished_at IS NOT NULL",
        ),
        seconds=60,
    )
    of_each = "SELECT count(DISTINCT approval_id) FROM workflows_event WHERE kind = 'sign'"
    assert counted(home, of_each) == MANY
    assert counted(home, "SELECT count(*) FROM workflows_approval WHERE state = 'signed'") == MANY


def test_a_run_whose_process_is_killed_is_carried_on_to_its_end(waiting, home, served):
    with served() as (serve, port):
        killed = next(filter(is_web_worker, processes_below(serve.pid)))
        window = Window(port, waiting[1])
        run = window.begin()

        os.kill(killed, signal.SIGKILL)

        assert done(home) < MANY, "killed in the middle"
        eventually(lambda: answers(port), seconds=60)
        half_a_minute_passes(home)
        window.send(f"{run}go-on/")
        insist_on_its_end(home)


def test_a_stop_during_a_run_loses_nothing(waiting, home, served):
    with served() as (serve, port):
        run = Window(port, waiting[1]).begin()

        serve.send_signal(signal.SIGTERM)

        assert serve.wait(60) == 0
    before = done(home)
    items = "SELECT count(*) FROM workflows_bulkitem i JOIN workflows_bulkrun r ON r.id = i.run_id"
    told = f"{items} WHERE r.step = 'sign' AND i.outcome = 'done'"
    assert counted(home, told) == before, "what is written down is what was done"
    with served() as (_serve, port):
        half_a_minute_passes(home)
        Window(port, waiting[1]).send(f"{run}go-on/")
        insist_on_its_end(home)
