"""Which file lies at a record's desk, is it the one that was kept, and where is it signed?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from documents import archive, signing
from documents.models import RenewedFile, SignedFile
from people.refusals import Refusal
from workflows.models import Event
from workflows.permissions import Seat
from workflows.record import Record
from workflows.story import RENEW, details

AUTHOR_FIELD = "author"


@dataclass(frozen=True, slots=True)
class Stage:
    """A file as it lies at a desk, which of those kept it is, and who has signed it already."""

    pdf: bytes
    sha256: str = ""
    before: tuple[signing.Signer, ...] = ()
    token: str = ""
    """The code printed on it, where it has just been rendered."""


def latest_of(approvals: Iterable[int]) -> dict[int, str]:
    """The hash of the last file of each approval in its revision and round, by its key; one query."""
    files = SignedFile.objects.filter(
        approval__in=list(approvals),
        revision=F("approval__revision"),
        round=F("approval__round"),
    )
    return dict(files.order_by("event").values_list("approval_id", "sha256"))


def contradictions(
    events: Mapping[int, Sequence[Event]], *, with_files: bool
) -> Iterator[tuple[int, str]]:
    """Of each approval: signed files that the trail does not name, or that are not as it names them."""
    rows = SignedFile.objects.filter(approval__in=list(events)).values_list("event", "sha256")
    files = dict(rows)
    erased = {
        approval
        for approval, told in events.items()
        if any(event.kind == "erase" for event in told)
    }
    yield from _renewals_unlike(events, with_files=with_files)
    for approval, told in events.items():
        for event in told:
            named, kept = details(event).get("file"), files.pop(event.pk, None)
            if named == kept:
                if kept and with_files and not archive.is_as_kept(kept):
                    yield approval, _("a signed file is gone or was altered.")
            elif approval not in erased:
                yield approval, _("a signed file is not the one of the trail.")


def _renewals_unlike(
    events: Mapping[int, Sequence[Event]], *, with_files: bool
) -> Iterator[tuple[int, str]]:
    """Files with a renewed timestamp that the trail does not name, or that are not as it names them."""
    named = {
        details(event)["renewed"]
        for told in events.values()
        for event in told
        if event.kind == RENEW
    }
    rows = RenewedFile.objects.filter(file__approval__in=list(events))
    for approval, sha256 in rows.values_list("file__approval", "sha256"):
        if sha256 not in named:
            yield approval, _("a file with a renewed timestamp is not one of the trail.")
        elif with_files and not archive.is_as_kept(sha256):
            yield approval, _("a file with a renewed timestamp is gone or was altered.")


def of(records: Sequence[Record]) -> dict[int, Stage | Refusal]:
    """The last file of each record's revision and round, by its key; or why there is none."""
    kept: dict[int, list[SignedFile]] = defaultdict(list)
    now = F("approval__revision"), F("approval__round")
    files = SignedFile.objects.filter(
        approval__in=[record.pk for record in records], revision=now[0], round=now[1]
    )
    for file in files.select_related("event").order_by("event__sequence"):
        kept[file.approval_id].append(file)
    return {record.pk: _stage(kept[record.pk]) for record in records}


def _stage(files: Sequence[SignedFile]) -> Stage | Refusal:
    if not files:
        return signing.CannotSign(_("There is no signed file to go on with."), "no_signed_file")
    if any(details(file.event).get("file") != file.sha256 for file in files):
        return signing.CannotSign(
            _("The trail names another file than the one kept here."), "file_not_of_trail"
        )
    last = files[-1].sha256
    try:
        pdf = archive.read(last)
    except archive.NotAsKept as reason:
        return reason
    return Stage(pdf, last, tuple(signing.Signer(one.field, one.fingerprint) for one in files))


def field_of(seat: Seat) -> str:
    """Where this seat signs on paper."""
    name = seat.task.flow_task.name
    return AUTHOR_FIELD if name == "draft" else str(name)


def shown_file(record: Record) -> SignedFile | None:
    """The newest signed file of a record, whichever revision and round it belongs to."""
    return SignedFile.objects.filter(approval=record.pk).order_by("-event").first()
