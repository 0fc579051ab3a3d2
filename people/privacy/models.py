"""What families and staff ask for about their data, how they are answered, and the copies handed out."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.done_by import DoneBy
from people.pupils.models import Pupil
from people.written_once import WrittenOnce

Person = settings.AUTH_USER_MODEL


class Asker(models.TextChoices):
    """In which relation somebody stands to the person whose data they are."""

    FATHER = "father", _("Father")
    MOTHER = "mother", _("Mother")
    GUARDIAN = "guardian", _("Guardian")
    AUTHORIZED = "authorized", _("Authorized in writing by a guardian")
    SELF = "self", _("The person himself or herself")


class DataRequest(models.Model):
    """A right that somebody exercises (Luật 91/2025/QH15, Điều 4), on a pupil's data or the own."""

    class Kind(models.TextChoices):
        SEE = "see", _("See the data, have a copy")
        CORRECT = "correct", _("Correct the data")
        RESTRICT = "restrict", _("Restrict the processing")
        ERASE = "erase", _("Erase the data")
        OBJECT = "object", _("Object to the processing")

    class Way(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        LETTER = "letter", _("by letter")
        PHONE = "phone", _("by telephone")
        ELECTRONIC = "electronic", _("by e-mail or message")

    class State(models.TextChoices):
        ENTERED = "entered", _("Entered")
        ANSWERED = "answered", _("First answer given")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, related_name="data_requests")
    staff = models.ForeignKey(Person, models.PROTECT, null=True, related_name="data_requests")
    kind = models.CharField(_("what is asked"), max_length=8, choices=Kind)
    category = models.CharField(_("which data"), max_length=30)
    asked_by = models.CharField(_("who asks"), max_length=120)
    relation = models.CharField(_("in which relation"), max_length=10, choices=Asker)
    asked_on = models.DateField(_("asked on"))
    way = models.CharField(_("by which way"), max_length=10, choices=Way)
    what = models.TextField(_("in the words of who asks"), max_length=2000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ENTERED)
    due_on = models.DateField(_("due"))
    first_answer_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request about personal data")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(pupil__isnull=True, staff__isnull=False)
                | models.Q(pupil__isnull=False, staff__isnull=True),
                name="request_is_about_one_person",
            ),
        )
        indexes = (models.Index(fields=("state", "due_on"), name="requests_of_a_state"),)

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("data_request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.ENTERED, self.State.ANSWERED}


class DataRequestNote(WrittenOnce, DoneBy):
    """What a request was answered, by whom and when."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="notes")
    step = models.CharField(max_length=10)
    text = models.TextField(_("words"), max_length=2000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answer to a request")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.request_id}: {self.step}"


class DataCopy(WrittenOnce):
    """Everything kept on a pupil was handed out: to whom, why, by whom. The file itself is not kept."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="data_copies")
    given_to = models.CharField(_("for whom"), max_length=120)
    relation = models.CharField(_("in which relation"), max_length=10, choices=Asker)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)

    class Meta:
        verbose_name = _("copy of a pupil's data")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.at:%d/%m/%Y}"
