"""Template words about forms."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(
    context: Mapping[str, Any], *name: object, tag: str = "td", look: str = "", rows: int = 1
) -> SafeString:
    """An element for a text of `texts`: its name are the words given, joined by hyphens; look: its class.

    A cell may stand beside several `rows`.
    A frozen form keeps it empty and fills it paper by paper: it is as large as the stylesheet makes it.
    """
    known = "-".join(map(str, name))
    text = context["texts"].get(known, "")
    span = format_html(' rowspan="{}"', rows) if rows > 1 else ""
    return format_html(
        '<{0} class="{1}"{2} data-slot="{3}">{4}</{0}>', tag, look, span, known, text
    )
