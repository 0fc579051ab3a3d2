"""What every test may ask for: the school, a clock in its year, tools CI must have."""

import os
import select
import shutil
import time
from collections.abc import Iterator
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests import migrated
from tests import school as people
from tests.pki import Pki
from workflows import triggers

if "FAKETIME" in os.environ:
    # Where the system's clock is a false one (make test-later), its sleep until a moment fails.
    time.sleep = partial(select.select, (), (), ())

NOW = "2026-11-23T09:00:00+07:00"


def require(tool: str) -> str:
    """The path of a system tool. Missing it skips the test; in CI that is a failure."""
    path = shutil.which(tool)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"{tool} must be installed in CI")
        pytest.skip(f"needs {tool}, which is not installed here")
    return path


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test of what one database alone has is no test of the other: left out there, not skipped.

    What takes longest begins first, so that nobody waits for it at the end.
    """
    here = [item for item in items if _belongs_here(item)]
    if len(here) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in here])
    items[:] = sorted(here, key=lambda item: item.path.parent.name not in {"journeys", "config"})


def _belongs_here(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("only_on")
    return marker is None or connection.vendor in marker.args


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The file of SQLite is there already: a copy, in a folder of this process alone."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        migrated.copy()


@pytest.fixture(autouse=True)
def queries_are_built_twice(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where the rules of the school are tested, on either database: whatever is built once is built
    anew at each use as well, and must come out the same.
    """
    with override_settings(
        SOKY_CHECK_COMPILED=bool(request.node.get_closest_marker("both_databases"))
    ):
        yield


@pytest.fixture
def monday() -> Iterator[time_machine.Traveller]:
    """Monday, 23 November 2026, nine in the morning; the clock runs on from there."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def school(db: None, monday: object) -> people.School:
    return people.found()


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pki]:
    """A root, the school's authority, its people and services, made at the first use."""
    with Pki(tmp_path_factory.mktemp("pki")) as pki:
        yield pki


@pytest.fixture
def real_commits(transactional_db: None) -> Iterator[None]:
    """Commits that others see. Our triggers refuse the emptying of all tables that follows:
    they are put aside for it, and come back with the signal that follows.
    """
    yield
    triggers.drop()
