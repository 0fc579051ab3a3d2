"""Does work on a stranger's bytes die alone, in time, and without a secret in its reach?"""

import itertools
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from people import sandbox, sandbox_child

WORKS = """
import json, os, time

def answer(request, data):
    return {body}
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    """What a module of the house with this answer comes to."""
    room = tmp_path / "people"
    room.mkdir()
    (room / "__init__.py").write_text("raise RuntimeError('Nobody may load this.')")
    monkeypatch.setattr(sandbox, "_ROOT", tmp_path)

    numbers = itertools.count()

    def work(body, data=b"", request=None, **limits):
        name = f"work_{next(numbers)}"  # another file each time: what is loaded stays loaded
        (room / f"{name}.py").write_text(WORKS.format(body=body))
        return sandbox.run(f"people.{name}", data, request, **limits)

    return work


def test_request_and_bytes_arrive_and_the_answer_comes_back(work):
    assert work("request['a'].encode() + data", b"\x00\n\xff", {"a": "é"}) == "é".encode() + (
        b"\x00\n\xff"
    )


def test_what_needs_too_much_memory_or_time_is_told_apart_from_what_breaks(work):
    for body in ("bytes(2_000_000_000)", "max(iter(int, 1))"):
        with pytest.raises(sandbox.Exhausted):
            work(body, seconds=1)
    for body in ("os.abort()", "1 / 0", "1", "exit(1)"):
        with pytest.raises(sandbox.NoAnswer) as end:
            work(body)
        assert end.type is sandbox.NoAnswer


def test_waiting_is_no_work_and_says_nothing_about_the_bytes(work, monkeypatch):
    assert work("time.sleep(1.5) or b'at last'", seconds=1) == b"at last"
    monkeypatch.setattr(sandbox, "_PATIENCE", 0.5)
    began = time.monotonic()
    with pytest.raises(sandbox.Busy):
        work("time.sleep(60)", seconds=1)
    assert time.monotonic() - began < 30


def test_it_gets_no_environment_and_writes_no_file(work, tmp_path, monkeypatch):
    monkeypatch.setenv("SOKY_SECRET_OF_THE_TEST", "pepper")
    assert "SOKY_SECRET_OF_THE_TEST" not in work("repr(dict(os.environ)).encode()").decode()
    with pytest.raises(sandbox.NoAnswer):
        work(f"open({str(tmp_path / 'file')!r}, 'w', buffering=1).write('x\\n' * 99)")


@pytest.mark.parametrize(
    "name",
    [
        "documents.inspection",
        "documents.drawing",
        "documents.foreign_pages",
        "documents.signing.examination.child",
        "people.imports.reading",
    ],
)
def test_no_work_takes_settings_models_or_database_along(name):
    loaded = modules_of(name)
    assert name in loaded
    strangers = {"django", "config", "workflows", "aiohttp"}
    assert not strangers & {module.split(".")[0] for module in loaded}


def modules_of(name):
    """What is loaded where this work of ours is done."""
    code = (
        "import runpy, sys; from pathlib import Path;"
        f"child = runpy.run_path({sandbox_child.__file__!r});"
        f"sys.meta_path.insert(0, child['_BarePackages'](Path({str(sandbox._ROOT)!r})));"
        f"import importlib; work = importlib.import_module({name!r});"
        "getattr(work, 'load', lambda: None)();"
        "print(*(n for n, module in sys.modules.items() if getattr(module, '__spec__', None)))"
    )
    done = subprocess.run(
        [sys.executable, "-IB", "-c", code], capture_output=True, check=True, env={}
    )
    return set(done.stdout.decode().split())


def test_many_at_once_do_not_mix_their_answers(work):
    with ThreadPoolExecutor(8) as people:
        answers = people.map(lambda number: work("data", b"%d" % number * 99_999), range(24))
    assert list(answers) == [b"%d" % number * 99_999 for number in range(24)]


def test_what_a_work_leaves_unread_holds_nobody_up(work):
    with pytest.raises(sandbox.NoAnswer):
        work("1 / 0", bytes(50_000_000))
    began = time.monotonic()
    with pytest.raises(sandbox.NoAnswer):
        sandbox.run("people.no_such_work", bytes(50_000_000))
    assert time.monotonic() - began < 30


def test_the_process_that_forks_may_be_killed_between_two_works(work):
    assert work("data", b"one") == b"one"
    starter = sandbox._starter(os.getpid(), str(sandbox._ROOT), sandbox_child.__file__)
    starter._process.kill()
    starter._process.wait()
    assert work("data", b"another") == b"another"


def test_one_work_finds_nothing_of_the_one_before(work):
    assert work("globals().setdefault('left', data)", b"secret") == b"secret"
    again = "repr(hasattr(__import__('people.work_0', fromlist=['x']), 'left')).encode()"
    assert work(again) == b"False"


def test_limits_and_the_list_of_what_acts_stand_once():
    rooms = [Path(sandbox._ROOT) / room for room in ("config", "documents", "people", "workflows")]
    sources = {path: path.read_text() for room in rooms for path in room.rglob("*.py")}
    for word, place in (
        ("setrlimit", "sandbox_child.py"),
        ("/RichMediaExecute", "active_content.py"),
    ):
        assert [path.name for path, text in sources.items() if word in text] == [place]
