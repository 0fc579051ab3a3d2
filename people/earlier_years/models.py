"""A line of a pupil's course of schooling (quá trình học tập) that nothing else here knows."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.done_by import DoneBy
from people.history import kept_history
from people.pupils.models import Pupil


class EarlierYear(DoneBy):
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="earlier_years")
    year = models.CharField(
        _("school year"), max_length=9, validators=[RegexValidator(r"^\d{4}–\d{4}$")]
    )
    class_name = models.CharField(_("class"), max_length=10)
    school = models.CharField(_("school"), max_length=120, blank=True)
    """Empty where it was this one."""

    history = kept_history()

    class Meta:
        verbose_name = _("earlier school year")
        ordering = ("pupil", "year")
        constraints = (
            models.UniqueConstraint(fields=("pupil", "year"), name="one_line_of_an_earlier_year"),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.class_name}"
