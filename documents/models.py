"""The tables of the documents: the keys people sign with, and every file that was signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.signing.keys import SigningKey
from workflows.models import Approval, Event

__all__ = ["SignedFile", "SigningKey"]


class SignedFile(models.Model):
    """The file of a record as a step left it: one more signature than the one before."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="file")
    approval = models.ForeignKey(Approval, models.PROTECT, related_name="files")
    revision = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("size"))

    class Meta:
        verbose_name = _("signed file")
        ordering = ("event",)
        indexes = (models.Index(fields=("sha256",), name="file_by_hash"),)

    def __str__(self) -> str:
        return self.sha256
