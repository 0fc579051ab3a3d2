"""What signs: hashes go out, raw signatures come back, wherever the key lies."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Protocol, Self

from documents.signing.refusals import CannotSign


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

    def lend(self) -> "BorrowedPen":
        """The same pen for another process: the key stays in this one."""

    def close(self) -> None:
        """Give back whatever it holds, a token for example; afterwards it may sign no more."""


class BasePen:
    """What every pen can do; most hold nothing that must be given back."""

    __slots__ = ()

    def lend(self: "Pen") -> "BorrowedPen":
        return BorrowedPen(self.backend, self.certificate, tuple(self.chain), self.mechanism)

    def close(self) -> None:
        """Nothing to give back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class BorrowedPen(BasePen):
    """Signs through a line to the process that holds the key."""

    def __init__(
        self, backend: str, certificate: bytes, chain: Sequence[bytes], mechanism: Mechanism
    ) -> None:
        self.backend, self.mechanism = backend, mechanism
        self.certificate, self.chain = certificate, chain
        self._ask: Callable[[Sequence[bytes]], Any] | None = None

    def connect(self, ask: Callable[[Sequence[bytes]], Any]) -> None:
        """`ask` hands hashes over and brings signatures back, or sentence and code of a refusal."""
        self._ask = ask

    def sign_hashes(self, hashes: Sequence[bytes]) -> Sequence[bytes]:
        if self._ask is None:
            raise RuntimeError("This pen has no line to its key yet.")
        answer = self._ask(list(hashes))
        if isinstance(answer, tuple):
            raise CannotSign(*answer)
        return list(answer)
