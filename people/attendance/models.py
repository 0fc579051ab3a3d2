"""The days on which attendance was taken, who was absent, what was corrected, what is closed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.done_by import DoneBy, in_place
from people.history import kept_history
from people.pupils.models import Pupil
from people.written_once import WrittenOnce
from people.years.models import SchoolClass

Person = settings.AUTH_USER_MODEL


class Absence(models.Model):
    """A pupil who was not there on a day. It belongs to the pupil, not to the class of that day:
    whoever is moved with effect from an earlier day takes the absences along.
    """

    class Part(models.TextChoices):
        DAY = "day", _("whole day")
        MORNING = "morning", _("morning")
        AFTERNOON = "afternoon", _("afternoon")

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="absences")
    on = models.DateField(_("day"))
    is_excused = models.BooleanField(_("with permission"))
    part = models.CharField(_("part of the day"), max_length=9, choices=Part, default=Part.DAY)
    sessions = models.PositiveSmallIntegerField(_("sessions missed"))

    history = kept_history()

    class Meta:
        verbose_name = _("absence")
        constraints = (
            models.UniqueConstraint(fields=("pupil", "on"), name="absent_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(sessions__in=(1, 2)), name="one_or_two_sessions_missed"
            ),
        )
        indexes = (models.Index(fields=("on",), name="absences_of_a_day"),)

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.on}"


class RollCall(DoneBy):
    """The attendance of a class was taken on a day: who is not among the absent was there."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="roll_calls")
    on = models.DateField(_("day"))
    at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attendance of a day")
        ordering = ("on",)
        constraints = (
            models.UniqueConstraint(fields=("school_class", "on"), name="one_roll_call_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.on}"

    @property
    def changed_who(self) -> str:
        return in_place(self.changed_by, self.changed_for)

    @property
    def was_late(self) -> bool:
        return timezone.localdate(self.at) > self.on


class LateCorrection(WrittenOnce, DoneBy):
    """What was changed after the day was over: the marks before and after, why, and by whom."""

    roll_call = models.ForeignKey(RollCall, models.PROTECT, related_name="corrections")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    before = models.CharField(max_length=2, blank=True)
    after = models.CharField(max_length=2, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("late correction")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.pupil_id}: {self.before} → {self.after}"


class AttendanceMonth(models.Model):
    """A class in a month in which its attendance was taken at least once."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="months")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("month of attendance")
        ordering = ("starts_on",)
        constraints = (
            models.UniqueConstraint(
                fields=("school_class", "starts_on"), name="one_month_of_a_class"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.starts_on:%m/%Y}"


class MonthClosing(WrittenOnce, DoneBy):
    """The homeroom teacher has closed the month; closed again after a correction, there is another."""

    month = models.ForeignKey(AttendanceMonth, models.PROTECT, related_name="closings")
    fingerprint = models.CharField(max_length=64)
    excused = models.PositiveIntegerField(_("sessions with permission"))
    unexcused = models.PositiveIntegerField(_("sessions without permission"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("closing of a month")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.month} {self.at:%d/%m/%Y}"
