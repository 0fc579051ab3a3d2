"""The recorded facts behind a title, and the dated list of praises."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.history import kept_history
from people.models import Pupil, SchoolClass

Person = settings.AUTH_USER_MODEL


class ClassRecognition(models.Model):
    """In which subject, quality or competency a pupil was recognised by the class, and on which day."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="recognitions")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+")
    in_what = models.CharField(_("in what"), max_length=20, blank=True)
    agreed_on = models.DateField(_("agreed by the class on"), null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    history = kept_history()

    class Meta:
        verbose_name = _("recognition by the class")
        constraints = (
            models.UniqueConstraint(
                fields=("pupil", "school_class"), name="one_recognition_of_a_pupil_and_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school_class_id}: {self.pupil_id}"


class Praise(models.Model):
    """Khen đột xuất: for what, on which day; withdrawn where it was entered by mistake."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="praises")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+")
    on = models.DateField(_("on"))
    words = models.CharField(_("for what"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    history = kept_history()

    class Meta:
        verbose_name = _("praise")
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return self.words
