"""Signs with a key at a remote service: hashes go there, their owner confirms, signatures return."""

import time
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from documents.signing.backends import BasePen, Mechanism, raw
from documents.signing.refusals import CannotSign

Transaction = TypeVar("Transaction")
_PAUSE = 1.0  # seconds between two looks whether the owner has confirmed


class RemoteService(Protocol[Transaction]):
    """One person's key at one service. What each provider speaks stays behind it."""

    backend: str
    """The service, as the trail names it."""
    mechanism: Mechanism
    at_once: int
    """How many hashes one confirmation covers at most."""

    def request(self, hashes: Sequence[bytes], descriptions: Sequence[str]) -> Transaction:
        """Hand in SHA-256 hashes, each with words its owner will read. Raises CannotSign."""

    def poll(self, transaction: Transaction) -> Sequence[bytes] | None:
        """The raw signatures in their order; None while the owner has yet to confirm.

        Raises CannotSign where there will never be any.
        """


class RemotePen(BasePen):
    """A key at a remote service; every signature is verified before it is believed."""

    def __init__(
        self,
        service: RemoteService[Any],
        *,
        certificate: bytes,
        chain: Sequence[bytes],
        description: str,
    ) -> None:
        self.backend = service.backend
        self.mechanism = service.mechanism
        self.certificate = certificate
        self.chain: Sequence[bytes] = tuple(chain)
        self._service = service
        self._description = description
        self._key = raw.public_key(certificate)

    def sign_hashes(self, hashes: Sequence[bytes]) -> list[bytes]:
        """As many at once as the service takes; each such part may take SOKY_REMOTE_SECONDS."""
        raw.must_be_hashes(hashes)
        made: list[bytes] = []
        for first in range(0, len(hashes), self._service.at_once):
            part = hashes[first : first + self._service.at_once]
            made += raw.checked(self._confirmed(part), self._key, self.mechanism, part)
        return made

    def _confirmed(self, hashes: Sequence[bytes]) -> Sequence[bytes]:
        until = time.monotonic() + settings.SOKY_REMOTE_SECONDS
        transaction = self._service.request(hashes, [self._description] * len(hashes))
        while (signatures := self._service.poll(transaction)) is None:
            if time.monotonic() + _PAUSE > until:
                raise CannotSign(
                    _("Nobody confirmed the signature in time; none was kept."),
                    "not_confirmed_in_time",
                )
            time.sleep(_PAUSE)
        return signatures
