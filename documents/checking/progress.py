"""How far a record had come with a signed file, and what has become of it since."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from documents.checking.verdicts import Progress, RecordedSignature
from documents.models import SignedFile
from documents.stages import AUTHOR_FIELD
from people.duties import Post
from people.years.running import school_name
from workflows import basis
from workflows.models import Approval, Event
from workflows.states import NEW_REVISION, Step
from workflows.story import LAPSE, details


def progress_of(approval: Approval, revision: int, round: int) -> Progress | None:  # noqa: A002
    """The last stage of this round that has a file; none where the step was never completed."""
    files = SignedFile.objects.filter(approval=approval, revision=revision, round=round)
    newest = files.select_related("event").order_by("-event").first()
    return progress_at(approval, newest.event) if newest else None


def progress_at(approval: Approval, event: Event) -> Progress:
    files = SignedFile.objects.filter(approval=approval)
    events = [
        file.event
        for file in files.filter(
            revision=event.revision, round=event.round, event__sequence__lte=event.sequence
        ).select_related("event__by", "event__acting_for")
    ]
    signed = tuple(_signed(each, approval.type.author_title) for each in events)
    newest = files.filter(revision=event.revision).order_by("-event")[0]
    return Progress(
        record_type=approval.type.title,
        school=school_name(),
        revision=event.revision,
        reached=signed[-1].duty,
        at=event.at,
        is_newest=newest.event_id == event.pk,
        is_final=event.kind == approval.path[-1],
        newest_revision=max(event.revision, _newest_finished(approval)),
        corrected_since=_corrected_since(approval, event),
        withdrawn_at=_withdrawn_at(approval, event),
        is_outdated=bool(basis.outdated(approval)),
        signed=signed,
        missing=tuple(_missing(approval, {each.field for each in signed})),
    )


def _newest_finished(approval: Approval) -> int:
    ended = approval.events.filter(kind=approval.path[-1]).order_by("-revision")
    return ended.values_list("revision", flat=True).first() or 0


def _corrected_since(approval: Approval, event: Event) -> datetime | None:
    """Opened as a new revision; or, after its author had confirmed it, sent back."""
    opened = Q(kind__in=NEW_REVISION)
    if event.kind == approval.path[-1]:
        opened |= Q(kind=Step.SEND_BACK, round=event.round)
    opened_or_shut = Q(opened, revision=event.revision) | Q(kind=LAPSE, revision=event.revision + 1)
    last = approval.events.filter(opened_or_shut).order_by("sequence").last()
    return last.at if last and last.kind != LAPSE else None


def _withdrawn_at(approval: Approval, event: Event) -> datetime | None:
    if not approval.type.withdrawn_on_request:
        return None
    taken_back = approval.events.filter(kind=Step.UNLOCK, revision=event.revision)
    return taken_back.values_list("at", flat=True).last()


def _signed(event: Event, author: str) -> RecordedSignature:
    detail, staff = details(event), event.by
    is_author = event.kind == Step.SUBMIT
    if staff is None:
        raise LookupError(f"Nobody took the step of event {event}.")
    return RecordedSignature(
        field=AUTHOR_FIELD if is_author else detail.get("desk", ""),
        duty=author if is_author else str(Post.parse(detail["post"]).duty.label),
        staff=staff,
        acting_for=event.acting_for,
        at=event.at,
    )


def _missing(approval: Approval, signed: set[str]) -> Iterable[str]:
    return (str(desk.duty.label) for desk in approval.type.desks if desk.name not in signed)
