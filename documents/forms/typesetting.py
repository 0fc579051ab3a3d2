"""How a text is set into lines of a width: WeasyPrint's own breaking and drawing, and nothing laid out."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from weasyprint.draw.text import draw_text
from weasyprint.pdf.stream import Stream
from weasyprint.text.line_break import split_first_line, strut

from documents.forms.letters import LETTERS, SPECIMEN

_ALLOWED = LETTERS | {"\n"}
_SPACES = re.compile("[ \t\n\f]+")
_BREAKS = re.compile("[ \t]*\n[ \t]*")


@dataclass(frozen=True, slots=True)
class SetLine:
    """How a line is drawn, and how far below the top of its line height. Lengths in CSS pixels."""

    width: float
    baseline: float
    drawn: bytes


@dataclass(frozen=True, slots=True)
class SetText:
    """Lines one below the other, or the letters for which there is no glyph."""

    lines: tuple[SetLine, ...]
    line_height: float
    missing: str = ""

    @property
    def width(self) -> float:
        return max((line.width for line in self.lines), default=0)

    @property
    def height(self) -> float:
        return self.line_height * len(self.lines)


class Typesetter:
    """Sets texts with the glyphs its fonts have; all of it only within the press's lock."""

    def __init__(self, fonts: dict[int, Any], styles: Sequence[Any]) -> None:
        """Each letter is drawn in each style once, so that the fonts are cut to hold them all."""
        self._fonts, self._styles = fonts, styles
        self._cut: dict[int, frozenset[int]] | None = None
        for style in styles:
            list(self._lines(SPECIMEN, style, None))

    def freeze(self) -> None:
        """The fonts are cut: from now on other glyphs would be drawn as nothing."""
        self._cut = {key: frozenset(font.widths) for key, font in self._fonts.items()}

    def set(self, text: str, look: int, width: float) -> SetText:
        style = self._styles[look]
        text = collapsed(text, keeps_lines=style["white_space"] == "pre-line")
        if style["text_transform"] == "uppercase":
            text = text.upper()
        height: float = strut(style)[0]
        missing = "".join(dict.fromkeys(each for each in text if each not in _ALLOWED))
        if missing:
            return SetText((), height, missing)
        lines = tuple(self._lines(text, style, width))
        return SetText(lines, height, text if self._drew_what_was_not_cut() else "")

    def _drew_what_was_not_cut(self) -> bool:
        """Letters may join into a glyph that none of them has alone. It is taken back then."""
        if self._cut is None:
            return False
        count = 0
        for key, font in [*self._fonts.items()]:
            new = font.widths.keys() - self._cut.get(key, frozenset())
            count += len(new)
            for glyph in new:
                del font.widths[glyph]
            if key not in self._cut:
                del self._fonts[key]
        return bool(count)

    def _lines(self, text: str, style: Any, width: float | None) -> Iterator[SetLine]:
        line_height, rest = strut(style)[0], text.encode()
        resume: int | None = 0 if rest else None
        while resume is not None:
            rest = rest[resume:]
            layout, _length, resume, length, height, baseline = split_first_line(
                rest.decode(), style, None, width, 0
            )
            leading = (line_height - height) / 2
            yield SetLine(length, baseline + leading, self._drawn(layout, style))

    def _drawn(self, layout: Any, style: Any) -> bytes:
        ink = _Ink(self._fonts)
        box = {"pango_layout": layout, "text": layout.text, "style": style}
        nowhere = {"position_x": 0, "position_y": 0, "baseline": 0}
        draw_text(ink, SimpleNamespace(**box, **nowhere), 0, "clip", "none")
        return b" ".join(each if isinstance(each, bytes) else each.encode() for each in ink.stream)


class _Ink(Stream):  # type: ignore[misc] # WeasyPrint has no types
    """Takes down in which colour and font a line is drawn, but not where."""

    def __init__(self, fonts: dict[int, Any]) -> None:
        nothing: dict[str, Any] = {}
        super().__init__(fonts, (0, 0, 1, 1), nothing, {}, None, {}, "srgb")

    def set_alpha(self, *_alpha: Any, **_more: Any) -> None: ...
    def set_text_matrix(self, *_matrix: float) -> None: ...
    def begin_text(self) -> None: ...
    def end_text(self) -> None: ...


def collapsed(text: str, *, keeps_lines: bool) -> str:
    """White space as CSS has it, letters in their shortest form."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if keeps_lines:
        text = _BREAKS.sub("\n", text).rstrip("\n")
        return "\n".join(_SPACES.sub(" ", line).strip(" ") for line in text.split("\n"))
    return _SPACES.sub(" ", text).strip(" ")
