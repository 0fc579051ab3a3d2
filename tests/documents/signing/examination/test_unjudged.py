"""Sound files that cannot be judged here are not called broken, and never genuine."""

import io
import re

import pikepdf
import pytest

from documents.signing.examination import Verdict, examine
from tests.documents.signing import office as made
from tests.documents.signing import tampering
from tests.documents.signing.office import AT


def classic(pdf: bytes) -> bytes:
    """With a table of references as old programs write it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def hybrid(pdf: bytes) -> bytes:
    """A table for old programs, and a stream beside it for new ones."""
    root = re.search(rb"/Root (\d+ 0 R)", pdf)[1]
    size, before = (
        int(re.search(name + rb"\s+(\d+)", pdf)[1]) for name in (rb"/Size", rb"startxref")
    )
    stream = (
        b"%d 0 obj\n<< /Type /XRef /W [1 2 1] /Index [0 0] /Size %d /Root %s /Length 0 >>\n"
        % (
            *(size, size + 1),
            root,
        )
    )
    stream += b"stream\n\nendstream\nendobj\n"
    table = b"xref\n0 0\ntrailer\n<< /Size %d /Root %s /Prev %d /XRefStm %d >>\n" % (
        *(size + 1, root),
        *(before, len(pdf)),
    )
    return pdf + stream + table + b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(stream))


def miscounted(pdf: bytes) -> bytes:
    """The table says one object less than it has; every reader takes it."""
    return re.sub(rb"/Size (\d+)", lambda found: b"/Size %d" % (int(found[1]) - 1), pdf)


def named(kind):
    return kind.__name__


@pytest.mark.parametrize("kind", [tampering.encrypted, hybrid, miscounted], ids=named)
def test_a_sound_file_of_a_kind_not_known_here(office, kind):
    whole = classic(made.paper())
    assert examine(whole, office.trust, at=AT).verdict == Verdict.UNSIGNED
    found = examine(kind(whole), office.trust, at=AT)
    assert found.verdict == Verdict.UNJUDGED, found.faults


@pytest.mark.parametrize("name", ["sha3_256", "sha3_384", "sha3_512"])
def test_a_signature_over_sha_3_is_judged(office, name):
    pdf = office.sign(made.paper(), "author", "leader", level="B-T", md_algorithm=name)
    (found,) = examine(pdf, office.trust, at=AT).signatures
    assert found.intact
    assert found.timestamp.intact


def by_an_unknown_method(pdf: bytes) -> bytes:
    """Every SHA-256 within the last signature bears another number."""
    found = tampering.last_signature(pdf)
    sha256, unknown = b"608648016503040201", b"608648016503040263"
    return pdf[: found.start()] + found[0].replace(sha256, unknown) + pdf[found.end() :]


def test_a_method_nobody_here_knows_is_no_forgery_and_no_proof(office, stages):
    found = examine(by_an_unknown_method(stages[0]), office.trust, at=AT)
    assert found.verdict == Verdict.UNJUDGED
    assert found.signatures[0].why == ("unknown_method",)


def test_beside_a_method_not_known_a_change_is_still_a_change(office, stages):
    false = tampering.bit_flipped_in_a_mark(by_an_unknown_method(stages[3]))
    assert examine(false, office.trust, at=AT).verdict == Verdict.CHANGED
