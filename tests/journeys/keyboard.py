"""Two hands on a keyboard: pages are walked by Tab, as somebody does who has no mouse."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.journeys.visitor import PASSWORD, Visitor

MOST_STEPS = 200
SKIP = "Đến phần nội dung"
Name = str | re.Pattern[str]
# Does the focus stand on it, and if not, does it come after where the focus is?
_STANDS_ON = "one => one === document.activeElement"
_LIES_AHEAD = """one => document.activeElement === document.body ||
  document.activeElement.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING"""
# WCAG 2.4.11: nothing lies over all of it. The corners are taken a little inside.
_IS_SEEN = """() => {
  const one = document.activeElement.closest("label") ?? document.activeElement;
  const box = one.getClientRects()[0];
  if (!box) return false;
  const across = [box.left + 3, (box.left + box.right) / 2, box.right - 3];
  const down = [box.top + 3, (box.top + box.bottom) / 2, box.bottom - 3];
  return across.some(x => down.some(y => {
    const top = document.elementFromPoint(x, y);
    return top && (one.contains(top) || top.contains(one));
  }));
}"""


class Keyboard:
    """Every element is reached by Tab and must be seen there; what is decided on is counted."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.decisions = 0
        # From now on the browser hands its windows for files over instead of opening them.
        self.page.on("filechooser", lambda _opened: None)
        self._browser = visitor.context.new_cdp_session(visitor.page)

    def signs_in(self, name: str, password: str = PASSWORD) -> "Keyboard":
        """From the one address that everybody types."""
        self.visitor.opens("/sign-in/")
        return self.types("Tên đăng nhập", name).types("Mật khẩu", password).sends("Enter")

    def goes_to(self, target: str | Locator) -> "Keyboard":
        """Tab by Tab to the first field of this name; a link leads over the menu where it may."""
        named = isinstance(target, str)
        wanted = self.page.get_by_label(target, exact=True) if named else target
        wanted = wanted.filter(visible=True).first
        expect(wanted, f"{target} is not on {self.page.url}").to_be_visible()
        if wanted.evaluate("one => one.closest('main') !== null"):
            self._skips_the_menu()
        self._walks(wanted, "Tab" if wanted.evaluate(_LIES_AHEAD) else "Shift+Tab")
        assert self.page.evaluate(_IS_SEEN), f"{target}: something lies over what has the focus"
        if named:
            assert self.hears().startswith(target), f"{target} is called {self.hears()}"
        return self

    def _walks(self, wanted: Locator, key: str) -> None:
        for _step in range(MOST_STEPS):
            if wanted.evaluate(_STANDS_ON):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} does not lead to {wanted} on {self.page.url}")

    def _skips_the_menu(self) -> None:
        """At the top of a page: the first Tab shows the link, Enter leaves the menu behind."""
        if not self.page.evaluate("document.activeElement === document.body"):
            return
        self.page.keyboard.press("Tab")
        assert self.hears() == SKIP, f"the first thing is {self.hears()}"
        assert self.page.evaluate(_IS_SEEN), "the skip link does not show itself"
        self.page.keyboard.press("Enter")
        stands_on = self.page.evaluate("document.activeElement.id")
        assert stands_on == "main", "the skip link does not lead to the content"

    def hears(self) -> str:
        """The name of what has the focus, as the browser tells a screen reader."""
        element = self._browser.send("Runtime.evaluate", {"expression": "document.activeElement"})
        asked: dict[str, Any] = {"objectId": element["result"]["objectId"], "fetchRelatives": False}
        told = self._browser.send("Accessibility.getPartialAXTree", asked)
        return str(told["nodes"][0]["name"]["value"])

    def follows(self, name: Name) -> "Keyboard":
        """Along a link to the page behind it."""
        return self._enters(self.page.get_by_role("link", name=name, exact=True))

    def pushes(self, name: Name) -> "Keyboard":
        return self._enters(self.page.get_by_role("button", name=name, exact=True))

    def _enters(self, target: Locator) -> "Keyboard":
        return self.goes_to(target).sends("Enter")

    def sends(self, key: str = "Control+Enter") -> "Keyboard":
        """The key that leads to another page, and a look around there."""
        self.decisions += 1
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.visitor.looks_around()
        return self

    def unfolds_the_menu(self) -> "Keyboard":
        """On a phone the places of the menu lie behind one word."""
        self.goes_to(self.page.locator("summary", has_text="Menu"))
        self.page.keyboard.press("Enter")
        return self

    def types(self, label: str, words: str) -> "Keyboard":
        self.decisions += 1
        self.goes_to(label).page.keyboard.press("Control+A")
        self.page.keyboard.type(words)
        expect(self.page.locator(":focus")).to_have_value(words)
        return self

    def picks(self, label: str, option: str) -> "Keyboard":
        """Down the list until the wanted option stands there."""
        self.decisions += 1
        self.goes_to(label).page.keyboard.press("Home")
        chosen = "document.activeElement.selectedOptions[0].label"
        for _step in range(self.page.evaluate("document.activeElement.length")):
            if self.page.evaluate(chosen) == option:
                return self
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} does not offer {option}")

    def ticks(self, label: str) -> "Keyboard":
        self.decisions += 1
        self.goes_to(label).page.keyboard.press("Space")
        expect(self.page.locator(":focus")).to_be_checked()
        return self

    def brings(self, label: str, file: Path) -> "Keyboard":
        """A file, by the window that the browser opens for it."""
        self.decisions += 1
        self.goes_to(label)
        with self.page.expect_file_chooser() as opened:
            self.page.keyboard.press("Enter")
        opened.value.set_files(file)
        return self

    def sees(self, words: str) -> "Keyboard":
        self.visitor.sees(words)
        return self

    def pictured(self, name: str) -> "Keyboard":
        self.visitor.pictured(name)
        return self
