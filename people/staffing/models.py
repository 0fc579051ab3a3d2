"""Staff and their dated duties: the rows that decide every desk."""

import unicodedata
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.history import kept_history
from people.names import NameKeyField
from people.years.models import SchoolClass, Subject


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
    """A professional group (tổ chuyên môn) or the office group (tổ văn phòng)."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    is_office = models.BooleanField(_("office group"), default=False)

    history = kept_history()

    class Meta:
        verbose_name = _("subject group")
        ordering = ("is_office", "name")

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    def create_user(
        self, username: str, password: str, full_name: str, **fields: object
    ) -> "Staff":
        """Somebody who has chosen this password; whoever is given a first one has not."""
        fields.setdefault("password_set_on", timezone.now())
        staff = self.model(username=username, full_name=full_name, **fields)
        staff.set_password(password)
        staff.save()
        return staff


def called(address: str, full_name: str) -> str:
    """How colleagues call a person: "cô Đào"."""
    return f"{address} {full_name.rsplit(' ', 1)[-1]}"


class Staff(AbstractBaseUser):
    """Somebody who works here and signs in. Never deleted: set to inactive.

    There is no superuser and no permission table: what a person may do follows from duties alone.
    """

    class Address(models.TextChoices):
        CO = "cô", _("Ms")
        THAY = "thầy", _("Mr")

    username = models.CharField(_("user name"), max_length=60, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    name_key = NameKeyField()
    address = models.CharField(_("form of address"), max_length=8, choices=Address)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    staff_code = models.CharField(
        _("staff code"), max_length=20, null=True, blank=True, unique=True
    )
    personal_id = models.CharField(
        _("personal ID"), max_length=12, null=True, blank=True, unique=True
    )
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    group = models.ForeignKey(
        SubjectGroup, models.PROTECT, null=True, blank=True, verbose_name=_("subject group")
    )
    position = models.CharField(
        _("position"),
        max_length=80,
        blank=True,
        help_text=_("As on the payroll; it gives no right."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    password_set_on = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = StaffManager()
    history = kept_history(excluded_fields=["password", "last_login", "name_key"])

    class Meta:
        verbose_name = _("staff member")
        ordering = ("name_key", "pk")

    def __str__(self) -> str:
        return self.full_name

    @property
    def called(self) -> str:
        return called(self.address, self.full_name)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(_as_typed_anywhere(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(_as_typed_anywhere(raw_password))


def _as_typed_anywhere(password: str | None) -> str | None:
    """Composed (RFC 8265): keyboards here send “ế” as one character, as two or as three."""
    return password and unicodedata.normalize("NFC", password)


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
    """A duty held by a person, where and when, and by which decision."""

    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="assignments", verbose_name=_("staff member")
    )
    duty = models.CharField(_("duty"), max_length=20, choices=Duty)
    group = models.ForeignKey(
        SubjectGroup, models.PROTECT, null=True, blank=True, verbose_name=_("subject group")
    )
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, verbose_name=_("subject")
    )
    decision = models.CharField(_("decision no."), max_length=60, blank=True)
    tasks = models.TextField(_("tasks"), max_length=1000, blank=True)

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

    absent = models.ForeignKey(
        Staff, models.PROTECT, related_name="absences", verbose_name=_("absent")
    )
    substitute = models.ForeignKey(
        Staff, models.PROTECT, related_name="standing_in", verbose_name=_("stands in")
    )
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


class SubstitutionRequest(Dated):
    """Asked by the person, the principal or the board; the principal grants or refuses it."""

    absent = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("absent"))
    substitute = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name=_("stands in")
    )
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    granted = models.OneToOneField(
        Substitution, models.PROTECT, null=True, related_name="request", editable=False
    )
    refused_at = models.DateTimeField(null=True, editable=False)
    refusal = models.CharField(_("reason of the refusal"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("request for a substitution")
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"{self.substitute} ↦ {self.absent}"

    @property
    def is_open(self) -> bool:
        return self.granted_id is None and self.refused_at is None
