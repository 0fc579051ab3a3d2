"""What is inside this PDF? A word or a number of pages, as `people.sandbox` runs it."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pikepdf

from documents import unpacked
from documents.active_content import ACTIONS, ANNOTATIONS, HARMLESS_OPENING

MOST_PAGES = 200
# Points: a page between 3 cm and 1.2 m (a wall map is A0).
_SHORTEST, _LONGEST = 85, 3402


def answer(_request: Mapping[str, Any], data: bytes) -> bytes:
    return json.dumps(inspect(data)).encode()


def inspect(data: bytes) -> int | str:
    """The number of pages of a plain PDF, or one word for what makes it another kind of file."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                return "encrypted"
            return _trouble_inside(pdf) or _trouble_with_pages(pdf) or len(pdf.pages)
    except pikepdf.PasswordError:
        return "encrypted"


def _trouble_inside(pdf: pikepdf.Pdf) -> str:
    """The worst word that any dictionary of the file earns; a signed form is above all signed."""
    if unpacked.is_too_large(one for one in pdf.objects if isinstance(one, pikepdf.Stream)):
        return "unpacked"
    found = {word for dictionary in _dictionaries(pdf) for word in _words(dictionary)}
    if any(map(_lies_elsewhere, pdf.objects)):
        found.add("attachment")
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and _name(opening, "/S") not in HARMLESS_OPENING:
        found.add("active")
    for word in ("signed", "form", "active", "attachment"):
        if word in found:
            return word
    return ""


def _words(dictionary: pikepdf.Object) -> Iterator[str]:
    kind, subtype, action = (_name(dictionary, key) for key in ("/Type", "/Subtype", "/S"))
    if "/ByteRange" in dictionary or kind in {"/Sig", "/DocTimeStamp"}:
        yield "signed"
    if "/XFA" in dictionary or subtype == "/Widget" or "/FT" in dictionary:
        yield "form"
    if "/JS" in dictionary or "/AA" in dictionary or "/JavaScript" in dictionary:
        yield "active"
    if action in ACTIONS or subtype in ANNOTATIONS:
        yield "active"
    if "/EF" in dictionary or "/EmbeddedFiles" in dictionary or subtype == "/FileAttachment":
        yield "attachment"


def _lies_elsewhere(thing: pikepdf.Object) -> bool:
    """The content of such a stream is fetched from another file."""
    return isinstance(thing, pikepdf.Stream) and "/F" in thing


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of the file, also those inside others and those no page leads to."""
    waiting: list[pikepdf.Object] = list(pdf.objects)
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield thing
            waiting.extend(_direct(value for _, value in thing.items()))
        elif isinstance(thing, pikepdf.Array):
            waiting.extend(_direct(list(thing)))


def _direct(values: Iterable[object]) -> Iterator[pikepdf.Object]:
    """Indirect objects wait in line already."""
    for value in values:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield value


def _trouble_with_pages(pdf: pikepdf.Pdf) -> str:
    if not len(pdf.pages):
        return "pages"
    if len(pdf.pages) > MOST_PAGES:
        return "many pages"
    return "" if all(_is_paper(page) for page in pdf.pages) else "page size"


def _is_paper(page: pikepdf.Page) -> bool:
    left, low, right, high = (float(edge) for edge in page.mediabox.as_list())
    unit = float(page.obj.get("/UserUnit", 1))
    sides = (abs(right - left) * unit, abs(high - low) * unit)
    return all(_SHORTEST <= side <= _LONGEST for side in sides)


def _name(dictionary: pikepdf.Object, key: str) -> str:
    value = dictionary.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""
