"""What a pupil who had not completed the year was helped with, reached in summer, and what was decided."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.history import kept_history
from people.models import Pupil, SchoolClass

Person = settings.AUTH_USER_MODEL


class SupplementaryAssessment(models.Model):
    """Of a pupil in the class of that year. `values` are new results by the keys of the book's columns.

    It opens nothing again: book and sheets stay as they were signed.
    """

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="supplements")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+")
    plan = models.TextField(_("plan of help"), max_length=4000, blank=True)
    values: models.JSONField[dict[str, str | int], dict[str, str | int]] = models.JSONField(
        _("new results"), default=dict, blank=True
    )
    proposal = models.TextField(_("proposal with its reason"), max_length=4000, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    moves_up = models.BooleanField(_("moves up"), null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True)

    history = kept_history()

    class Meta:
        verbose_name = _("supplementary assessment")
        constraints = (
            models.UniqueConstraint(
                fields=("pupil", "school_class"), name="one_supplement_of_a_pupil_and_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school_class_id}: {self.pupil_id}"

    @property
    def is_decided(self) -> bool:
        return self.decided_on is not None
