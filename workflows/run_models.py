"""What a person is told, and the runs of many: what was asked, and how far each has come."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows.states import Step

Person = settings.AUTH_USER_MODEL


class BulkRun(models.Model):
    """One act upon many records: what was asked, and how far it has come."""

    key = models.CharField(max_length=60, unique=True)
    step = models.CharField(max_length=20, choices=Step)
    by = models.ForeignKey(Person, models.PROTECT, related_name="bulk_runs")
    note = models.TextField(blank=True)
    selection = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.step} {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("bulk_run", args=[self.key])


class Notice(models.Model):
    """Something a person should know; written with the step, delivered after it.

    Of a bulk run a person gets one notice of a kind, which counts its records.
    """

    class Kind(models.TextChoices):
        WAITING = "waiting", _("waits for the recipient")
        RETURNED = "returned", _("was sent back")
        UNLOCKED = "unlocked", _("was unlocked")
        FINISHED = "finished", _("is finished")
        OTHER = "other", _("something else")

    recipient = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    sentence = models.TextField()
    approval = models.ForeignKey(
        "workflows.Approval", models.PROTECT, null=True, related_name="notices"
    )
    event = models.ForeignKey("workflows.Event", models.PROTECT, null=True, related_name="notices")
    run = models.ForeignKey(BulkRun, models.PROTECT, null=True, related_name="notices")
    records = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("recipient", "event"), name="one_notice_a_person_and_event"
            ),
            models.UniqueConstraint(
                fields=("recipient", "run", "kind"), name="one_notice_a_person_run_and_kind"
            ),
        )

    def __str__(self) -> str:
        return self.sentence


class BulkItem(models.Model):
    """One record of a bulk run, what the person saw of it, and what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Not done")

    run = models.ForeignKey(BulkRun, models.PROTECT, related_name="items")
    approval = models.ForeignKey("workflows.Approval", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    seen = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    reason = models.TextField(blank=True)
    event = models.ForeignKey("workflows.Event", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("run", "approval"), name="once_in_a_bulk_run"),
        )

    def __str__(self) -> str:
        return f"{self.run_id}/{self.approval_id}: {self.outcome}"
