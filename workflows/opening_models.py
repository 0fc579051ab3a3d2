"""What was confirmed is opened for some of its cells and for some days: asked for, decided, ended."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

Person = settings.AUTH_USER_MODEL


class Opening(models.Model):
    """A request to correct named cells of a confirmed record; once granted, it has an end."""

    class Outcome(models.TextChoices):
        ASKED = "asked", _("Asked for")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REFUSED = "refused", _("Refused")
        GRANTED = "granted", _("Open")
        CONFIRMED = "confirmed", _("Confirmed anew")
        LAPSED = "lapsed", _("Ended without a new confirmation")

    approval = models.ForeignKey("workflows.Approval", models.PROTECT, related_name="openings")
    outcome = models.CharField(
        _("state"), max_length=10, choices=Outcome, default=Outcome.ASKED, db_index=True
    )
    revision = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    scope: models.JSONField[list[str], list[str]] = models.JSONField(_("cells"), default=list)
    reason = models.TextField(_("reason"), max_length=4000)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    ends_at = models.DateTimeField(_("open until"), null=True)
    process = models.ForeignKey("viewflow.Process", models.PROTECT, null=True, related_name="+")
    """The way on which the record was confirmed; it comes back to it where the opening lapses."""

    class Meta:
        verbose_name = _("opening")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("approval",),
                condition=models.Q(outcome__in=("asked", "granted")),
                name="one_opening_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.outcome}"

    def get_absolute_url(self) -> str:
        return reverse("opening", args=[self.pk])

    @property
    def is_asked(self) -> bool:
        return self.outcome == self.Outcome.ASKED

    @property
    def is_granted(self) -> bool:
        return self.outcome == self.Outcome.GRANTED

    @property
    def is_withdrawal(self) -> bool:
        """Asked for of the whole record, which had been issued."""
        return bool(self.approval.type.withdrawn_on_request)

    @property
    def state_label(self) -> str:
        words = _OF_WITHDRAWALS if self.is_withdrawal else {}
        return str(words.get(self.Outcome(self.outcome), self.get_outcome_display()))

    @property
    def is_over(self) -> bool:
        """Has its end passed, whether or not anybody has noticed yet?"""
        return self.ends_at is not None and self.ends_at <= timezone.now()

    def erase(self) -> None:
        """With its record: nothing is left to open."""
        if self.is_asked or self.is_granted:
            self.outcome = self.Outcome.WITHDRAWN
        self.reason, self.answer, self.scope = "", "", []
        self.save(update_fields=["outcome", "reason", "answer", "scope"])


_OF_WITHDRAWALS = {
    Opening.Outcome.GRANTED: _("Record withdrawn"),
    Opening.Outcome.WITHDRAWN: _("Request taken back"),
    Opening.Outcome.CONFIRMED: _("Withdrawn and issued anew"),
}
