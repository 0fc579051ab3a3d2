"""The tables of the documents: keys, signed files, and what stands on paper to check them by."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.signing.kept_pictures import KeptPicture
from documents.signing.keys import SigningKey
from documents.signing.registration import Registration
from people.models import Staff
from workflows.models import Approval, Event

__all__ = [
    "KeptPicture",
    "Knock",
    "PaperToken",
    "Registration",
    "SentOut",
    "SignedFile",
    "SigningKey",
]


class SignedFile(models.Model):
    """The file of a record as a step left it: one more signature than the one before."""

    is_kept_until_erased: ClassVar = True  # by the database itself

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="file")
    approval = models.ForeignKey(Approval, models.PROTECT, related_name="files")
    revision = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("size"))
    field = models.CharField(max_length=40, default="")
    fingerprint = models.CharField(
        max_length=64, default="", help_text="of the signer's certificate"
    )

    class Meta:
        verbose_name = _("signed file")
        ordering = ("event",)
        indexes = (
            models.Index(fields=("sha256",), name="file_by_hash"),
            models.Index(fields=("fingerprint",), name="file_by_certificate"),
        )

    def __str__(self) -> str:
        return self.sha256


class RenewedFile(models.Model):
    """A signed file with one more archive timestamp behind it: the same signatures, proven longer."""

    file = models.ForeignKey(SignedFile, models.CASCADE, related_name="renewals")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    ends = models.DateTimeField(help_text="until then it proves itself")

    class Meta:
        verbose_name = _("file with a renewed timestamp")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.sha256


class SentOutQuerySet(models.QuerySet["SentOut"]):
    def living(self) -> "SentOutQuerySet":
        """Young enough to come back signed. Its record may have changed all the same."""
        return self.filter(at__gt=timezone.now() - timedelta(days=7))


class SentOut(models.Model):
    """A file as somebody got it to sign it elsewhere; what comes back must begin with it."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="sent_out")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    seen = models.CharField(max_length=60, help_text="version of the record")
    revision = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=40)
    sha256 = models.CharField("SHA-256", max_length=64)
    token = models.CharField(max_length=32, blank=True, help_text="in the QR code, if new")

    objects = SentOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("file given out to be signed")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.sha256


class PaperToken(models.Model):
    """What the QR code of a printed page says: a random word that leads to this revision and round."""

    token = models.CharField(max_length=32, unique=True)
    approval = models.ForeignKey(Approval, models.PROTECT, related_name="paper_tokens")
    revision = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("code on paper")

    def __str__(self) -> str:
        return self.token


class Knock(models.Model):
    """How often somebody had a file examined within a minute; the address is kept as a keyed hash."""

    who = models.CharField(max_length=64)
    minute = models.PositiveBigIntegerField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("who", "minute"), name="one_row_a_minute"),)

    def __str__(self) -> str:
        return f"{self.who[:8]}: {self.count}"
