"""What can be said of a file: plain data for words, made from a database elsewhere, or without one.

Whoever holds a hash alone must not learn a pupil's name or a title from it: this speaks of record
type, revision, stage and duties, never of what a record is called.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from documents.signing.examination.findings import (
    Examination,
    FileInside,
    SignatureFinding,
    Standing,
    Verdict,
)


@dataclass(frozen=True)
class KnownKey:
    """A key of the school: of whom, and since when the school itself has revoked it."""

    name: str = ""
    revoked_at: datetime | None = None


def is_revoked(
    revoked_at: datetime | None, finding: SignatureFinding, recorded_at: datetime | None = None
) -> bool:
    """By the school itself, before the signature is proven to have been there.

    The trail's own time is proof, too, for a file that the school keeps.
    """
    if revoked_at is None or finding.trust == Standing.REVOKED:
        return False
    proven = [at for at in (finding.proven_at, recorded_at) if at is not None]
    return not proven or min(proven) >= revoked_at


class Named(Protocol):
    """A person of the school."""

    full_name: str


class Outcome(StrEnum):
    """What to tell whoever brought the file."""

    CURRENT = "current"
    BEING_CORRECTED = "being_corrected"
    OUTDATED = "outdated"
    UNFINISHED = "unfinished"
    PROVEN = "proven"
    """By keys of the school, and complete; what has become of it since is not known here."""
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
            Outcome.PROVEN,
            Outcome.SUPERSEDED,
            Outcome.GENUINE,
        }


def exit_code(outcome: Outcome) -> int:
    """Of the commands that check: 0 genuine, 1 not genuine, 2 nothing can be said."""
    if outcome in {Outcome.UNREADABLE, Outcome.UNJUDGED, Outcome.BUSY}:
        return 2
    return 0 if outcome.is_genuine else 1


@dataclass(frozen=True)
class KnownFile:
    """A file inside a paper; of which type and revision it is, where the school keeps the same bytes."""

    finding: FileInside
    record_type: str = ""
    revision: int = 0
    is_newest: bool = False
    """The school keeps no later file of that record."""


@dataclass(frozen=True)
class RecordedSignature:
    """A signature as the school's own trail has it."""

    field: str
    duty: str
    staff: Named
    acting_for: Named | None
    at: datetime


@dataclass(frozen=True)
class Progress:
    """How far a record had come with this file, and what has become of it since."""

    record_type: str
    school: str
    revision: int
    reached: str
    at: datetime
    is_newest: bool
    """No later stage of this revision is kept."""
    is_final: bool
    newest_revision: int
    """The newest one that is finished; this one, where none is."""
    corrected_since: datetime | None
    """Since when a new revision of it is under way; until that is finished, this one counts."""
    withdrawn_at: datetime | None
    """What was issued was taken back then, for good; another revision may have been issued since."""
    is_outdated: bool
    """It rests on another record that was finished anew since."""
    signed: tuple[RecordedSignature, ...]
    missing: tuple[str, ...]
    """The duties whose signature was still to come at this stage."""

    @property
    def is_replaced(self) -> bool:
        return self.newest_revision > self.revision


@dataclass(frozen=True)
class Row:
    """One signature of the file, as the school sees it."""

    finding: SignatureFinding
    staff: Named | None
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
