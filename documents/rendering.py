"""How HTML becomes paper: PDF/A-3b, and the places on it where people will sign."""

import gc
import io
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import repeat
from multiprocessing.util import Finalize
from typing import Any, TypeVar

import django
import pikepdf
import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from documents.language import school_language
from documents.paper import CannotRender, Rendered, check_fonts, saved
from people import sandbox

Made = TypeVar("Made")


def render(template: str, context: Mapping[str, Any]) -> Rendered:
    """The paper this template makes of this context: PDF/A-3b, in the school's language.

    ``code`` in the context is an address, printed as a QR code at the foot of every page.
    Anchors with the id ``sig-<name>`` become the boxes of that name. ``school`` is the letterhead:
    ``authority``, ``name``, ``place``; without one that of the settings.
    Addresses in the template are paths below the static files; nothing is fetched from elsewhere.
    """
    check_fonts()
    from documents import press  # noqa: PLC0415 half a second, which most processes never need

    # Paper speaks the school's language, whatever language the person at the screen has chosen.
    with school_language():
        html = render_to_string(template, {"school": _school(), **context, "qr": _qr(context)})
    return press.laid_out(html)


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
    return on_all_cores(render, repeat(template), contexts)


def on_all_cores(work: Callable[..., Made], *arguments: Iterable[Any]) -> Iterator[Made]:
    """As `map` does it, by the printers: processes that have the press loaded.

    A process that shares a core with others of its kind already does it by itself.
    """
    if multiprocessing.current_process().daemon:
        yield from map(work, *arguments)
        return
    try:
        yield from _printers().map(work, *arguments)
    except BrokenProcessPool:
        # A process was ended from outside (out of memory): the next call starts fresh ones.
        _printers.cache_clear()
        raise


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
    from documents import press  # noqa: PLC0415 it asks for the settings

    press.stationery()
    gc.collect()
    gc.freeze()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A printer whose server was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(0)
