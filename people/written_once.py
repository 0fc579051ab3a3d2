"""Rows that nobody changes any more."""

from typing import Any

from django.db import models


class WrittenOnce(models.Model):
    """A row that is added and never changed or deleted; a mistake is answered by another row.

    The database refuses it as well: see `workflows.triggers`.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if self.pk and not self._state.adding:
            raise TypeError(f"{type(self).__name__} is written once.")
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is written once.")
