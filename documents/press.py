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
_POINTS_PER_PIXEL = 0.75
# Pango is not made for two threads in one font map; Python's own lock leaves little to gain anyway.
_one_at_a_time = threading.Lock()


def laid_out(html: str) -> Rendered:
    """Anchors with the id ``sig-<name>`` become the boxes of that name. Raises CannotRender."""
    stylesheet, fonts = stationery()
    page = weasyprint.HTML(string=html, base_url=_STATIC, url_fetcher=_StaticFiles())
    try:
        with _one_at_a_time:
            document = page.render(fonts, stylesheets=[stylesheet], pdf_variant=_PDF_A)
            pdf = document.write_pdf(pdf_variant=_PDF_A)
    except FatalURLFetchingError as refusal:
        raise CannotRender(str(refusal)) from None
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        return Rendered(saved(paper), tuple(_boxes(document.pages)))


class _StaticFiles(URLFetcher):  # type: ignore[misc]
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
    sheet = render_to_string("print/paper.css")
    return weasyprint.CSS(string=sheet, font_config=fonts, url_fetcher=_StaticFiles()), fonts


def _boxes(pages: Iterable[weasyprint.document.Page]) -> Iterator[Box]:
    for number, page in enumerate(pages):
        for name, (left, top, right, bottom) in page.anchors.items():
            if name.startswith(_ANCHOR):
                corners = (left, page.height - bottom, right, page.height - top)
                left, low, right, high = (round(c * _POINTS_PER_PIXEL, 2) for c in corners)
                yield Box(name.removeprefix(_ANCHOR), number, (left, low, right, high))
