"""What a signature costs: pyHanko as its manual shows it, this signing room, and the physical limit.

All sign the same file of some pages that carries three signatures already, in turn, with the same
key and an in-process clock where there is a timestamp. "By the manual" is the library's own signer
with the document font in its stamp; "the limit" is SHA-256 over the file, the raw signature and
writing the file. "With the guard" looks at all signatures before and after.
"""

import io
import os
import resource
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.measure import seconds, spread, table
from benchmarks.school import open_school

if TYPE_CHECKING:
    from tests.school import School

ROUNDS, FEW = 7, 3
FILES, CHUNK = 1000, 50
FIELDS = ("author", "review", "sign", "lock")
PIN = "482915"


def main() -> None:
    school = open_school()
    papers = _Papers(school)
    print(single(papers), checking(papers), many(papers), sep="\n\n")


class _Papers:
    """A file with three signatures, and the fourth person's keys of both kinds."""

    def __init__(self, school: "School") -> None:
        from documents import signing
        from documents.signing.keys import KeyKind

        people = (school.dao, school.hoa, school.minh, school.thu)
        for person in people:
            signing.issue(person, PIN)
        signing.issue(school.nam, PIN, KeyKind.RSA3072)
        keys = [signing.open_key(person, PIN) for person in people]
        self.keys = {"P-256": keys[3], "RSA-3072": signing.open_key(school.nam, PIN)}
        once = self.signed(_paper(), FIELDS[0], keys[0])
        self.two = self.signed(once, FIELDS[1], keys[1])
        self.three = self.signed(self.two, FIELDS[2], keys[2])
        self.four = self.signed(self.three, FIELDS[3], keys[3])

    def order(self, pdf: bytes, field: str, key: Any) -> Any:
        from django.utils import timezone

        from documents import signing

        stamp = signing.Stamp(("HIỆU TRƯỞNG",), signing.name_in(key.certificate), timezone.now())
        return signing.Order(pdf, field, "Hiệu trưởng", stamp)

    def signed(self, pdf: bytes, field: str, key: Any) -> bytes:
        from django.utils import timezone

        from documents import signing

        return signing.sign(self.order(pdf, field, key), key, timezone.now()).pdf


def _paper() -> bytes:
    from documents import rendering, signing

    lines = [f"{number}. {_LINE}" for number in range(60)]
    return signing.prepare(
        rendering.render("print/note.html", {"title": "Kế hoạch", "lines": lines}), FIELDS
    )


_LINE = "Học sinh nhận biết phép chia có dư, thực hiện được phép chia và nêu được số dư. " * 2


def single(papers: _Papers) -> str:
    """One file after the other."""
    rows = []
    for kind, key in papers.keys.items():
        for level in ("B-B", "B-LT"):
            ways = dict(_ways(papers, key, level))
            took: dict[str, list[float]] = {name: [] for name in ways}
            for _round in range(ROUNDS):
                for name, way in ways.items():
                    times = FEW if name == "by the manual" else 10 * FEW
                    took[name].append(
                        1000 * seconds(lambda way=way, n=times: _again(way, n)) / times
                    )
            limit = median(took["the limit"])
            rows += [
                (kind, level, name, spread(each), f"{median(each) / limit:.1f}")
                for name, each in took.items()
            ]
    return table(("key", "level", "one signature", "ms", "times the limit"), rows)


def _again(way: Callable[[], object], times: int) -> None:
    for _time in range(times):
        way()


def _ways(papers: _Papers, key: Any, level: str) -> Iterator[tuple[str, Callable[[], object]]]:
    from django.utils import timezone

    from documents import signing
    from documents.signing import evidence, timestamps
    from documents.signing.pades import Hand
    from documents.signing.proof import Evidence

    yield "by the manual", by_the_manual(papers.three, key, with_proof=level == "B-LT")
    order, now = papers.order(papers.three, FIELDS[3], key), timezone.now()
    clock, proof = None, Evidence()
    if level == "B-LT":
        clock = timestamps.clock()
        proof = evidence.of(key.certificate, key.chain, now) | clock.evidence()
    hand = Hand(key, clock, proof)
    yield "ours", lambda: hand.sign([order])
    if level == "B-LT":
        yield "ours, guard and archive timestamp", lambda: signing.sign(order, key, now)
    yield "the limit", lambda: _limit(papers.three, key)


def _limit(pdf: bytes, key: Any) -> None:
    import hashlib

    key.sign_hashes([hashlib.sha256(pdf).digest()])
    _SCRATCH.write_bytes(pdf)


_SCRATCH = Path(os.environ.get("TMPDIR", "/tmp")) / f"so-ky-bench-{os.getpid()}.pdf"


def _library_style() -> Any:
    from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
    from pyhanko.pdf_utils.text import TextBoxStyle
    from pyhanko.stamp import TextStampStyle

    from documents.paper import font_file

    return TextStampStyle(
        stamp_text="Ký bởi: %(signer)s\n%(ts)s",
        text_box_style=TextBoxStyle(font=GlyphAccumulatorFactory(str(font_file()))),
    )


def by_the_manual(
    pdf: bytes, key: Any, *, with_proof: bool, field: str = FIELDS[3]
) -> Callable[[], bytes]:
    """One signature as the library's manual shows it; what it gives is the signed file."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    signer = _library_signer(key)

    def sign() -> bytes:
        facts: dict[str, Any] = {"field_name": field, "subfilter": SigSeedSubFilter.PADES}
        stamper = None
        if with_proof:
            stamper, context = _library_clock_and_context()
            facts |= {"embed_validation_info": True, "validation_context": context}
        metadata = signers.PdfSignatureMetadata(**facts)
        pdf_signer = signers.PdfSigner(
            metadata, signer, timestamper=stamper, stamp_style=_library_style()
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signed: bytes = pdf_signer.sign_pdf(writer, existing_fields_only=True).getvalue()
        return signed

    return sign


def _library_signer(key: Any) -> Any:
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives import serialization as form
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register_multiple(Certificate.load(one) for one in key.chain)
    private = key._private.private_bytes(  # noqa: SLF001 only a benchmark may look
        form.Encoding.DER, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    return SimpleSigner(
        signing_cert=Certificate.load(key.certificate),
        signing_key=PrivateKeyInfo.load(private),
        cert_registry=store,
        prefer_pss=key.mechanism == "rsa-pss",
    )


def _library_clock_and_context() -> tuple[Any, Any]:
    """What the library needs for B-LT, its own in-process clock included (RSA alone)."""
    from asn1crypto.crl import CertificateList
    from asn1crypto.x509 import Certificate
    from django.utils import timezone
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator import ValidationContext

    from documents.signing import evidence

    proof = evidence.of_own_authority(timezone.now())
    issuing, root = (Certificate.load(one) for one in proof.certificates)
    certificate, private = _clock_of_rsa()
    context = ValidationContext(
        trust_roots=[root],
        other_certs=[issuing],
        crls=[CertificateList.load(one) for one in proof.revocation_lists],
        revocation_mode="require",
    )
    return DummyTimeStamper(certificate, private, certs_to_embed=[issuing]), context


@cache
def _clock_of_rsa() -> tuple[Any, Any]:
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import rsa

    from documents.signing import authority

    key = rsa.generate_private_key(65537, 2048)
    certificate = authority.certify_clock(key.public_key())
    bare = key.private_bytes(form.Encoding.DER, form.PrivateFormat.PKCS8, form.NoEncryption())
    return Certificate.load(certificate.public_bytes(form.Encoding.DER)), PrivateKeyInfo.load(bare)


def checking(papers: _Papers) -> str:
    """A file with four signatures and an archive timestamp."""
    from documents.signing import anchors
    from documents.signing.examination import examine
    from documents.signing.own_hand import look_at

    trust = anchors.trust()
    ways: dict[str, Callable[[], object]] = {
        "pyHanko, integrity and trust": lambda: _library_check(papers.four),
        "our examination, evidence and time included": lambda: examine(papers.four, trust),
        "the guard's look at a file of our own making": lambda: look_at(papers.four),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(ROUNDS):
        for name, way in ways.items():
            took[name].append(1000 * seconds(lambda way=way: _again(way, FEW)) / FEW)
    return table(("checking four signatures", "ms"), [(n, spread(t)) for n, t in took.items()])


def _library_check(pdf: bytes) -> None:
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    from documents.signing import anchors

    root = Certificate.load(anchors.trust().anchors[0])
    for one in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures:
        if not validate_pdf_signature(one, ValidationContext(trust_roots=[root])).bottom_line:
            raise RuntimeError


def many(papers: _Papers) -> str:
    """One person signs very many files, from the archive into the archive, as a bulk run does it."""
    key = papers.keys["P-256"]
    rows, memory = [], _memory()
    took = seconds(lambda: _sign_many(papers, key, FILES // 2))
    half = _memory()
    took += seconds(lambda: _sign_many(papers, key, FILES // 2))
    rows.append((str(FILES), f"{took:.2f}", f"{memory:.0f}, {half:.0f}, {_memory():.0f}"))
    return table(("files, P-256, B-LT", "s", "MB at most before, halfway, after"), rows)


def _sign_many(papers: _Papers, key: Any, number: int) -> None:
    from django.utils import timezone

    from documents import archive, signing

    sha256 = archive.put(papers.two)
    for _chunk in range(number // CHUNK):
        orders = [papers.order(archive.read(sha256), FIELDS[2], key) for _one in range(CHUNK)]
        made = signing.sign_many([signing.Request(one) for one in orders], key, timezone.now())
        archive.put_many([one.pdf for one in made])


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
