"""Sixty people at once beside a sample school: half to two and a half seconds of thinking between pages.

On SQLite, or on what SOKY_DATABASE names: an empty database, which is filled with the sample school.
"""

import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.measure import table

PEOPLE, SECONDS = 60, 60
PAGES = ("/", "/?tab=role", "/lesson-plans/", "/attendance/", "/help/", "/classes/")
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="so-ky-bench-") as home:
        for command in ("prepare", "migrate", "load_sample_school"):
            _manage(home, command)
        accounts = json.loads(_manage(home, "demo_accounts", "--format=json"))
        with _served(home) as port:
            people = [Person(port, accounts[n % len(accounts)]) for n in range(PEOPLE)]
            _all_at_once(people)
    print(_figures(sorted(took for person in people for took in person.took)))


class Person(threading.Thread):
    """Signs in, then opens one page after the other."""

    def __init__(self, port: int, account: dict[str, str]) -> None:
        super().__init__()
        self._account, self._cookies = account, dict[str, str]()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.took: list[float] = []
        self.until = 0.0

    def sign_in(self) -> None:
        page = self._ask("GET", "/sign-in/")
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)
        words = {"username": self._account["username"], "password": self._account["password"]}
        self._ask("POST", "/sign-in/", words | {"csrfmiddlewaretoken": token[1] if token else ""})
        self._connection.close()  # until everybody is in the server would end it

    def run(self) -> None:
        chance = random.Random(self.name)
        while time.monotonic() < self.until:
            time.sleep(chance.uniform(0.5, 2.5))
            began = time.perf_counter()
            self._ask("GET", chance.choice(PAGES))
            self.took.append(time.perf_counter() - began)

    def _ask(self, method: str, path: str, words: dict[str, str] | None = None) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request(method, path, urlencode(words) if words else None, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, value = line.split(";")[0].split("=", 1)
            self._cookies[name] = value
        if answer.status >= 500:  # some of these pages are not everybody's
            raise RuntimeError(f"{path}: {answer.status}")
        return page


def _all_at_once(people: list[Person]) -> None:
    for person in people:
        person.sign_in()
    for person in people:
        person.until = time.monotonic() + SECONDS
        person.start()
    for person in people:
        person.join()


def _figures(took: list[float]) -> str:
    def at(part: float) -> str:
        return f"{1000 * took[min(len(took) - 1, int(len(took) * part))]:.0f}"

    row = (str(PEOPLE), f"{len(took) / SECONDS:.0f}", at(0.5), at(0.95), at(1))
    return table(("people", "pages/s", "p50 ms", "p95 ms", "slowest ms"), [row])


def _environment(home: str) -> dict[str, str]:
    demo = {"SOKY_HOME": home, "SOKY_DEMO": "true"}
    return {**os.environ, **demo, "DJANGO_SETTINGS_MODULE": "config.settings"}


def _manage(home: str, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(home), check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


@contextmanager
def _served(home: str) -> Iterator[int]:
    from tests.serving import answers, eventually, free_port

    port = free_port()
    command = [sys.executable, "manage.py", "serve", f"--port={port}"]
    with subprocess.Popen(command, cwd=ROOT, env=_environment(home)) as server:
        try:
            eventually(lambda: answers(port))
            yield port
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
