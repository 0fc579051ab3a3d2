"""What an examination finds out: plain values that can be sent between processes as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self


class Verdict(StrEnum):
    """The examination in one word. What the file means to a school is another question."""

    GENUINE = "genuine"
    CHANGED = "changed"
    DOUBTFUL = "doubtful"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"
    UNJUDGED = "unjudged"
    """It may well be in order: nobody here can say."""
    BUSY = "busy"
    """It was not examined at all."""


class Standing(StrEnum):
    """How a certificate stood at the time for which it is proven to have been used."""

    TRUSTED = "trusted"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNTRUSTED = "untrusted"
    REVOCATION_UNKNOWN = "revocation_unknown"


# Nothing can be said about a file with one of these; only the first is a fault of the file.
_NOTHING_SAID = {
    "unreadable": Verdict.UNREADABLE,
    "busy": Verdict.BUSY,
    **dict.fromkeys(
        ("encrypted", "hybrid", "unknown_kind", "exhausting", "too_large"), Verdict.UNJUDGED
    ),
}
# Remarkable, but allowed (ETSI EN 319 142-1, 5.4): what proves the last timestamp can only come later.
_HARMLESS = frozenset({"evidence_after_last"})
# These prove that the file is not as its signers left it.
_CHANGES = frozenset(
    (
        *("trailing_bytes", "not_whole_file", "shared_signature", "filled_padding"),
        *("file_added", "file_removed", "file_exchanged"),
    )
)
# Only who knows the paper can say that its files belong to it.
_UNCERTIFIED_FILES = "uncertified_files"


class _Told:
    """A finding that can be made again from its own JSON. Raises TypeError or ValueError else."""

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        if not isinstance(told, Mapping):
            raise TypeError("A finding is told as an object.")
        names = {field.name for field in fields(cls)}  # type: ignore[arg-type]
        return cls(
            **{name: cls._value(name, value) for name, value in told.items() if name in names}
        )

    @classmethod
    def _value(cls, name: str, value: Any) -> Any:
        if value is None:
            return _nothing(name)
        if name in _PARTS:
            return _PARTS[name](value)
        return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class CertificateFinding(_Told):
    """One certificate of a path."""

    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True)
class TimestampFinding(_Told):
    """What a timestamp authority confirms: inside a signature, or for the whole document."""

    at: datetime
    authority: str
    trusted: bool
    is_test_authority: bool
    standing: Standing = Standing.UNTRUSTED
    intact: bool = True
    """It was made for these very bytes."""
    untouched_after: bool = True
    field: str = ""
    """Only a document timestamp has a field of its own."""
    chain: tuple[CertificateFinding, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return self.intact and self.trusted and self.untouched_after


@dataclass(frozen=True)
class SignatureFinding(_Told):
    """One signature of a file."""

    field: str
    signer: str = ""
    fingerprint: str = ""
    """SHA-256 of the signer's certificate, hexadecimal: tells who it was beyond the name."""
    claimed_at: datetime | None = None
    """What the signature itself says; proof is only ``proven_at``."""
    proven_at: datetime | None = None
    """The signature existed at this moment at the latest: a timestamp authority says so."""
    reason: str = ""
    """The duty, as the signature has it."""
    timestamp: TimestampFinding | None = None
    level: str = ""
    """PAdES B-B, B-T, B-LT or B-LTA (ETSI EN 319 142-1); empty for other kinds of signature."""
    intact: bool = False
    """The bytes it covers are those that were signed."""
    trust: Standing = Standing.UNTRUSTED
    is_test_authority: bool = False
    untouched_after: bool = False
    """Nothing came later but further signatures, timestamps and evidence for them."""
    new_stamp_on: tuple[int, ...] = ()
    """Pages, counted from 1, on which it shows something in a field that came after a signature."""
    certifies: bool = False
    """It says itself that nothing but signatures may follow."""
    locks: bool = False
    """It says itself that no further signature may follow."""
    chain: tuple[CertificateFinding, ...] = ()
    """From the signer's certificate to the root."""
    why: tuple[str, ...] = ()
    """Codes of what was remarkable; documents.checking.words has a sentence for each."""

    @property
    def holds(self) -> bool:
        return self.intact and self.untouched_after and self.trust == Standing.TRUSTED

    @property
    def is_unjudged(self) -> bool:
        """Made by a method that is not known here: neither right nor wrong."""
        return "unknown_method" in self.why

    @property
    def at(self) -> datetime | None:
        """The best that is known about its time."""
        return self.proven_at or self.claimed_at


@dataclass(frozen=True)
class FileInside(_Told):
    """A file that the PDF carries inside it, under the name that readers show."""

    name: str
    size: int = 0
    sha256: str = ""
    """Empty where its bytes cannot be read."""


@dataclass(frozen=True)
class Examination(_Told):
    """Everything found out about one file."""

    sha256: str
    size: int
    examined_at: datetime
    pages: int = 0
    signatures: tuple[SignatureFinding, ...] = ()
    """In the order they were made."""
    document_timestamps: tuple[TimestampFinding, ...] = ()
    empty_fields: tuple[str, ...] = ()
    files: tuple[FileInside, ...] = ()
    """What it carries; what became of them after the first signature is among the faults."""
    faults: tuple[str, ...] = ()

    def of_own_paper(self) -> Self:
        """The same, by whoever knows that he made this paper and put the files into it."""
        return replace(self, faults=tuple(sorted({*self.faults} - {_UNCERTIFIED_FILES})))

    @property
    def verdict(self) -> Verdict:
        unsaid = [_NOTHING_SAID[fault] for fault in self.faults if fault in _NOTHING_SAID]
        if unsaid or not self.signatures:
            return unsaid[0] if unsaid else Verdict.UNSIGNED
        judged = [one for one in self.signatures if not one.is_unjudged]
        made: list[SignatureFinding | TimestampFinding] = [*judged, *self.document_timestamps]
        if _CHANGES & {*self.faults} or not all(one.intact and one.untouched_after for one in made):
            return Verdict.CHANGED
        if len(judged) < len(self.signatures):
            return Verdict.UNJUDGED
        is_doubtful = {*self.faults} - _HARMLESS or not all(one.holds for one in made)
        return Verdict.DOUBTFUL if is_doubtful else Verdict.GENUINE

    def as_json(self) -> dict[str, Any]:
        """The keys are the names of the fields; moments are in ISO 8601 with their offset."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _nothing(name: str) -> None:
    if name not in _OPTIONAL:
        raise TypeError(f"There is no finding without {name}.")


def _each(kind: type[_Told]) -> Any:
    return lambda told: tuple(kind.from_json(one) for one in told)


_OPTIONAL = frozenset({"claimed_at", "proven_at", "timestamp"})
_PARTS: dict[str, Any] = {
    **dict.fromkeys(
        ("at", "claimed_at", "proven_at", "examined_at", "valid_from", "valid_until"),
        datetime.fromisoformat,
    ),
    **dict.fromkeys(("trust", "standing"), Standing),
    "timestamp": TimestampFinding.from_json,
    "signatures": _each(SignatureFinding),
    "document_timestamps": _each(TimestampFinding),
    "files": _each(FileInside),
    "chain": _each(CertificateFinding),
}
