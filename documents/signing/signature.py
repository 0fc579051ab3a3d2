"""A signature inside a PDF: the dictionary around it, and the hole it will fill (ISO 32000-1, 12.8)."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from documents.signing.incremental import IncrementalUpdate

CERTIFIES = (
    "<< /Type /SigRef /TransformMethod /DocMDP"
    " /TransformParams << /Type /TransformParams /V /1.2 /P 2 >> >>"
)
LOCKS = (
    "<< /Type /SigRef /TransformMethod /FieldMDP /Data {root}"
    " /TransformParams << /Type /TransformParams /V /1.2 /Action /All >> >>"
)
_RANGE = "[0 0000000000 0000000000 0000000000]"


def signature(room: int, entries: str) -> bytes:
    """A person's signature dictionary with room for so many bytes of CMS."""
    return _dictionary("/Sig", "/ETSI.CAdES.detached", room, entries)


def document_timestamp(room: int) -> bytes:
    """The dictionary of a timestamp over the whole file (ETSI EN 319 142-1, 5.4.3)."""
    return _dictionary("/DocTimeStamp", "/ETSI.RFC3161", room, "")


def _dictionary(kind: str, form: str, room: int, entries: str) -> bytes:
    return (
        f"<< /Type {kind} /Filter /Adobe.PPKLite /SubFilter {form}"
        f" /ByteRange {_RANGE} /Contents <{'0' * 2 * room}>{entries} >>"
    ).encode()


def moment(at: datetime) -> str:
    return f"(D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z)"


@dataclass(frozen=True)
class Unsigned:
    """A whole file but for one hole: what the signature must cover is fixed already."""

    written: bytearray
    start: int
    """Where the hole begins, with its ``<``."""
    end: int

    @classmethod
    def finish(cls, update: IncrementalUpdate, body_at: int) -> "Unsigned":
        """Write the update; `body_at` is where in it the signature's dictionary stands."""
        written = update.finish()
        start = written.index(b"/Contents <", body_at) + len(b"/Contents ")
        end = written.index(b">", start) + 1
        ranges = f"[0 {start:010d} {end:010d} {len(written) - end:010d}]".encode()
        place = written.index(_RANGE.encode(), body_at)
        written[place : place + len(ranges)] = ranges
        return cls(written, start, end)

    def digest(self) -> bytes:
        """SHA-256 over everything but the hole."""
        whole = memoryview(self.written)
        hashed = hashlib.sha256(whole[: self.start])
        hashed.update(whole[self.end :])
        return hashed.digest()

    def filled(self, content: bytes) -> bytes:
        """The signed file. Raises ValueError if the signature is larger than its hole."""
        room = self.end - self.start - 2
        if 2 * len(content) > room:
            raise ValueError(f"The signature has {len(content)} bytes, the hole {room // 2}.")
        self.written[self.start + 1 : self.start + 1 + 2 * len(content)] = content.hex().encode()
        return bytes(self.written)
