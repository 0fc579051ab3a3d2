"""Staff, classes, pupils, and the dated duties that decide who may do what."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.history import kept_history


class Duty(models.TextChoices):
    """What a person may be charged with; the words of the school's regulation."""

    PRINCIPAL = "principal", _("Principal")
    VICE_PRINCIPAL = "vice_principal", _("Vice principal")
    GROUP_LEADER = "group_leader", _("Group leader")
    DEPUTY_LEADER = "deputy_leader", _("Deputy group leader")
    HOMEROOM_TEACHER = "homeroom_teacher", _("Homeroom teacher")
    SUBJECT_TEACHER = "subject_teacher", _("Subject teacher")
    CLERK = "clerk", _("Clerk")
    RECORDS_BOARD = "records_board", _("Records board")


class SubjectGroup(models.Model):
    """A professional group (tổ chuyên môn) or the office group."""

    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("subject group")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    def create_user(
        self, username: str, password: str, full_name: str, **fields: object
    ) -> "Staff":
        staff = self.model(username=username, full_name=full_name, **fields)
        staff.set_password(password)
        staff.save()
        return staff


class Staff(AbstractBaseUser):
    """Somebody who works here and signs in. Never deleted: set to inactive.

    There is no superuser and no permission table: what a person may do follows from duties alone.
    """

    class Address(models.TextChoices):
        CO = "cô", _("Ms")
        THAY = "thầy", _("Mr")

    username = models.CharField(_("user name"), max_length=60, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    address = models.CharField(_("form of address"), max_length=8, choices=Address)
    email = models.EmailField(_("e-mail"), blank=True)
    group = models.ForeignKey(
        SubjectGroup, models.PROTECT, null=True, blank=True, verbose_name=_("subject group")
    )
    is_active = models.BooleanField(_("active"), default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = StaffManager()
    history = kept_history(excluded_fields=["password", "last_login"])

    class Meta:
        verbose_name = _("staff member")
        ordering = ("full_name",)

    def __str__(self) -> str:
        return self.full_name

    @property
    def called(self) -> str:
        """How colleagues call this person: "cô Đào"."""
        return f"{self.address} {self.full_name.rsplit(' ', 1)[-1]}"


class SchoolYear(models.Model):
    name = models.CharField(_("name"), max_length=20, unique=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    closed = models.BooleanField(_("closed"), default=False)

    class Meta:
        verbose_name = _("school year")
        ordering = ("-starts_on",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="year_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """A subject or educational activity of the 2018 programme."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    grades = models.JSONField(_("grades"), default=list)

    class Meta:
        verbose_name = _("subject")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class SchoolClass(models.Model):
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="classes")
    grade = models.PositiveSmallIntegerField(_("grade"))
    name = models.CharField(_("class"), max_length=10)

    class Meta:
        verbose_name = _("class")
        ordering = ("grade", "name")
        constraints = (
            models.UniqueConstraint(fields=("year", "name"), name="one_class_of_a_name_a_year"),
        )

    def __str__(self) -> str:
        return self.name


class Pupil(models.Model):
    code = models.CharField(_("pupil code"), max_length=20, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    gender = models.CharField(
        _("gender"), max_length=3, choices=[("nữ", _("girl")), ("nam", _("boy"))]
    )
    born_on = models.DateField(_("date of birth"))

    history = kept_history()

    class Meta:
        verbose_name = _("pupil")

    def __str__(self) -> str:
        return self.full_name


class Enrolment(models.Model):
    """A pupil in a class, from a day, until a day where it has ended."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="enrolments")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="enrolments")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        constraints = (
            models.UniqueConstraint(
                fields=("pupil", "school_class", "starts_on"), name="enrolled_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pupil} – {self.school_class}"


class Dated(models.Model):
    """From a day until a day, both included; no last day means until further notice."""

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        if self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day lies before the first.")})


class Assignment(Dated):
    """A duty held by a person, where and when: leader of which group, teacher of which class."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="assignments")
    duty = models.CharField(_("duty"), max_length=20, choices=Duty)
    group = models.ForeignKey(SubjectGroup, models.PROTECT, null=True, blank=True)
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True)

    history = kept_history()

    class Meta:
        verbose_name = _("assignment")
        indexes = (models.Index(fields=("duty", "starts_on"), name="duty_on_a_day"),)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(duty__in=("group_leader", "deputy_leader"))
                | models.Q(group__isnull=False),
                name="leader_of_some_group",
            ),
            models.CheckConstraint(
                condition=~models.Q(duty="homeroom_teacher") | models.Q(school_class__isnull=False),
                name="homeroom_of_some_class",
            ),
            models.CheckConstraint(
                condition=~models.Q(duty="subject_teacher")
                | models.Q(school_class__isnull=False, subject__isnull=False),
                name="subject_teacher_of_class_and_subject",
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff}: {self.get_duty_display()}"


class Substitution(Dated):
    """Somebody stands in for somebody absent (ủy quyền): all duties of that person, while it lasts."""

    absent = models.ForeignKey(Staff, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(Staff, models.PROTECT, related_name="standing_in")
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(Staff, models.PROTECT, related_name="granted_substitutions")

    history = kept_history()

    class Meta:
        verbose_name = _("substitution")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("substitute")),
                name="nobody_stands_in_for_himself",
            ),
            models.CheckConstraint(
                condition=~models.Q(granted_by=models.F("substitute")),
                name="nobody_grants_himself_a_substitution",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=False), name="a_substitution_ends"
            ),
        )

    def __str__(self) -> str:
        return f"{self.substitute} ↦ {self.absent}"
