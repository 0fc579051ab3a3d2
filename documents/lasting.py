"""Which finished files will soon prove nothing by themselves any more, and their renewal in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from documents import archive
from documents.models import RenewedFile, SignedFile
from documents.signing import lasting
from documents.signing.lasting import LastStamp
from workflows import trail
from workflows.story import RENEW


class NoGain(Exception):
    """A new timestamp would end no later than the old one."""


@dataclass(frozen=True)
class Ending:
    """A finished file whose last archive timestamp will end."""

    file: SignedFile
    pdf: bytes
    stamp: LastStamp


def ending(before: datetime) -> Iterator[Ending]:
    """The last file of each round whose proof ends before this moment. Raises archive.NotAsKept."""
    rounds = SignedFile.objects.values("approval", "revision", "round").order_by()
    newest = rounds.annotate(last=Max("event")).values("last")
    for file in SignedFile.objects.filter(event__in=newest).iterator(chunk_size=100):
        pdf = archive.read(newest_bytes(file))
        stamp = lasting.last_stamp(pdf)
        if stamp and stamp.ends < before:
            yield Ending(file, pdf, stamp)


def renew(one: Ending) -> RenewedFile:
    """Keep the file with one more timestamp. Raises CannotSign."""
    pdf = lasting.renewed(one.pdf, one.stamp)
    stamp = lasting.last_stamp(pdf)
    if stamp is None or stamp.ends <= one.stamp.ends:
        raise NoGain
    sha256 = archive.put(pdf)
    with transaction.atomic():
        trail.append([_entry(one.file, sha256, stamp.ends)])
        return RenewedFile.objects.create(
            file=one.file, sha256=sha256, size=len(pdf), ends=stamp.ends
        )


def _entry(file: SignedFile, sha256: str, ends: datetime) -> trail.Entry:
    return trail.Entry(
        RENEW,
        None,
        file.approval,
        counted=(file.revision, file.round),
        detail={"signed": file.sha256, "renewed": sha256, "ends": ends.isoformat()},
    )


def newest_bytes(file: SignedFile) -> str:
    """The SHA-256 of what is to be handed out for this file: itself, or as it was renewed last."""
    last = file.renewals.order_by("-pk").first()
    return last.sha256 if last else file.sha256
