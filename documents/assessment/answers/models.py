"""The school's answers of a year."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.assessment.rules.open_questions import Answers
from people.history import kept_history
from people.models import SchoolYear


class SchoolAnswers(models.Model):
    """To the open questions of `rules.open_questions`, for one year."""

    year = models.OneToOneField(
        SchoolYear, models.PROTECT, primary_key=True, related_name="assessment_answers"
    )
    electives_count = models.BooleanField(_("electives count"), default=False)
    left_out: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(
        _("competencies left out"), default=dict, blank=True
    )
    """Codes of specific competencies by grade."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = kept_history()

    class Meta:
        verbose_name = _("answers of the school")

    def __str__(self) -> str:
        return str(self.year)

    def as_rule(self) -> Answers:
        left_out = {int(grade): frozenset(codes) for grade, codes in self.left_out.items()}
        return Answers(self.electives_count, left_out)
