"""The tests' settings for a server of its own: the small record types, and a queue for the worker."""

from tests.settings import *  # noqa: F403

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
