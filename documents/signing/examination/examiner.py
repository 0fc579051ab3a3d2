"""The course of an examination: one reading of the file, then from the outermost proof inwards.

The outermost document timestamp is judged at the moment of the examination, each one inside it at
the time the next outer one proves, and each signature at the earliest time proven for it. So a file
outlives the certificates it was signed with (ETSI EN 319 102-1, 5.6, in its plainest form).
"""

import hashlib
import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.status import SignatureCoverageLevel

from documents.signing.examination import reading, store
from documents.signing.examination.certificates import (
    FOR_DOCUMENTS,
    FOR_TIMESTAMPS,
    name_of,
    told,
)
from documents.signing.examination.differences import Addition, additions
from documents.signing.examination.extension import behind, forbidding
from documents.signing.examination.findings import (
    Examination,
    SignatureFinding,
    Standing,
    TimestampFinding,
)
from documents.signing.examination.hashes import UnknownMethod
from documents.signing.examination.integrity import Stamped
from documents.signing.examination.made import Made, made_from, shares
from documents.signing.examination.reading import Field
from documents.signing.examination.trust import (
    PROVEN,
    Judge,
    Opinion,
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
    made, broken = _made(reader, fields, pdf)
    course = _Course(reader, made, trust, nothing.examined_at)
    signatures, timestamps = course.findings()
    empty = tuple(one.name for one in fields if one.kind == "/Sig" and one.value is None)
    faults = {*reading.active_parts(reader), *_faults(fields, made, course.later)}
    if any(addition.takes_evidence for addition in course.later):
        faults.add("evidence_removed")
    if known:
        faults |= set(behind(reader, pdf, known)) | set(forbidding(made, empty))
    return replace(
        nothing,
        pages=reading.page_count(reader),
        signatures=(*signatures, *broken),
        document_timestamps=timestamps,
        empty_fields=empty,
        faults=tuple(sorted(faults)),
    )


def _made(
    reader: PdfFileReader, fields: Sequence[Field], pdf: bytes
) -> tuple[list[Made], list[SignatureFinding]]:
    """The signatures in the order they were made; and those of which not even that can be read."""
    made, broken = [], []
    for field in fields:
        if field.kind == "/Sig" and field.value is not None:
            try:
                one = made_from(reader, field, pdf)
                _ = one.token if one.is_timestamp else (one.parts, one.stamp)
                _ = one.certified, one.lock, one.reach
            except UnknownMethod:
                broken.append(SignatureFinding(field.name, why=("unknown_method",)))
            except Exception:  # noqa: BLE001 as above
                broken.append(SignatureFinding(field.name, why=("unreadable_signature",)))
            else:
                made.append(one)
    return sorted(made, key=lambda one: one.revision), broken


def _faults(
    fields: Sequence[Field], made: Sequence[Made], later: Sequence[Addition]
) -> Iterator[str]:
    if any(field.kind != "/Sig" for field in fields):
        yield "foreign_field"
    if not made:
        return
    if shares(made):
        yield "shared_signature"
    if not all(one.has_clean_padding for one in made):
        yield "filled_padding"
    if made[-1].reach != SignatureCoverageLevel.ENTIRE_FILE:
        yield _after_the_last(made[-1], later)


def _after_the_last(last: Made, later: Sequence[Addition]) -> str:
    """What lies behind the last signature, where it must be the end of the file."""
    after = [addition for addition in later if addition.revision > last.revision]
    if not after:
        return "trailing_bytes"
    return "evidence_after_last" if last.is_untouched_by(after) else "not_whole_file"


@dataclass(frozen=True)
class _Proof:
    """Revisions up to this one existed at this moment."""

    revision: int
    at: datetime


class _Course:
    """The findings about the signatures and timestamps of one file."""

    def __init__(
        self, reader: PdfFileReader, made: Sequence[Made], trust: Trust, at: datetime
    ) -> None:
        self._made, self._at = made, at
        self.later: Sequence[Addition] = ()
        if made:
            strictest = min((one.certified for one in made if one.certified), default=None)
            self.later = additions(reader, made[0].pdf, made[0].revision, strictest)
        # Whoever takes a revocation away later must not make a signature good again.
        was_removed = any(addition.takes_evidence for addition in self.later)
        evidence = store.evidence(reader, ever=was_removed)
        for one in made:
            one.add_to(evidence)
        self._judge = Judge(trust, evidence)
        self._judged: dict[str, SignatureFinding] = {}

    def findings(
        self,
    ) -> tuple[tuple[SignatureFinding, ...], tuple[TimestampFinding, ...]]:
        timestamps: list[TimestampFinding] = []
        signatures: list[SignatureFinding] = []
        proof: _Proof | None = None
        for one in reversed(self._made):
            if not one.is_timestamp:
                self._judged[one.field.name] = self._signature(one, proof)
                signatures.append(self._judged[one.field.name])
                continue
            finding = self._document_timestamp(one, proof)
            timestamps.append(finding)
            if finding.holds:
                proof = _Proof(one.revision, finding.at)
        return tuple(reversed(signatures)), tuple(reversed(timestamps))

    def _document_timestamp(self, one: Made, proof: _Proof | None) -> TimestampFinding:
        finding = self._timestamp(one.token, proof.at if proof else self._at)
        untouched = self._is_untouched(one, finding.standing)
        return replace(finding, field=one.field.name, untouched_after=untouched)

    def _is_untouched(self, one: Made, standing: Standing) -> bool:
        """Nothing later but what it allows, and each new look on a page has somebody behind it.

        Later signatures have been judged already.
        """
        later = [addition for addition in self.later if addition.revision > one.revision]
        stamps = [stamp for addition in later for stamp in addition.stamps]
        return one.is_untouched_by(later) and all(
            self._is_answered_for(stamp.field, standing) for stamp in stamps
        )

    def _is_answered_for(self, field: str, standing: Standing) -> bool:
        """By a sound signature whose owner is known no less than who signed before."""
        by = self._judged.get(field)
        return by is not None and by.intact and by.trust in {*PROVEN, standing}

    def _timestamp(self, token: Stamped, moment: datetime) -> TimestampFinding:
        signed = token.signed
        opinion = self._judge.opinion(signed.certificate, FOR_TIMESTAMPS, moment)
        return TimestampFinding(
            at=token.at,
            authority=name_of(signed.certificate),
            # What speaks about the revocation of the outermost authority can only come after it.
            trusted=opinion.standing in PROVEN and not signed.why and token.at <= moment,
            is_test_authority=opinion.is_test_authority,
            standing=opinion.standing,
            intact=token.intact,
            chain=told(opinion.chain),
            why=(*signed.why, *opinion.why),
        )

    def _signature(self, one: Made, proof: _Proof | None) -> SignatureFinding:
        covered_at = proof.at if proof else None
        stamp = self._timestamp(one.stamp, covered_at or self._at) if one.stamp else None
        proven_at = stamp.at if stamp and stamp.holds else covered_at
        signed = one.parts
        opinion = self._judge.opinion(signed.certificate, FOR_DOCUMENTS, proven_at or self._at)
        trust = Standing.UNTRUSTED if signed.why else opinion.standing
        return SignatureFinding(
            field=one.field.name,
            signer=name_of(signed.certificate),
            fingerprint=signed.certificate.sha256.hex(),
            claimed_at=_claimed(one),
            proven_at=proven_at,
            reason=one.reason,
            timestamp=stamp,
            level=_level(one, opinion, proven_at, covered_at),
            intact=signed.intact,
            trust=trust,
            is_test_authority=opinion.is_test_authority,
            untouched_after=self._is_untouched(one, trust),
            new_stamp_on=self._new_stamp_on(one.field.name),
            certifies=one.certified is not None,
            locks=one.locks_all,
            chain=told(opinion.chain),
            why=(*signed.why, *opinion.why, *(() if proven_at else ("time_only_claimed",))),
        )

    def _new_stamp_on(self, field: str) -> tuple[int, ...]:
        stamps = (stamp for addition in self.later for stamp in addition.stamps)
        return tuple(sorted({stamp.page for stamp in stamps if stamp.field == field}))


def _claimed(one: Made) -> datetime | None:
    try:
        said: datetime | None = one.embedded.self_reported_timestamp
    except ValueError:
        return None
    return said.replace(tzinfo=said.tzinfo or UTC) if said else None


def _level(
    one: Made, opinion: Opinion, proven_at: datetime | None, covered_at: datetime | None
) -> str:
    """What the file has got by itself, after ETSI EN 319 142-1, 6.1."""
    if not one.is_pades:
        return ""
    if proven_at is None:
        return "B-B"
    if not opinion.has_evidence:
        return "B-T"
    return "B-LTA" if covered_at else "B-LT"
