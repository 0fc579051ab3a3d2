"""What an examination means here: which stage of which record, whose signatures, what is missing.

Whoever holds a hash alone must not learn a pupil's name or a title from it: this speaks of record
type, revision, stage and duties, never of what a record is called.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from documents.checking.known_files import KnownFile, known_files
from documents.checking.progress import Progress, RecordedSignature, progress_at
from documents.models import SignedFile, SigningKey
from documents.signing.examination import Examination, SignatureFinding, Standing, Verdict
from people.models import Staff
from workflows.story import details


class Outcome(StrEnum):
    """What to tell whoever brought the file."""

    CURRENT = "current"
    BEING_CORRECTED = "being_corrected"
    OUTDATED = "outdated"
    UNFINISHED = "unfinished"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    GENUINE = "genuine"
    NOT_KEPT = "not_kept"
    NOT_AS_RECORDED = "not_as_recorded"
    CHANGED = "changed"
    DOUBTFUL = "doubtful"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"
    UNJUDGED = "unjudged"
    BUSY = "busy"

    @property
    def is_genuine(self) -> bool:
        return self in {
            Outcome.CURRENT,
            Outcome.BEING_CORRECTED,
            Outcome.OUTDATED,
            Outcome.UNFINISHED,
            Outcome.SUPERSEDED,
            Outcome.GENUINE,
        }


@dataclass(frozen=True)
class Row:
    """One signature of the file, as the school sees it."""

    finding: SignatureFinding
    staff: Staff | None
    duty: str
    is_revoked: bool
    """The school itself revoked the key before the signature is proven to have been there."""
    is_as_recorded: bool
    """The trail names the same person for this place, or knows nothing about the file."""

    @property
    def holds(self) -> bool:
        return self.finding.holds and self.is_as_recorded and not self.is_revoked

    @property
    def name(self) -> str:
        return self.staff.full_name if self.staff else self.finding.signer


# The school knows its own files by their hash, whether or not anybody has time to take them apart.
_UNEXAMINED = frozenset({Verdict.UNREADABLE, Verdict.UNJUDGED, Verdict.BUSY})


@dataclass(frozen=True)
class Meaning:
    examination: Examination
    progress: Progress | None
    rows: tuple[Row, ...]
    files: tuple[KnownFile, ...] = ()
    """What the paper carries inside it."""

    @property
    def outcome(self) -> Outcome:
        verdict = self.examination.verdict
        if verdict in _UNEXAMINED and self.progress:
            return outcome_now(self.progress)
        if verdict in _UNEXAMINED | {Verdict.CHANGED, Verdict.UNSIGNED}:
            return Outcome(verdict.value)
        if not all(row.is_as_recorded for row in self.rows):
            return Outcome.NOT_AS_RECORDED
        if verdict == Verdict.DOUBTFUL or any(row.is_revoked for row in self.rows):
            return Outcome.DOUBTFUL
        if self.progress:
            return outcome_now(self.progress)
        return Outcome.NOT_KEPT if any(row.staff for row in self.rows) else Outcome.GENUINE

    @property
    def is_test(self) -> bool:
        """Only a test authority vouches for some signature or its time."""
        return any(
            each.is_test_authority or (each.timestamp and each.timestamp.is_test_authority)
            for each in self.examination.signatures
        )


def outcome_now(progress: Progress) -> Outcome:
    """Of a file that the school keeps: is it still in force?"""
    if progress.withdrawn_at:
        return Outcome.WITHDRAWN
    if progress.is_replaced or not progress.is_newest:
        return Outcome.SUPERSEDED
    if progress.corrected_since:
        return Outcome.BEING_CORRECTED
    if progress.is_outdated:
        return Outcome.OUTDATED
    return Outcome.CURRENT if progress.is_final else Outcome.UNFINISHED


def of(examination: Examination) -> Meaning:
    file = (
        SignedFile.objects.filter(
            Q(sha256=examination.sha256) | Q(renewals__sha256=examination.sha256)
        )
        .select_related("event", "approval")
        .order_by("-event")
        .first()
    )
    is_in_trail = file is not None and details(file.event).get("file") == file.sha256
    progress = progress_at(file.approval, file.event) if file and is_in_trail else None
    if progress:
        examination = examination.of_own_paper()
    rows, files = tuple(_rows(examination, progress)), known_files(examination.files)
    return Meaning(examination, progress, rows, files)


def _rows(examination: Examination, progress: Progress | None) -> Iterable[Row]:
    fingerprints = [finding.fingerprint for finding in examination.signatures]
    known = SigningKey.objects.filter(fingerprint__in=fingerprints).select_related("staff")
    keys = {key.fingerprint: key for key in known}
    recorded = {each.field: each for each in progress.signed} if progress else {}
    for finding in examination.signatures:
        key, signed = keys.get(finding.fingerprint), recorded.get(finding.field)
        yield Row(
            finding=finding,
            staff=key.staff if key else None,
            duty=finding.reason or (signed.duty if signed else ""),
            is_revoked=_is_revoked(key, finding, signed),
            is_as_recorded=progress is None or _agrees(key, signed),
        )


def _agrees(key: SigningKey | None, signed: RecordedSignature | None) -> bool:
    return signed is not None and (key is None or key.staff == signed.staff)


def _is_revoked(
    key: SigningKey | None, finding: SignatureFinding, signed: RecordedSignature | None
) -> bool:
    """The trail's own time is proof, too, for a file that the school keeps."""
    if key is None or key.revoked_at is None or finding.trust == Standing.REVOKED:
        return False
    times: Sequence[datetime | None] = (finding.proven_at, signed.at if signed else None)
    proven = [at for at in times if at is not None]
    return not proven or min(proven) >= key.revoked_at
