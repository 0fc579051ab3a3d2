"""Packages that were made of a class's digital transcripts, each under its number."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy

from documents import archive
from documents.records.transcript.xml.transport import packed
from people.models import SchoolClass

Person = settings.AUTH_USER_MODEL


class ClassPackage(models.Model):
    """One transaction's content; the same files are never packed twice under two numbers."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+")
    message_id = models.UUIDField(unique=True)
    files = models.CharField(max_length=64)
    """SHA-256 of the hashes of all files of the class."""
    part = models.PositiveSmallIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64)
    transcripts = models.PositiveSmallIntegerField(gettext_lazy("transcripts"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = gettext_lazy("package of digital transcripts")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("files", "part"), name="files_are_packed_once"),
        )

    def __str__(self) -> str:
        return str(self.message_id)

    @property
    def content(self) -> str:
        """As the gateway takes it: GZip with its length before it, Base64."""
        return packed(archive.read(self.sha256))
