"""A person at a browser: sees pages, types, and notices what no page may do."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import polib
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect

from people.models import Staff
from tests.school import at_known_machine

PASSWORD = "mat-khau"
PIN = "274916"
BACKEND = "people.accounts.backend.StaffBackend"
# Milliseconds: for the busiest machine; what never comes is missed all the same.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MANUAL = settings.BASE_DIR / "docs" / "manual" / "pictures"
_LISTENER = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


class Visitor:
    """Every page this person comes to is checked: rules of accessibility, policy, other hosts, words."""

    def __init__(self, browser: Browser, address: str, **options: object) -> None:
        self.address = address
        self.context = browser.new_context(locale="vi-VN", **options)
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(_LISTENER)
        self.page: Page = self.context.new_page()
        self.wrongs: list[str] = []
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self.wrongs.append(f"script: {error}"))
        self.page.on("request", self._watch)

    def _hear(self, kind: str, text: str) -> None:
        # The browser itself reports an answer of 4xx as an error; those are asked for here.
        if kind == "error" and "Failed to load resource" not in text:
            self.wrongs.append(f"console: {text}")

    def _watch(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host and host != urlsplit(self.address).netloc:
            self.wrongs.append(f"asked another host: {request.url}")

    def comes_in(self, staff: Staff) -> "Visitor":
        """Signed in already, as the cookie says; how people sign in is walked by itself."""
        client = at_known_machine()
        client.force_login(staff, BACKEND)
        for name, cookie in client.cookies.items():
            self.context.add_cookies([{"name": name, "value": cookie.value, "url": self.address}])
        self.page.goto(self.address)
        expect(self.page.get_by_role("heading", name="Việc của tôi", level=1)).to_be_visible()
        return self

    def opens(self, path: str, status: int = 200) -> "Visitor":
        """Go there; the page answers as it should and is in order."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        return self.looks_around()

    def looks_around(self) -> "Visitor":
        """Check the page as it stands now."""
        found = Axe().run(self.page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
        broken = [
            f"{each['id']}: {node['html'][:160]}"
            for each in found.response["violations"]
            for node in each["nodes"]
        ]
        assert not broken, f"{self.page.url}\n" + "\n".join(broken)
        assert not self.wrongs, f"{self.page.url}\n" + "\n".join(self.wrongs)
        said = self.page.locator("body").inner_text()
        foreign = [words for words in english_sentences() if words in said]
        assert not foreign, f"{self.page.url} is not in Vietnamese: {foreign}"
        return self

    def fits(self) -> "Visitor":
        """The page is no wider than the window; what is wide scrolls within itself."""
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{self.page.url} scrolls sideways"
        return self

    def presses(self, key: str) -> "Visitor":
        self.page.keyboard.press(key)
        return self

    def signs(self, pin: str = PIN) -> "Visitor":
        """Type the PIN and press the key that every page of this kind has."""
        self.page.wait_for_load_state()  # its keys work from then on
        self.page.get_by_label("PIN khóa ký").first.fill(pin)
        with self.page.expect_navigation():
            self.presses("Control+Enter")
        return self

    def pictured(self, name: str) -> "Visitor":
        """The window as it stands, for the manual; drawn anew where SOKY_PICTURES is set."""
        kept = MANUAL / f"{name}.png"
        if os.environ.get("SOKY_PICTURES"):
            drawn = Image.open(io.BytesIO(self.page.screenshot()))
            drawn.convert("RGB").quantize(64).save(kept, optimize=True)
        assert kept.exists(), f"{kept} is missing: make pictures"
        return self

    def sees(self, words: str) -> "Visitor":
        expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible()
        return self


@cache
def english_sentences() -> list[str]:
    """The English sources that could only stand on a page because nobody translated them."""
    catalogue = polib.pofile(str(Path(settings.LOCALE_PATHS[0]) / "vi/LC_MESSAGES/django.po"))
    return [
        entry.msgid
        for entry in catalogue
        if " " in entry.msgid and "%" not in entry.msgid and len(entry.msgid) > 8
    ]


@contextmanager
def visiting(browser: Browser, address: str, **options: object) -> Iterator[Visitor]:
    visitor = Visitor(browser, address, **options)
    try:
        yield visitor
    finally:
        visitor.context.close()
