"""Which classes' transcripts were put together for the printer: when, by whom, how many, what for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import SchoolClass
from people.written_once import WrittenOnce

Person = settings.AUTH_USER_MODEL


class PrintedClass(WrittenOnce):
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+")
    transcripts = models.PositiveSmallIntegerField(_("transcripts"))
    reason = models.CharField(_("what for"), max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("transcripts printed")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.school_class}: {self.transcripts}"
