"""Who says when (RFC 3161): a configured service, or else the school's own clock, a test authority."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from asn1crypto import core
from django.conf import settings

from documents.signing.encoding import content, elements
from documents.signing.proof import Evidence
from documents.signing.refusals import CannotSign
from documents.signing.timestamps.own_clock import own_clock
from documents.signing.timestamps.service import TimestampService

__all__ = ["Clock", "clock"]


class Clock(Protocol):
    """Says of hashes that they exist now."""

    name: str
    """As the trail names it."""

    def stamp_many(self, hashes: Sequence[bytes]) -> list[bytes]:
        """A timestamp token (CMS, DER) for each SHA-256 hash, or CannotSign."""

    def evidence(self) -> Evidence:
        """What proves the clock's own certificate for ever, or CannotSign."""

    def size(self) -> int:
        """So many bytes has a token at most, or CannotSign."""


def time_of(token: bytes) -> datetime:
    """The moment that a token confirms (RFC 3161, genTime). Raises ValueError if it is none."""
    _kind, wrapped = elements(token)
    _version, _digests, wrapped_info, *_rest = elements(elements(wrapped)[0])
    _content_type, explicit = elements(wrapped_info)
    (octets,) = elements(explicit)
    moment: datetime = core.GeneralizedTime.load(elements(content(octets))[4]).native
    return moment


def clock() -> Clock:
    """The clock of this school, asked whether it runs.

    Where the service does not answer, SOKY_TIMESTAMP_OTHERWISE decides: "refuse", or "own-clock".
    """
    if not settings.SOKY_TIMESTAMP_URL:
        return own_clock()
    service = TimestampService(settings.SOKY_TIMESTAMP_URL, settings.SOKY_TIMESTAMP_SECONDS)
    try:
        service.size()
    except CannotSign:
        if settings.SOKY_TIMESTAMP_OTHERWISE != "own-clock":
            raise
        return own_clock()
    return service
