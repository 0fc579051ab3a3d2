"""What a signature looks like on paper: who signed, as what, and when."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.utils import timezone
from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStamp, BaseStampStyle

from documents.signing import stamp_font

_RED = (0.75, 0.0, 0.0)
_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)
_LEADING = 1.2
_PADDING = 4.0


def lines(*, name: str, duty: str, acting_for: str, at: datetime) -> tuple[str, ...]:
    """What the stamp says. Paper speaks Vietnamese whoever signs, hence no translation."""
    moment = timezone.localtime(at, timezone.get_default_timezone())
    offset = moment.isoformat()[-6:]
    said = [f"Ký bởi: {name}", f"Chức vụ: {duty}"]
    if acting_for:
        said.append(f"Ký thay: {acting_for}")
    said.append(f"Ngày ký: {moment:%d/%m/%Y %H:%M:%S} {offset}")
    return tuple(said)


@dataclass(frozen=True)
class Stamp(BaseStampStyle):
    """The look of one signature: red text in a thin red frame, as large as the box allows."""

    said: tuple[str, ...] = ()
    border_width: int = 1
    border_color: tuple[float, float, float] | None = _RED

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: object
    ) -> "_Drawing":
        return _Drawing(writer, self, box)


class _Drawing(BaseStamp):
    def __init__(self, writer: BasePdfFileWriter, style: Stamp, box: BoxConstraints) -> None:
        super().__init__(writer, style, box=box)
        fonts = writer.root["/AcroForm"]["/DR"]["/Font"]
        self.set_resource(ResourceType.FONT, stamp_font.NAME, fonts.raw_get(stamp_font.NAME))
        self._said = style.said
        self._width, self._height = box.width, box.height

    def _render_inner_content(self) -> list[bytes]:
        size, written = _fitted(self._said, self._width, self._height)
        red, green, blue = _RED
        return [
            f"BT {red:g} {green:g} {blue:g} rg".encode(),
            f"{stamp_font.NAME} {size:g} Tf {size * _LEADING:g} TL".encode(),
            f"{_PADDING:g} {self._height - _PADDING - size:g} Td".encode(),
            *(f"<{line.encode('utf-16-be').hex()}> Tj T*".encode() for line in written),
            b"ET",
        ]


def _fitted(said: Sequence[str], width: float, height: float) -> tuple[float, list[str]]:
    """The largest size at which everything fits into the box, and the lines broken for it."""
    for size in _SIZES:
        written = _written(said, size, width - 2 * _PADDING)
        widest = max(stamp_font.face().width(line, size) for line in written)
        deep = len(written) * size * _LEADING
        if widest <= width - 2 * _PADDING and deep <= height - 2 * _PADDING:
            return size, written
    return _SIZES[-1], _written(said, _SIZES[-1], width - 2 * _PADDING)


def _written(said: Sequence[str], size: float, width: float) -> list[str]:
    return list(chain.from_iterable(_wrapped(_printable(text), size, width) for text in said))


def _wrapped(text: str, size: float, width: float) -> list[str]:
    """Broken between words; what belongs to the line before is set in a little."""
    wrapped, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and stamp_font.face().width(longer, size) > width:
            wrapped.append(line)
            longer = f"  {word}"
        line = longer
    return [*wrapped, line]


def _printable(text: str) -> str:
    """One code per letter: composed (NFC), single spaces, nothing beyond the basic plane."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter if ord(letter) < 0x10000 else "?" for letter in words)
