"""The product's settings, three small record types more, and secrets that are cheap to open."""

import os
import tempfile

# Each worker of the tests keeps files of its own; a process that it starts is told where they lie.
os.environ["SOKY_HOME"] = os.environ.get("SOKY_TESTED_HOME") or tempfile.mkdtemp("-so-ky-tests")

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as _INSTALLED_APPS
from config.settings import SOKY_HOME, STATIC_ROOT

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where there is none
(SOKY_HOME / "fonts" / "web").mkdir(parents=True, exist_ok=True)  # and so do the static files

INSTALLED_APPS = [
    *_INSTALLED_APPS,
    "tests.records.minutes",
    "tests.records.class_book",
    "tests.records.pupil_report",
]

SOKY_PIN_MEMORY_KIB, SOKY_PIN_PASSES = 64, 1
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
