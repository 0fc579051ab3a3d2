"""The examination of a file: one reading of it, what its signatures prove, and what is odd about it."""

import hashlib
import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.status import SignatureCoverageLevel

from documents.signing.examination import files_inside, reading
from documents.signing.examination.course import Course
from documents.signing.examination.differences import Addition
from documents.signing.examination.extension import behind, forbidding
from documents.signing.examination.files_inside import Inside
from documents.signing.examination.findings import (
    Examination,
    SignatureFinding,
)
from documents.signing.examination.hashes import UnknownMethod
from documents.signing.examination.reading import Field
from documents.signing.examination.signed_field import SignedField, read_signed_field, shares
from documents.signing.examination.trust import (
    Trust,
)

# The library warns about every oddity of a file; they are findings here, not troubles of the server.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


def examine(pdf: bytes, trust: Trust, *, at: datetime | None = None, known: int = 0) -> Examination:
    """Everything that can be found out about these bytes; never raises, whatever they are.

    The first `known` bytes are a file that somebody was given to sign: what stands behind it is
    judged, too, where no signature before it would speak up. It may take long for a hostile file:
    people.sandbox puts an end to it.
    """
    nothing = Examination(
        sha256=hashlib.sha256(pdf).hexdigest(), size=len(pdf), examined_at=at or datetime.now(UTC)
    )
    try:
        return _read(pdf, trust, nothing, known)
    except Exception:  # noqa: BLE001 hostile files raise whatever they like
        return replace(nothing, faults=("unknown_kind" if _is_sound(pdf) else "unreadable",))


def _is_sound(pdf: bytes) -> bool:
    """Whether another library reads it without mending anything. What it shows is not judged."""
    try:
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as paper:
            return bool(paper.pages)
    except Exception:  # noqa: BLE001 as above
        return False


def _read(pdf: bytes, trust: Trust, nothing: Examination, known: int) -> Examination:
    reader = reading.opened(pdf)
    if reader.encrypted:
        return replace(nothing, faults=("encrypted",))
    if reader.xrefs.hybrid_xrefs_present:
        return replace(nothing, faults=("hybrid",))
    fields = reading.fields(reader)
    signed, broken = _signed_fields(reader, fields, pdf)
    course = Course(reader, signed, trust, nothing.examined_at)
    signatures, timestamps = course.findings()
    empty = tuple(field.name for field in fields if field.kind == "/Sig" and field.value is None)
    inside = files_inside.read(reader.root)
    faults = {*reading.active_parts(reader), *_faults(fields, signed, course.later)}
    faults |= set(_of_the_files(inside, reader, signed))
    if known:
        faults |= set(behind(reader, pdf, known)) | set(forbidding(signed, empty))
    return replace(
        nothing,
        pages=reading.page_count(reader),
        signatures=(*signatures, *broken),
        document_timestamps=timestamps,
        empty_fields=empty,
        files=inside.files,
        faults=tuple(sorted(faults)),
    )


def _signed_fields(
    reader: PdfFileReader, fields: Sequence[Field], pdf: bytes
) -> tuple[list[SignedField], list[SignatureFinding]]:
    """The signatures in the order they were made; and those of which not even that can be read."""
    signed, broken = [], []
    for field in fields:
        if field.kind == "/Sig" and field.value is not None:
            try:
                signature = read_signed_field(reader, field, pdf)
                signature.read_all()
            except UnknownMethod:
                broken.append(SignatureFinding(field.name, why=("unknown_method",)))
            except Exception:  # noqa: BLE001 as above
                broken.append(SignatureFinding(field.name, why=("unreadable_signature",)))
            else:
                signed.append(signature)
    return sorted(signed, key=lambda each: each.revision), broken


def _faults(
    fields: Sequence[Field], signed: Sequence[SignedField], later: Sequence[Addition]
) -> Iterator[str]:
    if any(field.kind != "/Sig" for field in fields):
        yield "foreign_field"
    if any(addition.takes_evidence for addition in later):
        yield "evidence_removed"
    if signed:
        yield from _of_the_signatures(signed, later)


def _of_the_signatures(signed: Sequence[SignedField], later: Sequence[Addition]) -> Iterator[str]:
    if shares(signed):
        yield "shared_signature"
    if not all(each.has_clean_padding for each in signed):
        yield "filled_padding"
    if signed[-1].reach != SignatureCoverageLevel.ENTIRE_FILE:
        yield _after_the_last(signed[-1], later)


def _of_the_files(
    inside: Inside, reader: PdfFileReader, signed: Sequence[SignedField]
) -> Iterator[str]:
    """They must be what they were at the first signature, and that must answer for all of the file."""
    if signed:
        first = reader.get_historical_resolver(signed[0].revision)
        yield from inside.differences(files_inside.read(first.root))
    if not inside.is_plain:
        yield "attachment"
    elif inside.files and not (signed and signed[0].certified):
        yield "uncertified_files"


def _after_the_last(last: SignedField, later: Sequence[Addition]) -> str:
    """What lies behind the last signature, where it must be the end of the file."""
    after = [addition for addition in later if addition.revision > last.revision]
    if not after:
        return "trailing_bytes"
    return "evidence_after_last" if last.is_untouched_by(after) else "not_whole_file"
