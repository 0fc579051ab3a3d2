"""A form as a browser would send it, just as the page shows it."""

from collections import defaultdict
from html.parser import HTMLParser

from django.test import Client

Typed = dict[str, list[str]]


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: Typed = defaultdict(list)
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        is_tick = of.get("type") in {"checkbox", "radio"}
        if tag == "select":
            self._select = of.get("name", "")
        elif tag == "option" and "selected" in of:
            self.found[self._select].append(of.get("value", ""))
        elif tag == "input" and of.get("name") and (not is_tick or "checked" in of):
            self.found[of["name"]].append(of.get("value", ""))


def as_shown(client: Client, page: str) -> Typed:
    """Every input and choice of this page with what stands in it."""
    fields = _Fields()
    fields.feed(client.get(page).content.decode())
    return dict(fields.found)
