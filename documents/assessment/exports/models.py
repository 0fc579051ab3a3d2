"""The columns of another system's table, as the school has matched them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.history import kept_history


class ExportLayout(models.Model):
    """Headings in their order, each with the field that fills it; an empty one stays an empty column."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    source = models.CharField(_("where the headings are from"), max_length=200, blank=True)
    columns: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = kept_history()

    class Meta:
        verbose_name = _("export layout")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def unmatched(self) -> list[str]:
        return [heading for heading, field in self.columns if not field]
