"""The way in which a pupil is assessed in a year, where it is not as all are."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.history import kept_history
from people.models import Pupil, SchoolYear


class AssessmentWay(models.Model):
    """By decision, from a day on. `left_out` are the codes of rows that do not count for this pupil."""

    class Way(models.TextChoices):
        AS_ALL = "as_all", _("as all others")
        BY_PLAN = "by_plan", _("by a personal plan")
        NOT_ASSESSED = "not_assessed", _("not assessed")

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="ways")
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    way = models.CharField(_("way"), max_length=12, choices=Way)
    left_out: models.JSONField[list[str], list[str]] = models.JSONField(
        _("left out"), default=list, blank=True
    )
    demands = models.TextField(_("demands of the plan"), max_length=4000, blank=True)
    decision = models.CharField(_("decision"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = kept_history()

    class Meta:
        verbose_name = _("way of assessment")
        constraints = (
            models.UniqueConstraint(fields=("pupil", "year"), name="one_way_of_a_pupil_and_year"),
        )

    def __str__(self) -> str:
        return self.get_way_display()

    def leaves_out(self, code: str) -> bool:
        """A subject, a quality or a competency, by its code."""
        if self.way == self.Way.NOT_ASSESSED:
            return True
        return self.way == self.Way.BY_PLAN and code in self.left_out

    @property
    def note(self) -> str:
        """As the forms say it in their last column."""
        words = {
            self.Way.NOT_ASSESSED: "Không đánh giá",
            self.Way.BY_PLAN: "Đánh giá theo kế hoạch giáo dục cá nhân",
        }
        return words.get(self.Way(self.way), "")
