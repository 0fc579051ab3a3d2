"""WeasyPrint: HTML laid out on pages, PDF/A-3b. Loaded at the first paper: it costs half a second."""

import io
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import weasyprint
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents.paper import Box, CannotRender, Rendered, saved

_STATIC = "file:///static/"
_ANCHOR = "sig-"
_PDF_A = "pdf/a-3b"
_STYLESHEET = "print/paper.css"
ENGINE = f"WeasyPrint {weasyprint.__version__}"
POINTS_PER_PIXEL = 0.75
# Pango is not made for two threads in one font map; Python's own lock leaves little to gain anyway.
one_at_a_time = threading.Lock()


def laid_out(html: str) -> Rendered:
    """Anchors with the id ``sig-<name>`` become the boxes of that name. Raises CannotRender."""
    with one_at_a_time:
        document = pages_of(html)
        pdf = written(document)
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        return Rendered(saved(paper), boxes_of(document))


def pages_of(html: str) -> weasyprint.Document:
    """Laid out, not yet drawn; only within `one_at_a_time`. Raises CannotRender."""
    styles, fonts = stationery()
    page = weasyprint.HTML(string=html, base_url=_STATIC, url_fetcher=_StaticFiles())
    try:
        return page.render(fonts, stylesheets=[styles], pdf_variant=_PDF_A)
    except FatalURLFetchingError as refusal:
        raise CannotRender(str(refusal)) from None


def written(document: weasyprint.Document) -> bytes:
    """Drawn; only within `one_at_a_time`. Raises CannotRender."""
    try:
        pdf: bytes = document.write_pdf(pdf_variant=_PDF_A)
    except FatalURLFetchingError as refusal:
        raise CannotRender(str(refusal)) from None
    return pdf


def boxes_of(document: weasyprint.Document) -> tuple[Box, ...]:
    """Where people will sign."""
    return tuple(_boxes(document.pages))


class _StaticFiles(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Hands out static files and refuses everything else, so that no record reaches the network."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        address = unquote(url.partition("?")[0])
        found = self._find(address.removeprefix(_STATIC)) if address.startswith(_STATIC) else None
        if not found:
            raise FatalURLFetchingError(f"Papers are made of static files only, not of {url}.")
        return URLFetcherResponse(url, Path(found).read_bytes())

    @staticmethod
    def _find(path: str) -> str | None:
        try:
            return finders.find(path)
        except SuspiciousFileOperation:
            return None


@cache
def stationery() -> tuple[weasyprint.CSS, FontConfiguration]:
    """Stylesheet and fonts, read once: half of a short paper's time otherwise."""
    fonts = FontConfiguration()
    source = stylesheet()
    return weasyprint.CSS(string=source, font_config=fonts, url_fetcher=_StaticFiles()), fonts


def stylesheet() -> str:
    """What every paper has in common."""
    return render_to_string(_STYLESHEET)


def _boxes(pages: Iterable[weasyprint.document.Page]) -> Iterator[Box]:
    for number, page in enumerate(pages):
        for name, (left, top, right, bottom) in page.anchors.items():
            if name.startswith(_ANCHOR):
                corners = (left, page.height - bottom, right, page.height - top)
                left, low, right, high = (round(c * POINTS_PER_PIXEL, 2) for c in corners)
                yield Box(name.removeprefix(_ANCHOR), number, (left, low, right, high))
