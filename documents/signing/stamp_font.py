"""Which letters a stamp is written with: a font cut out of the papers' font, in every file once.

It is cut once per machine and embedded before the first signature. Its character codes are
Unicode itself, so that a file prepared yesterday can be signed tomorrow by a machine whose font
numbers its glyphs differently.
"""

import io
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf

from documents.paper import font_file

NAME = "/SoKy"
_POSTSCRIPT_NAME = Name("/SOKYST+Tinos")
_EDITION = 1  # to be raised when other letters are cut
# Latin, what Vietnamese and the languages of the highlands add to it, combining marks, dashes.
_LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *map(ord, "ƀɃƠơƯư"),
    *range(0x300, 0x324),
    *range(0x1EA0, 0x1EFA),
    *range(0x2010, 0x2027),
)


@dataclass(frozen=True)
class Face:
    """The font as PDF wants it. Lengths in thousandths of the font size."""

    data: bytes
    glyphs: dict[int, int]
    widths: dict[int, int]
    box: list[int]
    ascent: int
    descent: int

    def width(self, text: str, size: float) -> float:
        """How long this text is at this size, in points."""
        return sum(self.widths.get(ord(letter), 500) for letter in text) * size / 1000


def embed(pdf: Pdf) -> Object:
    """The font as an object of this file, for all its signatures."""
    return pdf.make_indirect(_font_object(pdf, face()))


def face() -> Face:
    """The font, cut at the first call."""
    return _read(settings.SOKY_HOME / "fonts" / f"stamp-{_EDITION}.ttf")


@cache
def _read(path: Path) -> Face:
    if not path.exists():
        _cut(font_file(), path)
    data = path.read_bytes()
    font = TTFont(io.BytesIO(data))
    names = font.getBestCmap()
    head, line, advances = font["head"], font["hhea"], font["hmtx"]
    scale = 1000 / head.unitsPerEm
    return Face(
        data=data,
        glyphs={code: font.getGlyphID(name) for code, name in names.items()},
        widths={code: round(advances[name][0] * scale) for code, name in names.items()},
        box=[round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)],
        ascent=round(line.ascent * scale),
        descent=round(line.descent * scale),
    )


def _cut(source: Path, path: Path) -> None:
    """Keep only the letters a stamp may need: 40 KB of 600."""
    options = subset.Options(
        layout_features=[], hinting=False, glyph_names=False, notdef_outline=True
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_LETTERS)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, attempt = tempfile.mkstemp(dir=path.parent)
    with subset.load_font(source, options) as font, os.fdopen(handle, "wb") as file:
        cutter.subset(font)
        font.save(file)
    Path(attempt).replace(path)


def _font_object(pdf: Pdf, face: Face) -> Dictionary:
    """A composite font (ISO 32000-1, 9.7) whose character codes are UTF-16."""
    glyph_of_code = bytearray(0x20000)
    for code, glyph in face.glyphs.items():
        glyph_of_code[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=_POSTSCRIPT_NAME,
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(_descriptor(pdf, face)),
        CIDToGIDMap=pdf.make_stream(bytes(glyph_of_code)),
        W=_numbers_of(face.widths),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=_POSTSCRIPT_NAME,
        Encoding=Name("/Identity-H"),
        DescendantFonts=[pdf.make_indirect(descendant)],
        ToUnicode=pdf.make_stream(_to_unicode(face.glyphs)),
    )


def _descriptor(pdf: Pdf, face: Face) -> Dictionary:
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=_POSTSCRIPT_NAME,
        Flags=4,
        ItalicAngle=0,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=660,
        StemV=80,
        FontBBox=face.box,
        FontFile2=pdf.make_stream(face.data, Length1=len(face.data)),
    )


def _numbers_of(widths: dict[int, int]) -> Array:
    """The widths as ``/W`` wants them: a first code, then the widths from there on."""
    parts, run = Array(), Array()
    for code in sorted(widths):
        if code - 1 not in widths:
            run = Array()
            parts.append(code)
            parts.append(run)
        run.append(widths[code])
    return parts


def _to_unicode(codes: Iterable[int]) -> bytes:
    """The map back to text, for search and copy: every code is its own letter."""
    blocks = sorted({code >> 8 for code in codes})
    ranges = "\n".join(f"<{block:02x}00> <{block:02x}ff> <{block:02x}00>" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(blocks)} beginbfrange\n{ranges}\nendbfrange\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")
