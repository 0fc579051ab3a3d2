"""How HTML becomes paper: PDF/A-3b, and the places on it where people will sign."""

import gc
import io
import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import repeat
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import django
import pikepdf
import segno
import weasyprint
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents.paper import Box, Rendered, font_file, saved
from people import sandbox

_STATIC = "file:///static/"
_ANCHOR = "sig-"
_PDF_A = "pdf/a-3b"
_POINTS_PER_PIXEL = 0.75
# Pango is not made for two threads in one font map; Python's own lock leaves little to gain anyway.
_press = threading.Lock()


class CannotRender(Exception):
    """The paper asks for something that is not there or not allowed."""


def render(template: str, context: Mapping[str, Any]) -> Rendered:
    """The paper this template makes of this context: PDF/A-3b, in the school's language.

    ``code`` in the context is an address, printed as a QR code at the foot of every page.
    Anchors with the id ``sig-<name>`` become the boxes of that name. ``school`` is the letterhead:
    ``authority``, ``name``, ``place``; without one that of the settings.
    Addresses in the template are paths below the static files; nothing is fetched from elsewhere.
    """
    for style in ("Regular", "Bold", "Italic", "BoldItalic"):
        font_file(style)
    # Paper speaks the school's language, whatever language the person at the screen has chosen.
    with translation.override(settings.LANGUAGE_CODE):
        html = render_to_string(template, {"school": _school(), **context, "qr": _qr(context)})
    stylesheet, fonts = _stationery()
    page = weasyprint.HTML(string=html, base_url=_STATIC, url_fetcher=_StaticFiles())
    try:
        with _press:
            document = page.render(fonts, stylesheets=[stylesheet], pdf_variant=_PDF_A)
            pdf = document.write_pdf(pdf_variant=_PDF_A)
    except FatalURLFetchingError as refusal:
        raise CannotRender(str(refusal)) from None
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        return Rendered(saved(paper), tuple(_boxes(document.pages)))


def join(cover: Rendered, uploaded: bytes) -> Rendered:
    """The rendered cover with the pages of an examined upload behind it; the boxes stay in place.

    Only what is drawn is taken over: the upload's annotations, actions, attachments and outlines stay
    behind. It is taken apart in the sandbox; CannotRender where it cannot be.
    The result no longer calls itself PDF/A, because nobody can promise that for foreign pages.
    """
    try:
        bare = sandbox.run("documents.foreign_pages", uploaded)
    except sandbox.NoAnswer:
        raise CannotRender("The uploaded pages cannot be taken over.") from None
    with pikepdf.open(io.BytesIO(cover.pdf)) as paper, pikepdf.open(io.BytesIO(bare)) as more:
        paper.pages.extend(more.pages)
        with paper.open_metadata(set_pikepdf_as_editor=False) as metadata:
            for name in ("pdfaid:part", "pdfaid:conformance"):
                metadata.pop(name, None)
        return Rendered(saved(paper), cover.boxes)


def render_many(template: str, contexts: Iterable[Mapping[str, Any]]) -> Iterator[Rendered]:
    """Many papers on all cores, in the order asked for. Contexts must be plain data (picklable)."""
    try:
        yield from _printers().map(render, repeat(template), contexts)
    except BrokenProcessPool:
        # A process was ended from outside (out of memory): the next call starts fresh ones.
        _printers.cache_clear()
        raise


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
def _stationery() -> tuple[weasyprint.CSS, FontConfiguration]:
    """Stylesheet and fonts, read once: half of a short paper's time otherwise."""
    fonts = FontConfiguration()
    sheet = render_to_string("print/paper.css")
    return weasyprint.CSS(string=sheet, font_config=fonts, url_fetcher=_StaticFiles()), fonts


def _school() -> dict[str, str]:
    return {
        "name": settings.SOKY_SCHOOL,
        "authority": settings.SOKY_LETTERHEAD,
        "place": settings.SOKY_PLACE,
    }


def _qr(context: Mapping[str, Any]) -> str:
    """The code as a drawing inside the page (SVG), so that nothing has to be fetched."""
    if not context.get("code"):
        return ""
    drawn: str = segno.make(context["code"], error="m").svg_inline(scale=1, border=0, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 made here, of squares alone


def _boxes(pages: Iterable[weasyprint.document.Page]) -> Iterator[Box]:
    for number, page in enumerate(pages):
        for name, (left, top, right, bottom) in page.anchors.items():
            if name.startswith(_ANCHOR):
                corners = (left, page.height - bottom, right, page.height - top)
                left, low, right, high = (round(c * _POINTS_PER_PIXEL, 2) for c in corners)
                yield Box(name.removeprefix(_ANCHOR), number, (left, low, right, high))


@cache
def _printers() -> ProcessPoolExecutor:
    """Spawned, not forked: the web server's threads and database connections stay out of them."""
    printers = ProcessPoolExecutor(
        max_workers=os.cpu_count(),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_printer,
    )
    # The web server's worker is itself such a process: at its end it waits for its children before
    # the pool would send them home, and both would wait for ever. Its queues close at priority 10.
    Finalize(None, printers.shutdown, exitpriority=100)
    return printers


def _start_printer() -> None:
    """What a printer has loaded stays as it is: the collector need not go through it at every paper."""
    django.setup()
    _stationery()
    gc.collect()
    gc.freeze()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A printer whose server was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(0)
