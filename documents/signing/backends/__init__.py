"""What signs: hashes go out, raw signatures come back, wherever the key lies."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, Self


class Mechanism(StrEnum):
    """How a raw signature is made over a SHA-256 hash (TT 15/2025/TT-BKHCN)."""

    ECDSA = "ecdsa"
    RSA_PSS = "rsa-pss"
    """RSASSA-PSS, MGF1 with SHA-256, salt of 32 bytes."""
    RSA_PKCS1 = "rsa-pkcs1"


class Pen(Protocol):
    """A person's key, opened by its owner; it lives no longer than the work it was opened for."""

    backend: str
    """Which kind of key it is, as the trail names it."""
    certificate: bytes
    """The person's certificate, X.509 in DER."""
    chain: Sequence[bytes]
    """The authorities above it in DER, its issuer first; the root may be missing."""
    mechanism: Mechanism

    def sign_hashes(self, hashes: Sequence[bytes]) -> Sequence[bytes]:
        """A raw signature for each SHA-256 hash, in their order; for ECDSA in DER (RFC 3279).

        Either all are made or CannotSign is raised.
        """

    def close(self) -> None:
        """Give back whatever it holds, a token for example; afterwards it may sign no more."""


class Closing:
    """What every pen can do that is used by ``with``; most hold nothing that must be given back."""

    __slots__ = ()

    def close(self) -> None:
        """Nothing to give back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
