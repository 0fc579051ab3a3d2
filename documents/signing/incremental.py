"""How a file grows without one of its bytes changing: incremental updates (ISO 32000-1, 7.5.6)."""

import hashlib
import io
import re
from collections.abc import Collection, Mapping

import pikepdf

_LAST_XREF = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")


class IncrementalUpdate:
    """New and changed objects, collected, then written behind the file as it stands."""

    def __init__(self, pdf: bytes) -> None:
        place = _LAST_XREF.search(pdf, len(pdf) - 64 if len(pdf) > 64 else 0)
        if place is None:
            raise ValueError("The file does not end as a PDF does.")
        self.paper = pikepdf.open(io.BytesIO(pdf), attempt_recovery=False)
        self._previous = int(place[1])
        self._size = int(self.paper.trailer["/Size"])
        self._written = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
        self._offsets: dict[int, int] = {}

    def add(self, body: bytes) -> tuple[str, int]:
        """A new object: its reference, and the offset of its body in the finished file."""
        number = self._size
        self._size += 1
        return f"{number} 0 R", self._write(number, body)

    def add_stream(self, dictionary: str, data: bytes) -> str:
        """A new stream; `dictionary` are its entries without /Length."""
        head = f"<< {dictionary} /Length {len(data)} >>\nstream\n".encode()
        return self.add(head + data + b"\nendstream")[0]

    def change(self, changed: pikepdf.Object, entries: Mapping[str, str]) -> None:
        """The same dictionary with these entries set; it must be an object of its own."""
        number, generation = changed.objgen
        if number == 0 or generation:
            raise ValueError("Only an indirect dictionary can be changed.")
        self._write(number, dictionary_with(changed, entries))

    def finish(self) -> bytearray:
        """The file with the update behind it; nothing can be added any more."""
        number, start = self._size, len(self._written)
        self._offsets[number] = start
        root = self.paper.trailer.Root.objgen[0]
        first, second = self._ids()
        rows = b"".join(
            b"\x01" + self._offsets[each].to_bytes(5, "big") + b"\x00\x00"
            for each in sorted(self._offsets)
        )
        index = " ".join(f"{each} 1" for each in sorted(self._offsets))
        self._written += (
            f"{number} 0 obj\n<< /Type /XRef /W [1 5 2] /Index [{index}] /Size {number + 1}"
            f" /Root {root} 0 R{self._info()} /ID [<{first}> <{second}>] /Prev {self._previous}"
            f" /Length {len(rows)} >>\nstream\n"
        ).encode()
        self._written += rows + f"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n".encode()
        return self._written

    def _write(self, number: int, body: bytes) -> int:
        self._offsets[number] = len(self._written)
        head = f"{number} 0 obj\n".encode()
        self._written += head + body + b"\nendobj\n"
        return self._offsets[number] + len(head)

    def _info(self) -> str:
        info = self.paper.trailer.get("/Info")
        return f" /Info {info.objgen[0]} 0 R" if info is not None else ""

    def _ids(self) -> tuple[str, str]:
        """The first names the file for ever, the second this state of it."""
        first = bytes(self.paper.trailer["/ID"][0])
        return first.hex(), hashlib.sha256(self._written).digest()[:16].hex()


def dictionary_with(old: pikepdf.Object, entries: Mapping[str, str]) -> bytes:
    """A dictionary as PDF text: what it had, and behind it the entries given."""
    new = "".join(f" {key} {value}" for key, value in entries.items())
    return kept_of(old, entries) + new.encode() + b" >>"


def kept_of(old: pikepdf.Object, without: Collection[str]) -> bytes:
    """The beginning of such a text: a dictionary but for these entries, left open."""
    kept = {key: old[key] for key in old.keys() if key not in without}  # noqa: SIM118
    return pikepdf.Dictionary(kept).unparse().removesuffix(b" >>")


def text(words: str) -> str:
    """A text string (ISO 32000-1, 7.9.2.2) in UTF-16, whatever letters it has."""
    return f"<FEFF{words.encode('utf-16-be').hex().upper()}>"


def reference_of(thing: pikepdf.Object) -> str:
    number, generation = thing.objgen
    return f"{number} {generation} R"
