"""What another school gave a pupil at a period that ended before he or she came."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.history import kept_history
from people.models import AssessmentPeriod, Movement, Pupil


class BroughtResults(models.Model):
    """By the keys of the book's columns. The movement by which the pupil came says from which school."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="brought_results")
    period = models.ForeignKey(AssessmentPeriod, models.PROTECT, related_name="+")
    movement = models.ForeignKey(Movement, models.PROTECT, related_name="+")
    values: models.JSONField[dict[str, str | int], dict[str, str | int]] = models.JSONField(
        _("values"), default=dict, blank=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = kept_history()

    class Meta:
        verbose_name = _("results of another school")
        constraints = (
            models.UniqueConstraint(
                fields=("pupil", "period"), name="one_row_of_another_school_at_a_period"
            ),
        )

    def __str__(self) -> str:
        return f"{self.period_id}: {self.pupil_id}"

    @property
    def note(self) -> str:
        """As papers say whose results these are."""
        school = self.movement.other_school.strip()
        is_named = school.casefold().startswith("trường")
        return f"Kết quả do {school if is_named else f'trường {school}'} đánh giá"
