"""The tests' settings in a home of their own, and a record type to measure with."""

from tests.settings import *  # noqa: F403
from tests.settings import BASE_DIR, TEMPLATES
from tests.settings import INSTALLED_APPS as _INSTALLED_APPS

INSTALLED_APPS = [*_INSTALLED_APPS, "benchmarks.letter"]
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests" / "documents" / "templates")
