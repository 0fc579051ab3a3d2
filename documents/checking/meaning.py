"""What an examination means here: which stage of which record, whose signatures, what is missing.

Whoever holds a hash alone must not learn a pupil's name or a title from it: this speaks of record
type, revision, stage and duties, never of what a record is called.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from documents.models import SignedFile, SigningKey
from documents.signing.examination import Examination, SignatureFinding, Standing, Verdict
from documents.stages import AUTHOR_FIELD
from people.duties import Post
from people.models import Staff
from workflows.models import Approval, Event
from workflows.states import NEW_REVISION, Step
from workflows.story import details


class Outcome(StrEnum):
    """What to tell whoever brought the file."""

    CURRENT = "current"
    BEING_CORRECTED = "being_corrected"
    UNFINISHED = "unfinished"
    SUPERSEDED = "superseded"
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
            Outcome.UNFINISHED,
            Outcome.SUPERSEDED,
            Outcome.GENUINE,
        }


@dataclass(frozen=True)
class Signed:
    """A signature as the school's own trail has it."""

    field: str
    duty: str
    staff: Staff
    acting_for: Staff | None
    at: datetime


@dataclass(frozen=True)
class Stage:
    """How far a record had come with this file, and what has become of it since."""

    record_type: str
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
    signed: tuple[Signed, ...]
    missing: tuple[str, ...]
    """The duties whose signature was still to come at this stage."""

    @property
    def is_replaced(self) -> bool:
        return self.newest_revision > self.revision


@dataclass(frozen=True)
class Row:
    """One signature of the file, as the school sees it."""

    found: SignatureFinding
    staff: Staff | None
    duty: str
    is_revoked: bool
    """The school itself revoked the key before the signature is proven to have been there."""
    is_as_recorded: bool
    """The trail names the same person for this place, or knows nothing about the file."""

    @property
    def holds(self) -> bool:
        return self.found.holds and self.is_as_recorded and not self.is_revoked

    @property
    def name(self) -> str:
        return self.staff.full_name if self.staff else self.found.signer


# The school knows its own files by their hash, whether or not anybody has time to take them apart.
_UNEXAMINED = frozenset({Verdict.UNREADABLE, Verdict.UNJUDGED, Verdict.BUSY})


@dataclass(frozen=True)
class Meaning:
    examination: Examination
    stage: Stage | None
    rows: tuple[Row, ...]

    @property
    def outcome(self) -> Outcome:
        verdict = self.examination.verdict
        if verdict in _UNEXAMINED and self.stage:
            return _now(self.stage)
        if verdict in _UNEXAMINED | {Verdict.CHANGED, Verdict.UNSIGNED}:
            return Outcome(verdict.value)
        if not all(row.is_as_recorded for row in self.rows):
            return Outcome.NOT_AS_RECORDED
        if verdict == Verdict.DOUBTFUL or any(row.is_revoked for row in self.rows):
            return Outcome.DOUBTFUL
        if self.stage:
            return _now(self.stage)
        return Outcome.NOT_KEPT if any(row.staff for row in self.rows) else Outcome.GENUINE

    @property
    def is_test(self) -> bool:
        """Only a test authority vouches for some signature or its time."""
        return any(
            one.is_test_authority or (one.timestamp and one.timestamp.is_test_authority)
            for one in self.examination.signatures
        )


def _now(stage: Stage) -> Outcome:
    if stage.is_replaced or not stage.is_newest:
        return Outcome.SUPERSEDED
    if stage.corrected_since:
        return Outcome.BEING_CORRECTED
    return Outcome.CURRENT if stage.is_final else Outcome.UNFINISHED


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
    stage = _stage_of(file.approval, file.event) if file and is_in_trail else None
    return Meaning(examination, stage, tuple(_rows(examination, stage)))


def stage_reached(approval: Approval, revision: int, round: int) -> Stage | None:  # noqa: A002
    """The last stage of this round that has a file; none where the step was never completed."""
    files = SignedFile.objects.filter(approval=approval, revision=revision, round=round)
    newest = files.select_related("event").order_by("-event").first()
    return _stage_of(approval, newest.event) if newest else None


def _stage_of(approval: Approval, event: Event) -> Stage:
    files = SignedFile.objects.filter(approval=approval)
    events = [
        file.event
        for file in files.filter(
            revision=event.revision, round=event.round, event__sequence__lte=event.sequence
        ).select_related("event__by", "event__acting_for")
    ]
    signed = tuple(_signed(each, approval.type.author_title) for each in events)
    newest = files.filter(revision=event.revision).order_by("-event")[0]
    return Stage(
        record_type=approval.type.title,
        revision=event.revision,
        reached=signed[-1].duty,
        at=event.at,
        is_newest=newest.event_id == event.pk,
        is_final=event.kind == approval.path[-1],
        newest_revision=max(event.revision, _newest_finished(approval)),
        corrected_since=_corrected_since(approval, event.revision),
        signed=signed,
        missing=tuple(_missing(approval, {one.field for one in signed})),
    )


def _newest_finished(approval: Approval) -> int:
    ended = approval.events.filter(kind=approval.path[-1]).order_by("-revision")
    return ended.values_list("revision", flat=True).first() or 0


def _corrected_since(approval: Approval, revision: int) -> datetime | None:
    opened = approval.events.filter(kind__in=NEW_REVISION, revision=revision)
    return opened.values_list("at", flat=True).last()


def _signed(event: Event, author: str) -> Signed:
    told, staff = details(event), event.by
    is_author = event.kind == Step.SUBMIT
    if staff is None:
        raise LookupError(f"Nobody took the step of event {event}.")
    return Signed(
        field=AUTHOR_FIELD if is_author else told.get("desk", ""),
        duty=author if is_author else str(Post.parse(told["post"]).duty.label),
        staff=staff,
        acting_for=event.acting_for,
        at=event.at,
    )


def _missing(approval: Approval, signed: set[str]) -> Iterable[str]:
    return (str(desk.duty.label) for desk in approval.type.desks if desk.name not in signed)


def _rows(examination: Examination, stage: Stage | None) -> Iterable[Row]:
    found = examination.signatures
    keys = {
        key.fingerprint: key
        for key in SigningKey.objects.filter(
            fingerprint__in=[one.fingerprint for one in found]
        ).select_related("staff")
    }
    recorded = {one.field: one for one in stage.signed} if stage else {}
    for one in found:
        key, told = keys.get(one.fingerprint), recorded.get(one.field)
        yield Row(
            found=one,
            staff=key.staff if key else None,
            duty=one.reason or (told.duty if told else ""),
            is_revoked=_is_revoked(key, one, told),
            is_as_recorded=stage is None or _agrees(key, told),
        )


def _agrees(key: SigningKey | None, told: Signed | None) -> bool:
    return told is not None and (key is None or key.staff == told.staff)


def _is_revoked(key: SigningKey | None, found: SignatureFinding, told: Signed | None) -> bool:
    """The trail's own time is proof, too, for a file that the school keeps."""
    if key is None or key.revoked_at is None or found.trust == Standing.REVOKED:
        return False
    times: Sequence[datetime | None] = (found.proven_at, told.at if told else None)
    proven = [at for at in times if at is not None]
    return not proven or min(proven) >= key.revoked_at
