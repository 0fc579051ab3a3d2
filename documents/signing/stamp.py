"""What a signature looks like on paper, as NĐ 30/2020/NĐ-CP wants it: title, signature, full name.

A signature kept as a picture stands in blue between title and name. Without one the stamp says in
words that the paper was signed digitally, and when. The school's seal stands in red, by itself.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.utils import timezone

from documents.signing import stamp_font
from documents.signing.incremental import IncrementalUpdate
from documents.signing.picture import BLUE, RED, Picture

_BLACK, _RED_INK, _GREY = "0 0 0", "0.75 0 0", "0.35 0.35 0.35"
_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)
_MAY_WRAP = 7.0
"""A title is broken only where it would have to be smaller than this to stand in one line."""
_LEADING = 1.2
_PADDING = 3.0
_WORDS_OF_TIME = 0.72  # of the size of the name
_BESIDE_SIGNATURE = 0.44
"""How much of a seal's width lies left of the signature whose third it covers."""
_BOLD = "2 Tr 0.25 w"


@dataclass(frozen=True)
class Stamp:
    """What one signature shows. Paper speaks Vietnamese whoever signs, hence no translation."""

    title: Sequence[str]
    """The duty, a line each: ``KT. HIỆU TRƯỞNG``, ``PHÓ HIỆU TRƯỞNG``."""
    name: str
    at: datetime
    picture: Picture | None = None
    is_seal: bool = False

    def draw(self, update: IncrementalUpdate, width: float, height: float, font: str) -> str:
        """Put the stamp into the file as a form of this size in points; returns the reference."""
        pictures = ""
        if self.picture:
            placed = self.picture.place(update, RED if self.is_seal else BLUE)
            pictures = f" /XObject << /P {placed} >>"
        content = " ".join(self._drawn(width, height)).encode()
        return update.add_stream(
            f"/Type /XObject /Subtype /Form /BBox [0 0 {width:g} {height:g}]"
            f" /Resources << /Font << {stamp_font.NAME} {font} >>{pictures} >>",
            content,
        )

    def _drawn(self, width: float, height: float) -> Iterator[str]:
        if self.is_seal:
            yield from self._seal(width, height)
            return
        head, foot = [*self.title], [self.name]
        size, titles, names = _fitted(head, foot, width, height)
        line = size * _LEADING
        yield from _lines(titles, size, width, height - _PADDING, _BLACK, bold=True)
        foot_high = _PADDING + len(names) * line
        yield from _lines(names, size, width, foot_high, _BLACK, bold=True)
        middle = (_PADDING, foot_high, width - _PADDING, height - _PADDING - len(titles) * line)
        yield from self._middle(middle, size)

    def _seal(self, width: float, height: float) -> Iterator[str]:
        """The picture as it is; without one the words, where they cover nobody's signature."""
        if self.picture:
            yield _picture(self.picture, (0, 0, width, height))
            return
        free = width * _BESIDE_SIGNATURE
        said = _written(("Đã đóng dấu số", _time(self.at)), _SIZES[-1] + 1, free)
        yield from _lines(said, _SIZES[-1] + 1, free, height * 2 / 3, _RED_INK)

    def _middle(self, area: tuple[float, float, float, float], size: float) -> Iterator[str]:
        """Between title and name: the picture over the time, or words in a red frame."""
        left, low, right, high = area
        small = size * _WORDS_OF_TIME
        if self.picture:
            yield from _lines([_time(self.at)], small, left + right, low + small * _LEADING, _GREY)
            yield _picture(self.picture, (left, low + small * _LEADING, right, high))
            return
        words = ["Đã ký số", _time(self.at)]
        deep = len(words) * small * _LEADING
        top = (low + high + deep) / 2
        widest = max(stamp_font.face().width(one, small) for one in words) + 2 * _PADDING
        edge = (left + right - widest) / 2
        yield f"q {_RED_INK} RG 0.6 w {edge:.2f} {top - deep - 1.5:.2f} {widest:.2f} {deep + 2:.2f} re S Q"
        yield from _lines(words, small, left + right, top, _RED_INK)


def _time(at: datetime) -> str:
    moment = timezone.localtime(at, timezone.get_default_timezone())
    return f"{moment:%d/%m/%Y %H:%M:%S} {moment.isoformat()[-6:]}"


def _fitted(
    head: Sequence[str], foot: Sequence[str], width: float, height: float
) -> tuple[float, list[str], list[str]]:
    """The largest size at which title and name leave the middle its room, and their lines."""
    titles, names = list(head), list(foot)
    for size in _SIZES:
        titles, names = (_written(lines, size, width - 2 * _PADDING) for lines in (head, foot))
        widest = max(stamp_font.face().width(one, size) for one in (*titles, *names))
        room = height - (len(titles) + len(names)) * size * _LEADING - 2 * _PADDING
        in_one_line = len(titles) == len(head) or size <= _MAY_WRAP
        if in_one_line and widest <= width - 2 * _PADDING and room >= height / 3:
            return size, titles, names
    return _SIZES[-1], titles, names


def _lines(
    words: Sequence[str], size: float, width: float, top: float, colour: str, *, bold: bool = False
) -> Iterator[str]:
    """Centred lines, the first just below `top`."""
    yield f"q BT {colour} rg {colour} RG {_BOLD if bold else ''} {stamp_font.NAME} {size:g} Tf"
    for number, line in enumerate(words):
        left = (width - stamp_font.face().width(line, size)) / 2
        low = top - size - number * size * _LEADING
        yield f"1 0 0 1 {left:.2f} {low:.2f} Tm <{line.encode('utf-16-be').hex()}> Tj"
    yield "ET Q"


def _picture(picture: Picture, area: tuple[float, float, float, float]) -> str:
    """As large as the area allows, in its middle."""
    left, low, right, high = area
    scale = min((right - left) / picture.width, (high - low) / picture.height)
    wide, tall = picture.width * scale, picture.height * scale
    x, y = (left + right - wide) / 2, (low + high - tall) / 2
    return f"q {wide:.2f} 0 0 {tall:.2f} {x:.2f} {y:.2f} cm /P Do Q"


def _written(said: Sequence[str], size: float, width: float) -> list[str]:
    return list(chain.from_iterable(_wrapped(_printable(text), size, width) for text in said))


def _wrapped(text: str, size: float, width: float) -> list[str]:
    """Broken between words."""
    wrapped, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and stamp_font.face().width(longer, size) > width:
            wrapped.append(line)
            longer = word
        line = longer
    return [*wrapped, line]


def _printable(text: str) -> str:
    """One code per letter: composed (NFC), single spaces, nothing beyond the basic plane."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter if ord(letter) < 0x10000 else "?" for letter in words)
