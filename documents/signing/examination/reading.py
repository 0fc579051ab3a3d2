"""The parts of a PDF that an examination looks at: fields, signatures, evidence, what is active."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader

from documents.active_content import ACTIONS, ANNOTATIONS, HARMLESS_OPENING
from documents.signing.examination.entries import MOST_PARTS, TooMuch, elements, value


@dataclass(frozen=True)
class Field:
    """A field of the form; its value is what was signed into it."""

    name: str
    kind: str
    field: DictionaryObject
    value: IndirectObject | DictionaryObject | None


def opened(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf))


def page_count(reader: PdfFileReader) -> int:
    return int(reader.root["/Pages"]["/Count"])


def fields(reader: PdfFileReader) -> list[Field]:
    """Every field of the form that has no others below it. Raises TooMuch also at a form in circles."""
    form = value(reader.root, "/AcroForm", DictionaryObject())
    waiting = [(one, "", "") for one in elements(form, "/Fields")][::-1]
    found: list[Field] = []
    for _ in range(MOST_PARTS):
        if not waiting:
            return found
        field, parent, inherited = waiting.pop()
        name = ".".join(filter(None, (parent, str(value(field, "/T", "")))))
        kind = str(value(field, "/FT", inherited))
        below = [(kid, name, kind) for kid in elements(field, "/Kids") if "/T" in kid]
        waiting += below[::-1]
        if not below:
            signature = field.raw_get("/V") if "/V" in field else None
            found.append(Field(name, kind, field, signature))
    raise TooMuch


def active_parts(reader: PdfFileReader) -> set[str]:
    """Codes for what a reader program would do or show beyond the pages."""
    root = reader.root
    found = set()
    opening = value(root, "/OpenAction")
    if isinstance(opening, DictionaryObject) and value(opening, "/S") not in HARMLESS_OPENING:
        found.add("open_action")
    names = value(root, "/Names", {})
    if "/JavaScript" in names:
        found.add("javascript")
    if "/Collection" in root:
        found.add("attachment")  # readers show the files in it instead of the pages
    if "/XFA" in value(root, "/AcroForm", {}):
        found.add("foreign_field")
    parts = list(_parts(reader))
    if any(map(_has_a_file, parts)):
        found.add("attachment")
    return found.union(*map(_acts, (root, *parts)))


def _has_a_file(part: DictionaryObject) -> bool:
    """A page or annotation with a file of its own, which the list of the whole paper need not name."""
    return "/AF" in part or value(part, "/Subtype") == "/FileAttachment"


def _parts(reader: PdfFileReader) -> Iterator[DictionaryObject]:
    """Every page, annotation, field and entry of the outline: whatever can carry an action."""
    waiting: list[Any] = [reader.root["/Pages"], *(one.field for one in fields(reader))]
    if "/Outlines" in reader.root:
        waiting.append(reader.root["/Outlines"])
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        if not isinstance(part, DictionaryObject):
            continue
        yield part
        for key in ("/Kids", "/Annots"):
            waiting.extend(elements(part, key))
        waiting.extend(part[key] for key in ("/First", "/Next") if key in part)
    raise TooMuch


def _acts(part: DictionaryObject) -> set[str]:
    found = set()
    if "/AA" in part:
        found.add("additional_action")
    if value(part, "/Subtype") in ANNOTATIONS:
        found.add("active_annotation")
    action = value(part, "/A")
    if isinstance(action, DictionaryObject) and {value(action, "/S"), *_next(action)} & ACTIONS:
        found.add("javascript" if value(action, "/S") == "/JavaScript" else "launch")
    return found


def _next(action: DictionaryObject) -> set[Any]:
    """An action may have others behind it; that there are more than plain links is enough to know."""
    following = value(action, "/Next")
    return {"/Launch"} if following is not None else set()
