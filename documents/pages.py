"""A page of a PDF as a picture, so that a reviewer sees exactly what prints, in any browser."""

import io
import threading
from pathlib import Path

import pypdfium2
from django.conf import settings

from documents import archive

WIDTH = 1000
# PDFium keeps global state: one page at a time in a process.
_reader = threading.Lock()


class NoSuchPage(LookupError):
    pass


def count(sha256: str) -> int:
    with _reader:
        document = pypdfium2.PdfDocument(archive.read(sha256))
        try:
            return len(document)
        finally:
            document.close()


def picture(sha256: str, number: int) -> bytes:
    """The page (counted from 1) as PNG, 1000 pixels wide; drawn once and kept beside the archive."""
    kept = _folder(sha256) / f"{sha256}-{number}.png"
    if kept.exists():
        return kept.read_bytes()
    drawn = _draw(archive.read(sha256), number)
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(f".{threading.get_ident()}")
    partial.write_bytes(drawn)
    partial.rename(kept)
    return drawn


def forget(sha256: str) -> None:
    """Remove the pictures of a file that is to be forgotten."""
    for kept in _folder(sha256).glob(f"{sha256}-*"):
        kept.unlink(missing_ok=True)


def _folder(sha256: str) -> Path:
    return settings.SOKY_HOME / "pictures" / sha256[:2]


def _draw(pdf: bytes, number: int) -> bytes:
    with _reader:
        document = pypdfium2.PdfDocument(pdf)
        try:
            document.init_forms()
            if not 1 <= number <= len(document):
                raise NoSuchPage(number)
            page = document[number - 1]
            image = page.render(scale=WIDTH / page.get_width(), may_draw_forms=True).to_pil()
        finally:
            document.close()
    file = io.BytesIO()
    image.convert("P", palette=1, colors=64).save(file, "PNG", optimize=True)
    return file.getvalue()
