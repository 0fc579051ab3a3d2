"""A real browser, a real server, and the school with its signing keys."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from tests import school as people
from tests.conftest import require
from tests.journeys.visitor import PIN, Visitor, visiting

# What keeps a browser of the system quiet on a machine without a screen or a way to the internet.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session", autouse=True)
def _web_fonts() -> None:
    """The interface in its own letters; pages that measure themselves must not fall back."""
    call_command("build_fonts", verbosity=0)


@pytest.fixture
def school(real_commits: None, settings, tmp_path) -> people.School:
    """The school in a year that began eighty days ago: the browser has a clock of its own."""
    settings.SOKY_HOME = tmp_path
    settings.SOKY_ARCHIVE = tmp_path / "archive"
    settings.SOKY_KEYS = tmp_path / "keys"
    school = people.found(timezone.localdate() - timedelta(days=80))
    staff = [getattr(school, name) for name in ("dao", "hoa", "nam", "minh", "ngoc", "thu")]
    people.give_keys(school, staff, PIN)
    return school


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all journeys of a process; what a window keeps is kept by its own context alone."""
    with pytest.MonkeyPatch.context() as environment:
        # Its library keeps an event loop in this thread; Django would refuse to be asked here.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with _the_true_clock():
            playwright = sync_playwright().start()
            chromium = playwright.chromium.launch(executable_path=require("chromium"), args=QUIET)
        yield chromium
        chromium.close()
        playwright.stop()


@contextmanager
def _the_true_clock() -> Iterator[None]:
    """What is started here does not load the false one of make test-later: Chromium hangs with it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("LD_PRELOAD", raising=False)
        yield


@pytest.fixture
def visit(school: people.School, browser: Browser, live_server) -> Iterator[Callable[..., Visitor]]:
    """Open a browser window for a person; with no name, for a stranger."""
    with ExitStack() as windows:

        def open_window(name: str = "", **options: object) -> Visitor:
            visitor = windows.enter_context(visiting(browser, live_server.url, **options))
            return visitor.comes_in(getattr(school, name)) if name else visitor

        yield open_window
