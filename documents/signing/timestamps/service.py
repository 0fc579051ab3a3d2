"""A timestamp service somewhere else, asked over HTTP and believed only after a look at its answer."""

import asyncio
import hashlib
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from asn1crypto import cms as asn1
from django.utils import timezone
from django.utils.translation import gettext as _
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator.fetchers.aiohttp_fetchers.util import LazySession

from documents.signing import evidence
from documents.signing.examination.integrity import take_timestamp_apart
from documents.signing.proof import Evidence
from documents.signing.refusals import CannotSign

# So far may the service's clock and ours stand apart.
_SKEW = timedelta(minutes=5)
_PAUSE = 0.5  # seconds before a service that did not answer is asked again


class TimestampService:
    """One service by its address; what its certificate is, its first answer tells."""

    def __init__(self, url: str, seconds: float) -> None:
        self.name = url
        self._seconds = seconds

    def stamp_many(self, hashes: Sequence[bytes]) -> list[bytes]:
        """All are asked for at once; one that stays away is asked for until the time is over."""
        tokens = asyncio.run(self._ask_for_all(hashes))
        for token, imprint in zip(tokens, hashes, strict=True):
            self._look_at(token, imprint)
        return [bytes(token.dump()) for token in tokens]

    def evidence(self) -> Evidence:
        certificate, *others = self._certificates
        return evidence.of(certificate, others, timezone.now())

    def size(self) -> int:
        return len(self._first.dump()) + 200

    @cached_property
    def _first(self) -> Any:
        imprint = hashlib.sha256(b"").digest()
        return asn1.ContentInfo.load(self.stamp_many([imprint])[0])

    @cached_property
    def _certificates(self) -> list[bytes]:
        """The signer's certificate first, then whatever else came with the token."""
        signed = self._first["content"]
        sid = signed["signer_infos"][0]["sid"].chosen
        known = [one.chosen for one in signed["certificates"]]
        known.sort(key=lambda one: one.serial_number != sid["serial_number"].native)
        return [bytes(one.dump()) for one in known]

    async def _ask_for_all(self, hashes: Sequence[bytes]) -> list[Any]:
        session = LazySession()
        service = HTTPTimeStamper(self.name, timeout=self._seconds, session=session)
        deadline = time.monotonic() + self._seconds
        try:
            return list(await asyncio.gather(*(_asked(service, one, deadline) for one in hashes)))
        finally:
            await session.close()

    def _look_at(self, token: Any, imprint: bytes) -> None:
        """The signature holds, it stamps our hash, and its clock is not far from ours."""
        try:
            found = take_timestamp_apart(token["content"], lambda _algorithm: imprint)
        except Exception:  # noqa: BLE001 a lying service sends whatever it likes
            found = None
        if found is None or not found.intact:
            raise CannotSign(
                _("The timestamp service sent a timestamp that does not hold."),
                "timestamp_does_not_hold",
            )
        if abs(found.at - timezone.now()) > _SKEW:
            raise CannotSign(
                _("The clock of the timestamp service differs from this computer's: check both."),
                "clocks_differ",
            )


async def _asked(service: HTTPTimeStamper, imprint: bytes, deadline: float) -> Any:
    while True:
        try:
            return await service.async_timestamp(imprint, "sha256")
        except Exception:  # noqa: BLE001 refused, late, or no timestamp at all
            if time.monotonic() + _PAUSE > deadline:
                raise CannotSign(
                    _(
                        "The timestamp service does not answer. Nothing was signed; try again later."
                    ),
                    "timestamp_service_silent",
                ) from None
            await asyncio.sleep(_PAUSE)
