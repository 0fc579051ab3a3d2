"""The course of an examination: from the outermost proof inwards.

The outermost document timestamp is judged at the moment of the examination, each one inside it at
the time the next outer one proves, and each signature at the earliest time proven for it. So a file
outlives the certificates it was signed with (ETSI EN 319 102-1, 5.6, in its plainest form).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pyhanko.pdf_utils.reader import PdfFileReader

from documents.signing.examination import store
from documents.signing.examination.certificates import (
    FOR_DOCUMENTS,
    FOR_TIMESTAMPS,
    facts_of,
    name_of,
)
from documents.signing.examination.differences import Addition, additions
from documents.signing.examination.findings import SignatureFinding, Standing, TimestampFinding
from documents.signing.examination.integrity import Stamped
from documents.signing.examination.signed_field import SignedField
from documents.signing.examination.trust import PROVEN, Judge, Opinion, Trust


@dataclass(frozen=True)
class _Proof:
    """Revisions up to this one existed at this moment."""

    revision: int
    at: datetime


class Course:
    """The findings about the signatures and timestamps of one file."""

    def __init__(
        self, reader: PdfFileReader, fields: Sequence[SignedField], trust: Trust, at: datetime
    ) -> None:
        self._fields, self._at = fields, at
        self.later: Sequence[Addition] = ()
        if fields:
            strictest = min((field.certified for field in fields if field.certified), default=None)
            self.later = additions(reader, fields[0].pdf, fields[0].revision, strictest)
        # Whoever takes a revocation away later must not make a signature good again.
        was_removed = any(addition.takes_evidence for addition in self.later)
        evidence = store.evidence(reader, ever=was_removed)
        for field in fields:
            field.add_to(evidence)
        self._judge = Judge(trust, evidence)
        self._judged: dict[tuple[int, str], SignatureFinding] = {}

    def findings(
        self,
    ) -> tuple[tuple[SignatureFinding, ...], tuple[TimestampFinding, ...]]:
        timestamps: list[TimestampFinding] = []
        signatures: list[SignatureFinding] = []
        proof: _Proof | None = None
        for field in reversed(self._fields):
            if not field.is_timestamp:
                judged = self._signature(field, proof)
                self._judged[field.revision, field.name] = judged
                signatures.append(judged)
                continue
            finding = self._document_timestamp(field, proof)
            timestamps.append(finding)
            if finding.holds:
                proof = _Proof(field.revision, finding.at)
        return tuple(reversed(signatures)), tuple(reversed(timestamps))

    def _document_timestamp(self, field: SignedField, proof: _Proof | None) -> TimestampFinding:
        finding = self._timestamp(field.token, proof.at if proof else self._at)
        untouched = self._is_untouched(field, finding.standing)
        return replace(finding, field=field.name, untouched_after=untouched)

    def _is_untouched(self, field: SignedField, standing: Standing) -> bool:
        """Nothing later but what it allows, and each new look on a page has somebody behind it.

        Later signatures have been judged already.
        """
        later = [addition for addition in self.later if addition.revision > field.revision]
        stamped = {(each.revision, stamp.field) for each in later for stamp in each.stamps}
        return field.is_untouched_by(later) and all(
            self._is_answered_for(place, standing) for place in stamped
        )

    def _is_answered_for(self, place: tuple[int, str], standing: Standing) -> bool:
        """By a sound signature of that revision whose owner is known no less than who signed before."""
        by = self._judged.get(place)
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
            chain=facts_of(opinion.chain),
            why=(*signed.why, *opinion.why),
        )

    def _signature(self, field: SignedField, proof: _Proof | None) -> SignatureFinding:
        covered_at, signed = proof.at if proof else None, field.parts
        stamp = self._timestamp(field.stamp, covered_at or self._at) if field.stamp else None
        proven_at = stamp.at if stamp and stamp.holds else covered_at
        opinion = self._judge.opinion(signed.certificate, FOR_DOCUMENTS, proven_at or self._at)
        trust = Standing.UNTRUSTED if signed.why else opinion.standing
        return SignatureFinding(
            field=field.name,
            signer=name_of(signed.certificate),
            fingerprint=signed.certificate.sha256.hex(),
            claimed_at=_claimed(field),
            proven_at=proven_at,
            reason=field.reason,
            timestamp=stamp,
            level=_level(field, opinion, proven_at, covered_at),
            intact=signed.intact,
            trust=trust,
            is_test_authority=opinion.is_test_authority,
            untouched_after=self._is_untouched(field, trust),
            new_stamp_on=self._new_stamp_on(field.name),
            certifies=field.certified is not None,
            locks=field.locks_all,
            chain=facts_of(opinion.chain),
            why=(*signed.why, *opinion.why, *(() if proven_at else ("time_only_claimed",))),
        )

    def _new_stamp_on(self, field: str) -> tuple[int, ...]:
        stamps = (stamp for addition in self.later for stamp in addition.stamps)
        return tuple(sorted({stamp.page for stamp in stamps if stamp.field == field}))


def _claimed(field: SignedField) -> datetime | None:
    try:
        said: datetime | None = field.embedded.self_reported_timestamp
    except ValueError:
        return None
    return said.replace(tzinfo=said.tzinfo or UTC) if said else None


def _level(
    field: SignedField, opinion: Opinion, proven_at: datetime | None, covered_at: datetime | None
) -> str:
    """What the file has got by itself, after ETSI EN 319 142-1, 6.1."""
    if not field.is_pades:
        return ""
    if proven_at is None:
        return "B-B"
    if not opinion.has_evidence:
        return "B-T"
    return "B-LTA" if covered_at else "B-LT"
