"""A school of its own for every test: nothing here touches the folders of the machine."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def school_home(settings, tmp_path):
    settings.SOKY_HOME = tmp_path
    settings.SOKY_ARCHIVE = tmp_path / "archive"
    settings.SOKY_KEYS = tmp_path / "keys"
    settings.STATICFILES_DIRS = [HERE / "static"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    templates = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**templates, "DIRS": [*templates["DIRS"], HERE / "templates"]}]
    return tmp_path
