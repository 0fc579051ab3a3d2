"""Does a hostile file die alone, in time, and without a secret in its reach?"""

import hashlib
import zlib

import pytest

from documents.checking import meaning
from documents.checking.verdicts import Outcome
from documents.models import SignedFile
from documents.signing import sandboxed
from documents.signing.examination import Verdict
from people import sandbox, sandbox_child
from tests.documents.signing import tampering
from tests.workflows.books import behind_the_door


def test_the_sandbox_finds_what_the_engine_finds(files):
    for number, pdf in enumerate(files, start=1):
        found = sandboxed.examine(pdf)
        assert found.verdict == Verdict.GENUINE
        assert len(found.signatures) == number


@pytest.mark.parametrize("junk", [b"", b"no PDF at all", b"%PDF-1.7\n" + bytes(10_000)])
def test_junk_is_unreadable(junk, school_home):
    assert sandboxed.examine(junk).verdict == Verdict.UNREADABLE


def test_a_file_too_large_is_not_even_looked_at(settings, school_home, monkeypatch):
    settings.SOKY_UPLOAD_BYTES = 100
    monkeypatch.setattr(sandbox_child, "__file__", "/does/not/exist")
    found = sandboxed.examine(b"%PDF-" + bytes(100))
    assert (found.verdict, found.faults) == (Verdict.UNJUDGED, ("too_large",))


def test_a_bomb_dies_alone(school_home):
    """A cross-reference stream that unpacks to 4 GB."""
    squeeze = zlib.compressobj(9, wbits=-15)
    block = squeeze.compress(bytes(2**24)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    stream = b"\x78\xda" + block * 256
    bomb = b"%PDF-1.5\n1 0 obj\n<< /Type /XRef /W [1 2 1] /Size 9999999 /Root 2 0 R"
    bomb += b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream) + stream
    bomb += b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    assert sandboxed.examine(bomb).verdict == Verdict.UNREADABLE


@pytest.mark.parametrize(
    "answer", [b"[]", b"{}", b'"x"', b'{"sha256": 1}', b"nonsense", b'{"size": "x", "faults": 3}']
)
def test_an_answer_that_is_none_counts_as_unreadable(monkeypatch, school_home, answer):
    monkeypatch.setattr(sandbox, "run", lambda *_asked: answer)
    assert sandboxed.examine(b"%PDF-").verdict == Verdict.UNREADABLE


def test_a_machine_without_time_says_nothing_about_the_file(files, monkeypatch):
    monkeypatch.setattr(sandbox, "_PATIENCE", 1e-6)
    assert sandboxed.examine(tampering.page_turned(files[-1])).verdict == Verdict.BUSY


def test_our_own_file_is_known_by_its_bytes_though_the_machine_is_busy(files, monkeypatch):
    monkeypatch.setattr(sandbox, "_PATIENCE", 1e-6)
    outcomes = [meaning.of(sandboxed.examine(pdf)).outcome for pdf in files]
    assert outcomes == [*[Outcome.SUPERSEDED] * 3, Outcome.CURRENT]
    touched = meaning.of(sandboxed.examine(files[-1] + b"\n"))
    assert touched.outcome == Outcome.BUSY


def test_bytes_that_the_trail_does_not_name_are_not_known(files, plan, monkeypatch):
    monkeypatch.setattr(sandbox, "_PATIENCE", 1e-6)
    false = tampering.page_turned(files[-1])
    last = SignedFile.objects.filter(approval=plan.pk).order_by("event").last()
    behind_the_door(
        "UPDATE documents_signedfile SET sha256 = %s WHERE event_id = %s",
        hashlib.sha256(false).hexdigest(),
        last.pk,
    )
    assert meaning.of(sandboxed.examine(false)).outcome == Outcome.BUSY
