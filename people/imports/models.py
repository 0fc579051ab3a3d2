"""The spreadsheets that were brought in: who, when, what for, and what came of it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.years.models import SchoolYear

Person = settings.AUTH_USER_MODEL


class ImportRun(models.Model):
    """One file, first compared with what is there, then perhaps applied, then perhaps taken back.

    What the file says of people is kept only as long as it is of use, see `people.imports.forgetting`.
    """

    class Kind(models.TextChoices):
        PUPILS = "pupils", _("Pupils")
        STAFF = "staff", _("Staff")
        ASSIGNMENTS = "assignments", _("Teaching assignments")

    class State(models.TextChoices):
        COMPARED = "compared", _("Compared, nothing changed yet")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Undone")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name=_("school year"))
    on = models.DateField(_("from"))
    make_missing = models.BooleanField(default=False)
    file_name = models.CharField(_("file"), max_length=150)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COMPARED)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    # The difference as it was shown, so that nothing else can be applied.
    fingerprint = models.CharField(max_length=64)
    # Personal data, emptied when no longer needed: what the file says, what would change, what was made.
    rows: Any = models.JSONField(null=True)
    verdicts: Any = models.JSONField(null=True)
    made: Any = models.JSONField(null=True)

    class Meta:
        verbose_name = _("import")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.public_id])
