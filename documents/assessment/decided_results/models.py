"""A result of the year that was decided, beside the one that was computed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.assessment.terms import YearResult
from people.history import kept_history
from people.models import Pupil, SchoolClass

LONGEST_REASON = 1000
_RESULTS = [(result.value, result.label) for result in YearResult]


class DecidedResult(models.Model):
    """Of a pupil in the class of that year; `result` is empty where the decision was taken back."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="decided_results")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+")
    computed = models.CharField(_("computed"), max_length=4, choices=_RESULTS)
    """As it was when this was decided."""
    result = models.CharField(_("decided"), max_length=4, choices=_RESULTS, blank=True)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON)
    cells = models.CharField(max_length=64)
    """The fingerprint of the cells that were seen then."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_on = models.DateField(_("decided on"))

    history = kept_history()

    class Meta:
        verbose_name = _("decided result of the year")
        constraints = (
            models.UniqueConstraint(
                fields=("pupil", "school_class"), name="one_decided_result_of_a_pupil_and_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school_class_id}: {self.pupil_id}"

    @property
    def is_in_force(self) -> bool:
        return bool(self.result)

    @property
    def as_result(self) -> YearResult:
        return YearResult(self.result)
