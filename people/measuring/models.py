"""How tall and how heavy a pupil was on a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.done_by import DoneBy
from people.history import kept_history
from people.pupils.models import Pupil


class Measurement(DoneBy):
    """In centimetres and kilograms, with one decimal."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="measurements")
    on = models.DateField(_("day"))
    height = models.DecimalField(_("height (cm)"), max_digits=4, decimal_places=1)
    weight = models.DecimalField(_("weight (kg)"), max_digits=4, decimal_places=1)

    history = kept_history()

    class Meta:
        verbose_name = _("height and weight")
        constraints = (models.UniqueConstraint(fields=("pupil", "on"), name="measured_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.on}"
