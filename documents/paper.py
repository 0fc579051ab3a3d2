"""What a finished paper is: its bytes, the font it is set in, and where on it people will sign."""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from django.core.exceptions import ImproperlyConfigured

FONT_FAMILY = "Tinos"
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
_FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
)


class CannotRender(Exception):
    """The paper asks for something that is not there or not allowed."""


@dataclass(frozen=True)
class Box:
    """A place kept free for a signature. Points (1/72 inch), counted from the lower left corner."""

    name: str
    page: int
    rect: tuple[float, float, float, float]


@dataclass(frozen=True)
class Rendered:
    """A PDF that nobody has signed yet, and the places where people will."""

    pdf: bytes
    boxes: tuple[Box, ...] = ()


def check_fonts() -> None:
    """Raises ImproperlyConfigured where a face is missing."""
    for face in FACES:
        font_file(face)


@cache
def font_file(style: str = "Regular") -> Path:
    """The file of the papers' font: the metrics of Times New Roman, every Vietnamese letter.

    Without this check another font would take its place silently, and a record would look
    different on the next machine.
    """
    for folder in _FONT_FOLDERS:
        found = sorted(folder.rglob(f"{FONT_FAMILY}-{style}.ttf"))
        if found:
            return found[0]
    raise ImproperlyConfigured(
        f"The font {FONT_FAMILY} is missing. Install it: on Debian and Ubuntu it is in the "
        "package fonts-croscore."
    )


def saved(paper: pikepdf.Pdf) -> bytes:
    """The paper as bytes, with many small object streams.

    WeasyPrint puts all objects into a single one, and a reader that looks up object after object
    in it needs time that grows with the square of their number.
    """
    file = io.BytesIO()
    paper.save(
        file,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        fix_metadata_version=False,
        deterministic_id=True,
    )
    return file.getvalue()
