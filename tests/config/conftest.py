"""A home with an empty database, for a server of its own."""

import pytest

from tests import migrated


@pytest.fixture(scope="module")
def home(tmp_path_factory, django_db_setup):
    home = tmp_path_factory.mktemp("home")
    migrated.copy_to(home / "so-ky.sqlite3")
    return home
