"""A form as PDF: all that never changes is bytes, each paper adds what stands on its pages.

A paper is written as one whole file, not as an update of the form: what comes behind a paper are
signatures alone.
"""

import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from html import escape

import pikepdf

from documents.paper import CannotRender, saved
from documents.signing.incremental import text

TITLE = "so-ky-title-of-the-paper"
_LAST_TABLE = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ROW = "[1 5 2]"  # kind, offset or stream, place in it: the widths of a row of the table, in bytes
_IN_FILE = 1


def with_room_for_texts(pdf: bytes) -> bytes:
    """The form with an empty stream behind each page's own, and without the file's /Info."""
    with pikepdf.open(io.BytesIO(pdf)) as form:
        for page in form.pages:
            # WeasyPrint leaves its own axes behind: what comes later starts with those of the page.
            fixed = form.make_stream(b"q\n" + page.obj.Contents.read_bytes() + b"\nQ\n")
            page.obj.Contents = pikepdf.Array([fixed, form.make_stream(b"")])
        del form.trailer.Info
        return saved(form)


class Skeleton:
    """Cut apart once: the bytes that stay, where their objects stand, and what will be between them."""

    def __init__(self, form: bytes) -> None:
        """`form` is what `with_room_for_texts` gives, with its signature fields."""
        with pikepdf.open(io.BytesIO(form)) as pdf:
            self._pages = [page.obj.Contents[1].objgen[0] for page in pdf.pages]
            self._metadata = pdf.Root.Metadata.objgen[0]
            self._root = pdf.Root.objgen[0]
            self._before_title, self._behind_title = _around_title(pdf.Root.Metadata.read_bytes())
            table_at = _last_table(form)
            self._info = int(form[table_at:].split(maxsplit=1)[0])
            self._rows = _rows(pdf.get_object((self._info, 0)))
        self._fixed = self._without_own(form, table_at)

    def _without_own(self, form: bytes, table_at: int) -> bytes:
        """The file without the objects that each paper has of its own; their rows follow them."""
        offsets = {key: row[1] for key, row in self._rows.items() if row[0] == _IN_FILE}
        ends = sorted((*offsets.values(), table_at))
        fixed = bytearray(form[: ends[0]])
        for number, start in sorted(offsets.items(), key=lambda each: each[1]):
            if number not in (*self._pages, self._metadata, self._info):
                self._rows[number] = (_IN_FILE, len(fixed), 0)
                fixed += form[start : ends[ends.index(start) + 1]]
        return bytes(fixed)

    def paper(self, title: str, contents: Sequence[bytes]) -> bytes:
        """One file, the same for the same title and contents."""
        written, rows = bytearray(self._fixed), dict(self._rows)
        for number, body in self._own(title, contents):
            rows[number] = (_IN_FILE, len(written), 0)
            written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        return bytes(written + self._table(rows, written))

    def _own(self, title: str, contents: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
        for number, content in zip(self._pages, contents, strict=True):
            yield number, _stream("/Filter /FlateDecode", zlib.compress(content))
        metadata = self._before_title + escape(title, quote=False).encode() + self._behind_title
        yield self._metadata, _stream("/Type /Metadata /Subtype /XML", metadata)
        yield self._info, f"<< /Title {text(title)} >>".encode()

    def _table(self, rows: Mapping[int, tuple[int, int, int]], written: bytearray) -> bytes:
        number, start = max(rows) + 1, len(written)
        every = [*(rows.get(each, (0, 0, 0)) for each in range(number)), (_IN_FILE, start, 0)]
        packed = b"".join(
            bytes([kind]) + place.to_bytes(5, "big") + index.to_bytes(2, "big")
            for kind, place, index in every
        )
        name = hashlib.sha256(written).hexdigest()[:32]
        entries = (
            f"/Type /XRef /W {_ROW} /Size {number + 1} /Root {self._root} 0 R"
            f" /Info {self._info} 0 R /ID [<{name}> <{name}>] /Filter /FlateDecode"
        )
        table = _stream(entries, zlib.compress(packed))
        return b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, table, start)


def _stream(entries: str, data: bytes) -> bytes:
    head = f"<< {entries} /Length {len(data)} >>\nstream\n".encode()
    return head + data + b"\nendstream"


def _around_title(metadata: bytes) -> tuple[bytes, bytes]:
    before, title, behind = metadata.partition(TITLE.encode())
    if not title:
        raise CannotRender(
            "The title of a form must be {{ title }}, which each paper has its own of."
        )
    return before, behind


def _last_table(pdf: bytes) -> int:
    place = _LAST_TABLE.search(pdf)
    if place is None:
        raise ValueError("The file does not end as a PDF does.")
    return int(place[1])


def _rows(table: pikepdf.Object) -> dict[int, tuple[int, int, int]]:
    """Of each object: how it is kept, and where (ISO 32000-1, 7.5.8.3)."""
    data, widths = table.read_bytes(), [int(width) for width in table.W]
    rows = {}
    for number in range(int(table.Size)):
        parts = []
        for width in widths:
            parts.append(int.from_bytes(data[:width], "big"))
            data = data[width:]
        rows[number] = (parts[0], parts[1], parts[2])
    return rows
