"""Until when a finished file proves itself, and how it goes on for another such time (B-LTA)."""

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, parser
from django.utils import timezone

from documents.signing import evidence, timestamps
from documents.signing.examination.integrity import take_timestamp_apart
from documents.signing.pades import archive_timestamps
from documents.signing.revisions import NotOurs, history


@dataclass(frozen=True)
class LastStamp:
    """The archive timestamp at the end of a file: whose it is, and when that certificate ends."""

    certificate: bytes
    chain: tuple[bytes, ...]
    ends: datetime


def last_stamp(pdf: bytes) -> LastStamp | None:
    """None where the file does not end with one of ours."""
    try:
        revision = history(pdf).revisions[-1]
    except (NotOurs, IndexError):
        return None
    if not revision.is_timestamp:
        return None
    start, end = revision.hole
    padded = bytes.fromhex(pdf[start + 1 : end - 1].decode("ascii"))
    token = cms.ContentInfo.load(padded[: parser.peek(padded)])
    signed = take_timestamp_apart(token["content"], lambda _algorithm: b"").signed
    above = [one for one in signed.others if one.ca]
    ends = min(one.not_valid_after for one in (signed.certificate, *above))
    return LastStamp(signed.certificate.dump(), tuple(one.dump() for one in above), ends)


def renewed(pdf: bytes, stamp: LastStamp) -> bytes:
    """The file with one more archive timestamp, and what proves the last one's certificate now.

    Raises CannotSign, also where that certificate holds no more: then it is too late.
    """
    proof = evidence.of(stamp.certificate, stamp.chain, timezone.now())
    (after,) = archive_timestamps([pdf], timestamps.clock(), proof)
    return after
