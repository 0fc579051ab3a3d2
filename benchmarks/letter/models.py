"""The same letter twice: once as a record of ours, once as plain viewflow would keep it."""

from typing import Any

from django.db import models

from people.duties import holds
from people.history import kept_history
from people.models import Duty, Staff
from workflows.record import Record


class Letter(Record):
    subject = models.CharField(max_length=200)
    text = models.TextField()

    history = kept_history()

    def __str__(self) -> str:
        return self.subject


class PlainLetter(models.Model):
    """The artifact of a viewflow process."""

    author = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    text = models.TextField()

    def __str__(self) -> str:
        return self.subject


class Person(Staff):
    """Staff as viewflow asks them: one query for a permission, where Django itself needs two."""

    class Meta:
        proxy = True

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        return holds(self, Duty(permission))
