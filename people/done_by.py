"""Who did something, and in whose place."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

Person = settings.AUTH_USER_MODEL


class DoneBy(models.Model):
    """A row that says who wrote it and, under a substitution, for which absent person."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def who(self) -> str:
        """As “cô Hoa”, or “cô Hoa in place of cô Đào”; both are asked for with `select_related`."""
        return in_place(self.by, self.acting_for)


def in_place(by: Any, absent: Any) -> str:
    if absent is None:
        return str(by.called)
    return _("%(who)s in place of %(absent)s") % {"who": by.called, "absent": absent.called}
