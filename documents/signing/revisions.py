"""Which revisions a file of our own making has, and that each adds a signature and nothing else.

Where every byte behind the prepared paper is one that our own hand would have written, that is told
in a few milliseconds. Of any other file nothing is said here: ask the examination.
"""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pikepdf

from documents.signing import signature, validation_data
from documents.signing.incremental import kept_of, reference_of
from documents.signing.updates import Update, last_table, updates

_SIGNATURE = re.compile(
    rb"<< /Type (?:/Sig /Filter /Adobe\.PPKLite /SubFilter /ETSI\.CAdES\.detached"
    rb"|(?P<timestamp>/DocTimeStamp) /Filter /Adobe\.PPKLite /SubFilter /ETSI\.RFC3161)"
    rb" /ByteRange \[0 (\d{10}) (\d{10}) (\d{10})\] /Contents (?P<hole><[0-9a-f]+>)"
    rb"(?: /M \(D:\d{14}Z\) /Name <FEFF[0-9A-F]*> /Reason <FEFF[0-9A-F]*>"
    rb" /Location <FEFF[0-9A-F]*>(?: /Reference \[(?P<transforms>[^\]]*)\])?)? >>"
)
_REFERENCES = rb"\d+ 0 R(?: \d+ 0 R)*"
_ARRAYS = (
    rb"(?: /" + name + rb" \[" + _REFERENCES + rb"\])?" for name in (b"Certs", b"CRLs", b"OCSPs")
)
_STORE = re.compile(rb"<< /Type /DSS" + b"".join(_ARRAYS) + rb" >>")
_FORM = (
    rb"/Type /XObject /Subtype /Form /BBox \[[\d. ]+\] /Resources << /Font << /SoKy \d+ 0 R >>"
    rb"(?: /XObject << /P \d+ 0 R >>)? >> "
)
_IMAGE = (
    rb"/Type /XObject /Subtype /Image /Width \d+ /Height \d+ /ColorSpace /Device(?:Gray|RGB)"
    rb" /BitsPerComponent 8 /Filter /FlateDecode (?:/SMask \d+ 0 R )?"
)
# What only lies there until a stamp shows it or the store of validation data names it.
_STREAM = re.compile(
    rb"<< (?:" + _FORM + rb"|" + _IMAGE + rb"| )?/Length (\d+) >>\nstream\n(.*)\nendstream",
    re.DOTALL,
)
_FILLED = re.compile(rb" /AP << /N (\d+) 0 R >> /V (\d+) 0 R >>")
_ADDED = re.compile(
    rb"<< /Type /Annot /Subtype /Widget /FT /Sig /T \((?P<name>timestamp-\d+)\) /F 132"
    rb" /Rect \[0 0 0 0\] /P (?P<page>\d+) 0 R /V (?P<value>\d+) 0 R >>"
)
_CATALOG = re.compile(
    re.escape(f" /Extensions {validation_data.EXTENSIONS}".encode())
    + rb"(?: /Perms << /DocMDP (?P<certifier>\d+) 0 R >>)?(?: /DSS (?P<store>\d+) 0 R)? >>"
)


class NotOurs(Exception):
    """Something in this file was not written by our own hand."""


@dataclass(frozen=True)
class Revision:
    """One signature or document timestamp, and the bytes of the file that end with it."""

    field: str
    is_timestamp: bool
    locks: bool
    hole: tuple[int, int]
    """From its ``<`` to behind its ``>``; all other bytes before `end` are signed."""
    end: int


@dataclass(frozen=True)
class History:
    """How a file grew, and which of its fields are empty still, with whether each will lock it."""

    revisions: tuple[Revision, ...]
    empty: dict[str, bool]


def history(pdf: bytes) -> History:
    """The revisions behind the paper as it was prepared, in their order. Raises NotOurs."""
    grown_by = updates(pdf)
    end = grown_by[0].start if grown_by else len(pdf)
    # A stranger's revision is not even opened here: that is for the sandbox.
    _check(pdf.count(b"startxref", 0, end) == 1, "Somebody else has written into it.")
    try:
        with pikepdf.open(io.BytesIO(pdf[:end]), attempt_recovery=False) as paper:
            growing = _Growing(paper, last_table(pdf, end))
            return History(tuple(map(growing.revision, grown_by)), growing.empty())
    except (pikepdf.PdfError, LookupError, AttributeError, TypeError, ValueError) as reason:
        raise NotOurs(str(reason)) from reason


def _check(holds: object, what: str) -> None:
    if not holds:
        raise NotOurs(what)


def _check_empty(root: pikepdf.Object, fields: Iterable[Any]) -> None:
    is_empty = not ("/DSS" in root or "/Perms" in root or any("/V" in field for field in fields))
    _check(is_empty, "The paper was not empty when it was signed first.")


class _Growing:
    """The file before an update, as far as updates may change it."""

    def __init__(self, paper: pikepdf.Pdf, table: int) -> None:
        root, form, page = paper.Root, paper.Root.AcroForm, paper.pages[0].obj
        fields = list(form.Fields)
        _check_empty(root, fields)
        self._table, self._size = table, int(paper.trailer["/Size"])
        info = paper.trailer.get("/Info")
        self._says = {
            "id": bytes(paper.trailer["/ID"][0]).hex().encode(),
            "root": str(root.objgen[0]).encode(),
            "info": str(info.objgen[0]).encode() if info is not None else None,
        }
        self._root, self._form, self._page = (each.objgen[0] for each in (root, form, page))
        self._fields = {field.objgen[0]: field for field in fields}
        self._catalog = kept_of(root, validation_data.ENTRIES)
        self._lists = {
            self._form: (
                kept_of(form, ["/Fields"]) + b" /Fields [",
                list(map(reference_of, fields)),
            ),
            self._page: (
                kept_of(page, ["/Annots"]) + b" /Annots [",
                list(map(reference_of, page.get("/Annots", ()))),
            ),
        }
        self._certifier = b""

    def empty(self) -> dict[str, bool]:
        return {str(field.T): "/Lock" in field for field in self._fields.values()}

    def revision(self, update: Update) -> Revision:
        """What this update adds. Raises NotOurs if it is anything but a signature."""
        self._check_table(update)
        number, written = self._signature(update)
        place = update.offsets[number]
        hole = (place + written.start("hole"), place + written.end("hole"))
        covered = (hole[0], hole[1], update.end - hole[1])
        _check(covered == tuple(map(int, written.groups()[1:4])), "It does not cover its revision.")
        changed = {each for each in update.objects if each < self._size}
        if written["timestamp"]:
            field, locks, mine = self._added(update, changed, number), False, {self._size + 1}
        else:
            field, locks = self._filled(update, changed, number, written["transforms"])
            mine = set()
        store = self._check_catalog(update, number, is_first=not self._certifier)
        self._check_streams(update, changed | mine | {number, store})
        self._table, self._size = update.table_at, int(update.says["size"])
        return Revision(field, bool(written["timestamp"]), locks, hole, update.end)

    def _check_table(self, update: Update) -> None:
        says = {name: update.says[name] for name in self._says}
        _check(says == self._says, "The table names another file.")
        _check(int(update.says["previous"]) == self._table, "It does not follow the one before.")
        _check(int(update.says["number"]) + 1 == int(update.says["size"]), "It skips numbers.")

    def _signature(self, update: Update) -> tuple[int, re.Match[bytes]]:
        """The signature comes first; it alone covers the update."""
        number = self._size
        written = _SIGNATURE.fullmatch(update.objects.get(number, b""))
        if written is None:
            raise NotOurs("The first new object is no signature.")
        return number, written

    def _filled(
        self, update: Update, changed: set[int], number: int, transforms: bytes | None
    ) -> tuple[str, bool]:
        """A field of the paper that was empty, with its stamp; whether it locks the file."""
        _check(len(changed) == 2 and self._root in changed, "It changes what it must not.")
        (place,) = changed - {self._root}
        field = self._fields.pop(place)
        body, kept = update.objects[place], kept_of(field, ("/AP", "/V"))
        filled = _FILLED.fullmatch(body, len(kept)) if body.startswith(kept) else None
        _check(filled and int(filled[2]) == number, "The field holds another signature.")
        _check(filled and int(filled[1]) in update.objects, "The stamp is an older one.")
        locks = "/Lock" in field
        expected = [signature.CERTIFIES] if not self._certifier else []
        if locks:
            expected.append(signature.LOCKS.format(root=f"{self._root} 0 R"))
        _check((transforms or b"") == " ".join(expected).encode(), "It promises something else.")
        return str(field.T), locks

    def _added(self, update: Update, changed: set[int], number: int) -> str:
        """A field without a place on paper, for a timestamp."""
        _check(changed == {self._root, self._form, self._page}, "It changes what it must not.")
        place = number + 1
        added = _ADDED.fullmatch(update.objects[place])
        if added is None or (int(added["page"]), int(added["value"])) != (self._page, number):
            raise NotOurs("The new field is no timestamp's.")
        for holder in (self._form, self._page):
            kept, references = self._lists[holder]
            references.append(f"{place} 0 R")
            _check(
                update.objects[holder] == kept + " ".join(references).encode() + b"] >>",
                "A list has grown by more than the timestamp.",
            )
        return added["name"].decode()

    def _check_catalog(self, update: Update, number: int, *, is_first: bool) -> int:
        """The number of the store of validation data, 0 where there is none."""
        body = update.objects[self._root]
        written = _CATALOG.fullmatch(body, len(self._catalog))
        if written is None or not body.startswith(self._catalog):
            raise NotOurs("The catalog is another one.")
        if is_first:
            self._certifier = str(number).encode()
        _check(written["certifier"] == self._certifier, "Another signature certifies the file.")
        store = int(written["store"] or 0)
        _check(not store or _STORE.fullmatch(update.objects[store]), "The store is another one.")
        return store

    def _check_streams(self, update: Update, known: set[int]) -> None:
        for number, body in update.objects.items():
            if number in known:
                continue
            stream = _STREAM.fullmatch(body)
            _check(stream and int(stream[1]) == len(stream[2]), "It adds an object of its own.")
