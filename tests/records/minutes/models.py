"""Minutes of a meeting: a record without review, without paper, that ends with the school's seal."""

from django.db import models

from people.history import kept_history
from people.refusals import Problem
from workflows.record import Record


class Minutes(Record):
    subject = models.CharField("subject", max_length=200)
    text = models.TextField("text", blank=True)

    history = kept_history()

    class Meta:
        verbose_name = "minutes"

    def __str__(self) -> str:
        return self.subject

    def problems(self) -> list[Problem]:
        return (
            [] if self.text.strip() else [Problem("The minutes are empty.", "text_missing", "text")]
        )
