"""A school to measure in: a new database file, set as in production, gone at the end."""

import atexit
import os
import shutil
import tempfile
from datetime import timedelta
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.school import School


def open_school() -> "School":
    """Django, a migrated database and the people of the tests, whose duties hold today."""
    home = tempfile.mkdtemp(prefix="so-ky-bench-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ |= {"SOKY_TESTED_HOME": home, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    django.setup()
    return _found()


def _found() -> "School":
    from django.core.management import call_command
    from django.utils import timezone

    from people.models import Assignment, SchoolYear
    from tests import school

    call_command("migrate", verbosity=0)
    found = school.found()
    today = timezone.localdate()
    SchoolYear.objects.update(
        starts_on=today - timedelta(days=120), ends_on=today + timedelta(days=150)
    )
    Assignment.objects.update(starts_on=school.FIRST_DAY - timedelta(days=3650))
    return found
