"""A form laid out: where its slots are, its fonts cut, its signature fields in place; then it is filled."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from documents import press, signing
from documents.forms.code import squares
from documents.forms.refusals import Objection
from documents.forms.skeleton import Skeleton, with_room_for_texts
from documents.forms.slots import CODE, Slot, slots_of
from documents.forms.typesetting import SetText, Typesetter
from documents.paper import FACES, CannotRender, Rendered, font_file

_SCALE = press.POINTS_PER_PIXEL
_TEXTS_REMEMBERED = 2000


class FrozenForm:
    """What all papers of a form share. Raises CannotRender where it cannot be frozen."""

    def __init__(self, html: str, fields: Sequence[str]) -> None:
        with press.one_at_a_time:
            document = press.pages_of(html)
            self._slots, self._styles = slots_of(document.pages)
            self._typesetter = Typesetter(document.fonts, self._styles)
            self._check_heights()
            pdf = press.written(document)
            self._typesetter.freeze()
        self.version = _version(html, fields)
        self.boxes = press.boxes_of(document)
        """Where people will sign: the same on every paper of this version."""
        self._heights = [page.height * _SCALE for page in document.pages]
        form = with_room_for_texts(pdf)
        self._skeleton = Skeleton(
            signing.prepare(Rendered(form, self.boxes), fields) if fields else form
        )
        self._set = lru_cache(_TEXTS_REMEMBERED)(self._typesetter.set)

    def objections(self, texts: Mapping[str, str]) -> list[Objection]:
        """Why these texts cannot stand in these slots; none where they can."""
        with press.one_at_a_time:
            return self._objections(texts)

    def paper(self, title: str, texts: Mapping[str, str], address: str) -> bytes | list[Objection]:
        """The paper with these texts in its slots, or every reason why that cannot be."""
        with press.one_at_a_time:
            return self._objections(texts) or self._skeleton.paper(
                title, self._contents(texts, address)
            )

    def _check_heights(self) -> None:
        """A slot into which no text at all fits is a fault of its template."""
        for name, places in self._slots.items():
            for slot in places:
                line = self._typesetter.set("x", slot.look, slot.width)
                if name != CODE and not slot.has_room_for(0, line.height):
                    raise CannotRender(f"The slot {name} is too low for a line of its text.")

    def _objections(self, texts: Mapping[str, str]) -> list[Objection]:
        each = (self._objection(name, text) for name, text in texts.items())
        return [objection for objection in each if objection]

    def _objection(self, name: str, text: str) -> Objection | None:
        for slot in self._slots[name]:
            lines = self._set(text, slot.look, slot.width)
            if lines.missing:
                return Objection(name, text, lines.missing)
            if not slot.has_room_for(lines.width, lines.height):
                return Objection(name, text, excess=self._excess(text, slot))
        return None

    def _excess(self, text: str, slot: Slot) -> int:
        """How many letters must go from its end before it has room: halved again and again."""

        def has_room(letters: int) -> bool:
            lines = self._typesetter.set(text[:letters].strip(), slot.look, slot.width)
            return slot.has_room_for(lines.width, lines.height)

        return len(text) - bisect_right(range(1, len(text)), False, key=lambda n: not has_room(n))

    def _contents(self, texts: Mapping[str, str], address: str) -> list[bytes]:
        """What stands on each page, in its own axes: CSS pixels from the upper left corner."""
        drawn: list[list[bytes]] = [
            [b"q %.2f 0 0 %.2f 0 %.3f cm" % (_SCALE, -_SCALE, height)] for height in self._heights
        ]
        for name, text in texts.items():
            for slot in self._slots[name]:
                drawn[slot.page] += _drawn(self._set(text, slot.look, slot.width), slot)
        if address:
            side, code = squares(address)
            for slot in self._slots.get(CODE, ()):
                place = (slot.width / side, slot.height / side, slot.left, slot.top)
                drawn[slot.page].append(b"q %.4f 0 0 %.4f %.3f %.3f cm %b Q" % (*place, code))
        return [b"\n".join((*page, b"Q")) for page in drawn]


def _drawn(lines: SetText, slot: Slot) -> Iterator[bytes]:
    top = slot.start_of_lines(lines.height)
    for number, line in enumerate(lines.lines):
        if line.drawn:
            left, low = slot.start_of_line(line.width), top + number * lines.line_height
            yield b"BT 1 0 0 -1 %.3f %.3f Tm %b ET" % (left, low + line.baseline, line.drawn)


def _version(html: str, fields: Sequence[str]) -> str:
    """All that makes papers look alike: template and shape, stylesheet, fonts, fields, who laid it out."""
    parts = [html, press.stylesheet(), *fields, press.ENGINE]
    hashed = hashlib.sha256("\0".join(parts).encode())
    for face in FACES:
        hashed.update(font_file(face).read_bytes())
    return hashed.hexdigest()
