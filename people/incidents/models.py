"""Problems that were reported, and what was written about each."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.done_by import DoneBy
from people.written_once import WrittenOnce

Person = settings.AUTH_USER_MODEL


class Incident(models.Model):
    """What happened, to whom it goes, how far it is. Of the page only its kind is kept, never whose."""

    class Kind(models.TextChoices):
        SECURITY = (
            "security",
            _("Security: somebody used my account, or I see what I should not"),
        )
        BLOCKS = "blocks", _("I cannot go on with my work")
        HINDERS = "hinders", _("It hinders me, but I can work")
        IDEA = "idea", _("An idea or a question")

    class State(models.TextChoices):
        REPORTED = "reported", _("Reported")
        TAKEN_UP = "taken_up", _("Taken up")
        ANSWERED = "answered", _("Answered, to be confirmed")
        CLOSED = "closed", _("Settled and closed")

    class Desk(models.TextChoices):
        BOARD = "board", _("Records board")
        BOTH = "both", _("Records board and principal")
        PRINCIPAL = "principal", _("Principal")

    kind = models.CharField(_("how urgent"), max_length=8, choices=Kind)
    what = models.TextField(_("what happened"), max_length=2000)
    route = models.CharField(_("page"), max_length=200, blank=True)
    reference = models.CharField(_("technical reference"), max_length=9, blank=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="reported_problems")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.REPORTED)
    desk = models.CharField(_("goes to"), max_length=9, choices=Desk, default=Desk.BOARD)
    due_on = models.DateField(_("answer due"))
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reported problem")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("state", "due_on"), name="problems_of_a_state"),)

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("problem", args=[self.pk])


class IncidentNote(WrittenOnce, DoneBy):
    """What was done or written about a problem, by whom."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="notes")
    step = models.CharField(max_length=10)
    text = models.TextField(_("words"), max_length=2000, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("note on a problem")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.step}"
