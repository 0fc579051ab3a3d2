"""The manual as pages: which chapters there are, and which of them explains a page of Sổ Ký."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

FOLDER: Path = settings.BASE_DIR / "docs" / "manual"
# The first line of a chapter names the pages that it explains, by the names of their addresses.
_ABOUT = re.compile(r"<!-- pages: (?P<names>[\w: ]*)-->\n")
_TITLE = re.compile(r"^# (?P<title>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Chapter:
    slug: str
    title: str
    about: frozenset[str]
    text: str

    @property
    def html(self) -> SafeString:
        """Nothing but what the chapter's file says; HTML within it is shown as text."""
        return mark_safe(_printer().render(self.text))  # noqa: S308 our own files, HTML off


@cache
def chapters() -> tuple[Chapter, ...]:
    """In the order of their numbers."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("[0-9]*.md")))


def chapter_about(page: str) -> Chapter | None:
    """Which chapter explains the page of this address name."""
    return next((one for one in chapters() if page in one.about), None)


def _read(path: Path) -> Chapter:
    text = path.read_text(encoding="utf-8")
    about, title = _ABOUT.match(text), _TITLE.search(text)
    if about is None or title is None:
        raise ValueError(f"{path}: a chapter begins with <!-- pages: … --> and a title.")
    names = frozenset(about["names"].split())
    return Chapter(path.stem.split("-", 1)[1], title["title"], names, text[about.end() :])


def _printer() -> MarkdownIt:
    printer = MarkdownIt("commonmark", {"html": False}).enable("table")
    printer.add_render_rule("image", _picture)
    printer.add_render_rule("link_open", _link)
    return printer


def _picture(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    token = tokens[place]
    name = Path(str(token.attrs["src"])).name
    token.attrs |= {"src": static(f"manual/{name}"), "loading": "lazy"}
    return renderer.image(tokens, place, options, env)


def _link(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    """A link to another chapter's file leads to its page."""
    token = tokens[place]
    target = Path(str(token.attrs["href"]))
    if target.suffix == ".md":
        token.attrs["href"] = reverse("manual_chapter", args=[target.stem.split("-", 1)[1]])
    return renderer.renderToken(tokens, place, options, env)
