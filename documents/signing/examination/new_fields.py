"""Signature fields that a revision adds or fills: what of them may be seen on a page, and where."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import (
    DictionaryObject,
    IndirectObject,
    Reference,
    StreamObject,
)
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    FieldComparisonContext,
    FieldComparisonSpec,
    FieldMDPRule,
    FormUpdate,
    ModificationLevel,
    SuspiciousModification,
)

from documents.signing.examination.entries import elements, value

TIMESTAMP = "/ETSI.RFC3161"
_LOOKS = ("/N", "/R", "/D")
# A comment, and the operators that only open and close a state.
_NOTHING = re.compile(rb"%[^\r\n]*|[qQ\s]+")


@dataclass(frozen=True)
class NewStamp:
    """A field that came after a signature and shows something on a page (counted from 1)."""

    field: str
    page: int


class NewFieldsRule(FieldMDPRule):
    """Refuses a field that nobody signed in the revision it came with, and a timestamp that shows.

    A person's signature may bring a look along; whether that person is to be believed is judged
    elsewhere: `stamps` has the places.
    """

    def __init__(self) -> None:
        self.stamps: set[NewStamp] = set()

    def apply(
        self, context: FieldComparisonContext
    ) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        for name, spec in context.field_specs.items():
            if spec.field_type == "/Sig" and spec.new_field_ref:
                self._check(name, spec, context.new)
        return ()

    def _check(self, name: str, spec: FieldComparisonSpec, new: HistoricalResolver) -> None:
        field, before = spec.new_field or DictionaryObject(), spec.old_field
        widgets = list(_widgets(field))
        if before is None and "/V" not in field and widgets:
            raise SuspiciousModification(f"{name} was added and is empty.")
        if "/V" not in field or "/V" in (before or ()):
            return
        if _is_timestamp(field["/V"]):
            _insist_on_nothing_seen(name, widgets)
        elif before is None:
            seen = {_number(one) for one in widgets if _has_area(one)}
            self.stamps |= {NewStamp(name, page) for page in seen and _pages_with(seen, new)}


def _insist_on_nothing_seen(name: str, widgets: Iterable[DictionaryObject]) -> None:
    if any(_has_area(one) or _draws(one) for one in widgets):
        raise SuspiciousModification(f"The timestamp {name} shows something.")


def _widgets(field: DictionaryObject) -> Iterator[DictionaryObject]:
    """Whatever of this field has a place of its own: itself, and what hangs below it unnamed."""
    below = elements(field, "/Kids")
    if not any("/T" in kid for kid in below):
        yield field
    yield from (kid for kid in below if "/T" not in kid)


def _is_timestamp(signature: Any) -> bool:
    """Whichever of its two entries says so: programs differ in which one they look at."""
    kinds = {str(signature[key]) for key in ("/Type", "/SubFilter") if key in signature}
    return bool(kinds & {"/DocTimeStamp", TIMESTAMP})


def _has_area(widget: DictionaryObject) -> bool:
    return "/Rect" in widget and _is_area(widget["/Rect"])


def _is_area(box: Any) -> bool:
    """What is no box at all may be anything."""
    try:
        left, low, right, high = (float(edge) for edge in box)
    except (TypeError, ValueError):
        return True
    return left != right and low != high


def _draws(widget: DictionaryObject) -> bool:
    """Whether its look would put anything on paper if a program gave it room."""
    looks = value(widget, "/AP", DictionaryObject())
    return any(_draws_in(looks[key]) for key in _LOOKS if key in looks)


def _draws_in(look: Any) -> bool:
    if not isinstance(look, StreamObject):  # one for each state
        return any(_draws_in(look[key]) for key in look)
    content = look.read_data(DecodePurpose.GENERIC)
    has_room = "/BBox" not in look or _is_area(look["/BBox"])
    return has_room and bool(_NOTHING.sub(b"", content))


def _number(thing: DictionaryObject) -> int:
    place = thing.container_ref
    return place.idnum if isinstance(place, Reference) else 0


def _pages_with(widgets: set[int], revision: HistoricalResolver) -> set[int]:
    """The pages that name one of these; the first where none does: it may be drawn on any."""
    pages = {
        number
        for number, page in enumerate(_pages(revision.root["/Pages"]), start=1)
        for annotation in value(page, "/Annots", ())
        if isinstance(annotation, IndirectObject) and annotation.idnum in widgets
    }
    return pages or {1}


def _pages(node: Any) -> Iterator[Any]:
    if "/Kids" not in node:
        yield node
        return
    for kid in node["/Kids"]:
        yield from _pages(kid.get_object())
