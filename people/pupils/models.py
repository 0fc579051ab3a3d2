"""A pupil's curriculum vitae; what is sensitive stands in a table of its own."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.history import kept_history
from people.names import NameKeyField, join_name
from people.written_once import WrittenOnce

Person = settings.AUTH_USER_MODEL


class Pupil(models.Model):
    """As on the birth certificate. Never deleted; where a pupil learns is told by movements."""

    GENDERS = [("nữ", _("girl")), ("nam", _("boy"))]

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    ministry_code = models.CharField(
        _("ministry's pupil code"), max_length=20, null=True, blank=True, unique=True
    )
    personal_id = models.CharField(
        _("personal ID"), max_length=12, null=True, blank=True, unique=True
    )
    surname = models.CharField(_("surname"), max_length=40, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=60, blank=True)
    given_name = models.CharField(_("given name"), max_length=40)
    name_key = NameKeyField()
    gender = models.CharField(_("gender"), max_length=3, choices=GENDERS)
    born_on = models.DateField(_("date of birth"))
    birth_place = models.CharField(_("place of birth"), max_length=200, blank=True)
    home_place = models.CharField(_("native place"), max_length=200, blank=True)
    residence = models.CharField(_("present residence"), max_length=200, blank=True)
    nationality = models.CharField(_("nationality"), max_length=40, default="Việt Nam")
    note = models.CharField(_("note"), max_length=300, blank=True)

    history = kept_history(excluded_fields=["name_key"])

    class Meta:
        verbose_name = _("pupil")
        ordering = ("name_key", "pk")

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("pupil", args=[self.public_id])

    @property
    def full_name(self) -> str:
        return join_name(self.surname, self.middle_name, self.given_name)


class Guardian(models.Model):
    class Relation(models.TextChoices):
        FATHER = "father", _("Father")
        MOTHER = "mother", _("Mother")
        GUARDIAN = "guardian", _("Guardian")

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="guardians")
    relation = models.CharField(_("relation"), max_length=8, choices=Relation)
    full_name = models.CharField(_("full name"), max_length=120)
    born_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    occupation = models.CharField(_("occupation"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    personal_id = models.CharField(_("personal ID"), max_length=12, blank=True)

    history = kept_history()

    class Meta:
        verbose_name = _("guardian")
        ordering = ("relation", "pk")
        constraints = (
            models.UniqueConstraint(fields=("pupil", "relation"), name="one_of_each_relation"),
        )

    def __str__(self) -> str:
        return self.full_name


class ProtectedFacts(models.Model):
    """Sensitive personal data (Luật 91/2025/QH15): whoever is shown them is kept as a `Reading`."""

    pupil = models.OneToOneField(Pupil, models.PROTECT, related_name="protected")
    ethnicity = models.CharField(_("ethnic group"), max_length=40, blank=True)
    religion = models.CharField(_("religion"), max_length=40, blank=True)
    disability = models.CharField(_("disability"), max_length=200, blank=True)
    priority = models.CharField(_("priority category"), max_length=200, blank=True)
    health = models.CharField(_("health"), max_length=300, blank=True)

    history = kept_history()

    class Meta:
        verbose_name = _("protected facts")

    def __str__(self) -> str:
        return f"{self.pupil_id}"


class Reading(WrittenOnce):
    """Who looked at a pupil's protected facts, when, and what for."""

    class Purpose(models.TextChoices):
        PAGE = "page", _("on screen")
        CHANGE = "change", _("to change them")
        EXPORT = "export", _("in an export")

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="readings")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    purpose = models.CharField(_("what for"), max_length=8, choices=Purpose)

    class Meta:
        verbose_name = _("reading")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("pupil", "-at"), name="readings_of_pupil"),)

    def __str__(self) -> str:
        return f"{self.by_id} → {self.pupil_id}"
