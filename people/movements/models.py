"""The acts by which pupils move, and what follows from them: enrolments and register numbers."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.done_by import DoneBy
from people.history import kept_history
from people.pupils.models import Pupil
from people.written_once import WrittenOnce
from people.years.models import SchoolClass, SchoolYear

Person = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    ADMISSION = "admission", _("Admission")
    TRANSFER_IN = "transfer_in", _("Transfer in")
    TRANSFER_OUT = "transfer_out", _("Transfer out")
    CLASS_CHANGE = "class_change", _("Change of class")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    RETURN = "return", _("Return")
    PROMOTION = "promotion", _("Promotion")
    REPETITION = "repetition", _("Repetition")
    COMPLETION = "completion", _("Completion of primary school")

    @property
    def way(self) -> str:
        """As it stands in an address."""
        return self.value.replace("_", "-")


# One pupil at a time; the others come with the turn of the year.
BY_PERSON = (
    Kind.ADMISSION,
    Kind.CLASS_CHANGE,
    Kind.TRANSFER_OUT,
    Kind.WITHDRAWAL,
    Kind.RETURN,
    Kind.TRANSFER_IN,
)


class Movement(WrittenOnce, DoneBy):
    """One dated act with its reason and papers."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="movements")
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    on = models.DateField(_("day"))
    from_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, related_name="+")
    to_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, related_name="+")
    other_school = models.CharField(_("other school"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decision = models.CharField(_("decision no."), max_length=60, blank=True)
    papers = models.JSONField(_("papers"), default=list, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("movement")
        ordering = ("on", "pk")
        indexes = (models.Index(fields=("kind", "on"), name="movements_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"

    @property
    def is_reversed(self) -> bool:
        return hasattr(self, "reversal")


class Reversal(WrittenOnce):
    """A movement taken back: it stays readable and counts no more."""

    movement = models.OneToOneField(Movement, models.PROTECT, related_name="reversal")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reversal")

    def __str__(self) -> str:
        return f"↶ {self.movement}"


class Enrolment(models.Model):
    """A pupil in a class, from a day until a day, both included: what the movements add up to."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="enrolments")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="enrolments")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        constraints = (
            models.UniqueConstraint(fields=("pupil", "starts_on"), name="one_class_from_a_day"),
            models.UniqueConstraint(
                fields=("pupil",),
                condition=models.Q(ends_on__isnull=True),
                name="one_class_until_further_notice",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="enrolment_ends_after_start",
            ),
        )
        indexes = (models.Index(fields=("school_class", "starts_on"), name="class_on_a_day"),)

    def __str__(self) -> str:
        return f"{self.pupil} – {self.school_class}"

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class IntakeRegister(models.Model):
    """The enrolment register (sổ đăng bộ) of one intake year, and the last number it gave."""

    intake = models.PositiveSmallIntegerField(_("intake year"), unique=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("intake register")
        ordering = ("-intake",)

    def __str__(self) -> str:
        return str(self.intake)


class RegisterEntry(WrittenOnce):
    """A pupil's number in the register: given once, at the first act, and never again to anybody."""

    pupil = models.OneToOneField(Pupil, models.PROTECT, related_name="register_entry")
    register = models.ForeignKey(IntakeRegister, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(_("number"))
    movement = models.OneToOneField(Movement, models.PROTECT, related_name="+")
    former_number = models.CharField(_("number in the paper register"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("register entry")
        ordering = ("register", "number")
        constraints = (
            models.UniqueConstraint(fields=("register", "number"), name="register_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number:03d}/{self.register.intake}"


class YearOutcome(DoneBy):
    """What was decided of a pupil at the end of a year: promoted, kept back, completed."""

    class Outcome(models.TextChoices):
        PROMOTED = "promoted", _("Promoted")
        KEPT_BACK = "kept_back", _("Kept back")
        COMPLETED = "completed", _("Completed primary school")

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="outcomes")
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="outcomes")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    decision = models.CharField(_("decision no."), max_length=60, blank=True)
    at = models.DateTimeField(auto_now=True)

    history = kept_history()

    class Meta:
        verbose_name = _("outcome of the year")
        constraints = (
            models.UniqueConstraint(fields=("pupil", "year"), name="one_outcome_a_year"),
        )

    def __str__(self) -> str:
        return self.get_outcome_display()
