"""What a leader said to a change of a cell, and what its author answered."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.history import kept_history
from workflows.models import Approval

Person = settings.AUTH_USER_MODEL


class ChangeReview(models.Model):
    """Of one change. Without a question it was seen and is in order."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="reviews")
    change = models.OneToOneField("assessment.CellChange", models.PROTECT, related_name="review")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    inquiry = models.TextField(_("question"), max_length=2000, blank=True)
    asked_of = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    explanation = models.TextField(_("explanation"), max_length=2000, blank=True)
    explained_at = models.DateTimeField(null=True)

    history = kept_history()

    class Meta:
        verbose_name = _("review of a change")

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.change_id}"

    @property
    def is_open(self) -> bool:
        return bool(self.inquiry) and self.explained_at is None
