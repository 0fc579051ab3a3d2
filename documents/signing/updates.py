"""Which updates stand behind a file, byte for byte as our own hand writes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TAIL = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_OWN_TAIL = re.compile(rb"\nendstream\nendobj\nstartxref\n(\d+)\n%%EOF\n\Z")
_TABLE = re.compile(
    rb"(?P<number>\d+) 0 obj\n<< /Type /XRef /W \[1 5 2\] /Index \[(?P<index>\d+ 1(?: \d+ 1)*)\]"
    rb" /Size (?P<size>\d+) /Root (?P<root>\d+) 0 R(?: /Info (?P<info>\d+) 0 R)?"
    rb" /ID \[<(?P<id>[0-9a-f]+)> <[0-9a-f]{32}>\] /Prev (?P<previous>\d+) /Length \d+"
    rb" >>\nstream\n"
)
_ROW = 8


@dataclass(frozen=True)
class Update:
    """The objects of one update, what its table says of the file, and where it stands."""

    start: int
    end: int
    table_at: int
    objects: dict[int, bytes]
    offsets: dict[int, int]
    """Where in the file each object's body begins."""
    says: dict[str, bytes]


def last_table(pdf: bytes, end: int) -> int:
    """Where the last table of references before `end` stands. Raises ValueError."""
    place = _TAIL.search(pdf, max(0, end - 64), end)
    if place is None:
        raise ValueError("This does not end as a PDF does.")
    return int(place[1])


def updates(pdf: bytes) -> list[Update]:
    """The updates at the end of the file, the first of them first; none where it has none of ours."""
    return list(_backwards(pdf))[::-1]


def _backwards(pdf: bytes) -> Iterator[Update]:
    end = len(pdf)
    while update := _update(pdf, end):
        yield update
        end = update.start


def _update(pdf: bytes, end: int) -> Update | None:
    tail = _OWN_TAIL.search(pdf, max(0, end - 60), end)
    table = tail and _TABLE.match(pdf, int(tail[1]), end)
    if not (tail and table):
        return None
    offsets = _offsets(table["index"], pdf[table.end() : tail.start()])
    if offsets.pop(int(table["number"]), None) != table.start() or not offsets:
        return None
    objects = _objects(pdf, offsets, table.start())
    if objects is None:
        return None
    bodies = {number: offset + len(f"{number} 0 obj\n") for number, offset in offsets.items()}
    start = min(offsets.values())
    return Update(start, end, table.start(), objects, bodies, table.groupdict())


def _offsets(index: bytes, rows: bytes) -> dict[int, int]:
    """Where each object stands; empty where the rows say anything else."""
    numbers = [int(one) for one in index.split()[::2]]
    found = [rows[place : place + _ROW] for place in range(0, len(rows), _ROW)]
    if len(numbers) != len(found) or any(row[0] != 1 or row[6:] != b"\0\0" for row in found):
        return {}
    return {
        number: int.from_bytes(row[1:6], "big") for number, row in zip(numbers, found, strict=True)
    }


def _objects(pdf: bytes, offsets: dict[int, int], end: int) -> dict[int, bytes] | None:
    """One object behind the other without a gap up to `end`, or nothing."""
    found = {}
    for number, offset in sorted(offsets.items(), key=lambda one: -one[1]):
        head = f"{number} 0 obj\n".encode()
        if not (pdf.startswith(head, offset) and pdf[end - 8 : end] == b"\nendobj\n"):
            return None
        found[number] = pdf[offset + len(head) : end - 8]
        end = offset
    return found
