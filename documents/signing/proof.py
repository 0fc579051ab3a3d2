"""What proves a certificate: its chain, revocation lists and answers, in DER."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Evidence:
    """Certificates, revocation lists and answers about one certificate (OCSP), all in DER."""

    certificates: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()

    def with_certificates(self, *more: bytes) -> "Evidence":
        return replace(self, certificates=once(*self.certificates, *more))

    def __or__(self, other: "Evidence") -> "Evidence":
        return Evidence(
            once(*self.certificates, *other.certificates),
            once(*self.revocation_lists, *other.revocation_lists),
            once(*self.answers, *other.answers),
        )


def once(*pieces: bytes) -> tuple[bytes, ...]:
    """Each piece at its first place only."""
    return tuple(dict.fromkeys(pieces))
