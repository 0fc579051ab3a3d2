"""Does a hostile file die alone, in time, and without a secret in its reach?"""

import resource
import subprocess
import sys
import zlib

import pytest

from documents.checking import child, sandbox
from documents.signing.examination import Verdict
from tests import cpu


def test_the_sandbox_finds_what_the_engine_finds(files):
    for number, pdf in enumerate(files, start=1):
        found = sandbox.examine(pdf)
        assert found.verdict == Verdict.GENUINE
        assert len(found.signatures) == number


@pytest.mark.parametrize("junk", [b"", b"no PDF at all", b"%PDF-1.7\n" + bytes(10_000)])
def test_junk_is_unreadable(junk, school_home):
    assert sandbox.examine(junk).verdict == Verdict.UNREADABLE


def test_a_file_too_large_is_not_even_looked_at(settings, school_home, monkeypatch):
    settings.SOKY_UPLOAD_BYTES = 100
    monkeypatch.setattr(child, "__file__", "/does/not/exist")
    assert sandbox.examine(b"%PDF-" + bytes(100)).verdict == Verdict.UNREADABLE


def test_a_file_that_keeps_us_busy_is_given_up(files, monkeypatch):
    monkeypatch.setattr(child, "SECONDS", 0.05)
    assert sandbox.examine(files[-1]).verdict == Verdict.UNREADABLE


def test_a_bomb_dies_alone(school_home):
    """A cross-reference stream that unpacks to 4 GB."""
    squeeze = zlib.compressobj(9, wbits=-15)
    block = squeeze.compress(bytes(2**24)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    stream = b"\x78\xda" + block * 256
    bomb = b"%PDF-1.5\n1 0 obj\n<< /Type /XRef /W [1 2 1] /Size 9999999 /Root 2 0 R"
    bomb += b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream) + stream
    bomb += b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    with cpu.at_most(child.SECONDS + 2):
        assert sandbox.examine(bomb).verdict == Verdict.UNREADABLE
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 1.1 * 2**30


@pytest.fixture
def spy(tmp_path, monkeypatch):
    """Another program in the child's place."""

    def spy(code):
        program = tmp_path / "child.py"
        program.write_text(code)
        monkeypatch.setattr(child, "__file__", str(program))
        return sandbox.examine(b"%PDF-")

    return spy


@pytest.mark.parametrize(
    "answer", ["[]", "{}", '"x"', '{"sha256": 1}', "nonsense", '{"size": "x", "faults": 3}']
)
def test_an_answer_that_is_none_counts_as_unreadable(spy, school_home, answer):
    assert spy(f"print({answer!r})").verdict == Verdict.UNREADABLE


def test_the_child_gets_no_environment_and_no_settings(school_home, tmp_path, monkeypatch):
    monkeypatch.setenv("SOKY_SECRET_OF_THE_TEST", "pepper")
    seen = tmp_path / "seen"
    program = tmp_path / "child.py"
    program.write_text(
        "import os, sys\n"
        f"open({str(seen)!r}, 'w').write(repr(dict(os.environ)) + sys.stdin.buffer.read().decode())\n"
    )
    monkeypatch.setattr(child, "__file__", str(program))
    sandbox.examine(b"%PDF-")
    told = seen.read_text()
    assert "pepper" not in told
    assert "PRIVATE" not in told
    assert "anchors" in told


def test_the_engine_loads_neither_django_nor_what_fetches(files):
    asked = b'{"anchors": [], "others": [], "tests": [], "at": "2026-11-23T00:00:00+00:00", "known": 0}\n'
    done = subprocess.run(
        [sys.executable, "-IB", "-X", "importtime", child.__file__],
        input=asked + files[0],
        capture_output=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert "pyhanko" in loaded
    assert not loaded & {"django", "aiohttp", "documents.signing.keys"}
