"""The records board's proposal to lock a school year, and what the principal decided."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.years.models import SchoolYear

Person = settings.AUTH_USER_MODEL


class LockProposal(models.Model):
    """What was still open when it was made stays with it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the principal")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="lock_proposals")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(_("remark"), max_length=1000, blank=True)
    open_points: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proposal to lock a school year")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("year",), condition=models.Q(state="waiting"), name="one_waiting_proposal"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}: {self.get_state_display()}"
