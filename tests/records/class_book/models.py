"""A class's book: several teachers confirm their own section at the same time; then the usual way."""

from django.db import models

from people.history import kept_history
from workflows.record import Record


class ClassBook(Record):
    name = models.CharField("name", max_length=200)
    subjects = models.JSONField("subjects", default=list)

    history = kept_history()

    class Meta:
        verbose_name = "class book"

    def __str__(self) -> str:
        return self.name
