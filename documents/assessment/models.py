"""What is entered for pupils, and how it came to be what it is."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.assessment.another_tests.models import AnotherTest
from documents.assessment.answers.models import SchoolAnswers
from documents.assessment.brought_results.models import BroughtResults
from documents.assessment.decided_results.models import DecidedResult
from documents.assessment.exports.models import ExportLayout
from documents.assessment.honours.models import ClassRecognition, Praise
from documents.assessment.reviews.models import ChangeReview
from documents.assessment.supplements.models import SupplementaryAssessment
from documents.assessment.terms import Period
from documents.assessment.typed import MOST_LETTERS
from documents.assessment.ways.models import AssessmentWay
from people.models import Pupil
from workflows.models import Approval

__all__ = [
    "AnotherTest",
    "AssessmentWay",
    "BroughtResults",
    "CellChange",
    "ChangeReview",
    "ChangeSet",
    "ClassRecognition",
    "DecidedResult",
    "ExportLayout",
    "Praise",
    "PupilResults",
    "SchoolAnswers",
    "SupplementaryAssessment",
]

Person = settings.AUTH_USER_MODEL


class PupilResults(models.Model):
    """What stands in the cells of one pupil's row on a sheet, by the codes of its columns.

    It belongs to the sheet, not to the class: who changes class keeps the row where it was earned.
    """

    is_closed_with_its_record: ClassVar = True  # by the database itself

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="results")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="results")
    values: models.JSONField[dict[str, str | int], dict[str, str | int]] = models.JSONField(
        _("values"), default=dict
    )
    version = models.PositiveIntegerField(default=0)
    """How often this row was changed."""
    suggested: models.JSONField[list[str], list[str]] = models.JSONField(
        _("suggested"), default=list
    )
    """The cells that the bank of sentences filled, and that nobody has read since."""

    class Meta:
        verbose_name = _("results")
        constraints = (
            models.UniqueConstraint(fields=("approval", "pupil"), name="one_row_of_a_pupil"),
        )

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.pupil_id}"


class ChangeSet(models.Model):
    """Everything that one person changed on a sheet in one act. Each hash covers the one before."""

    class Means(models.TextChoices):
        """By what the values came in."""

        TYPED = "typed", _("typed")
        FILLED = "filled", _("filled in for all")
        SUGGESTED = "suggested", _("suggested by the bank of sentences")
        PASTED = "pasted", _("pasted")
        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("taken back")
        LAPSED = "lapsed", _("given back when an opening ended")

    is_kept_until_erased: ClassVar = True

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="change_sets")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """Nobody where Sổ Ký itself gave values back."""
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))
    means = models.CharField(_("how"), max_length=10, choices=Means)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("change")
        ordering = ("approval", "number")
        constraints = (
            models.UniqueConstraint(fields=("approval", "number"), name="change_sets_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.number}"


class CellChange(models.Model):
    """What one cell said before and after; nothing where it was empty."""

    is_kept_until_erased: ClassVar = True

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="+")
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="cells")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    cell = models.CharField(max_length=20)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    version = models.PositiveIntegerField()
    """Of the pupil's row, after this change."""

    class Meta:
        verbose_name = _("change of a cell")
        ordering = ("pk",)
        indexes = (models.Index(fields=("approval", "pupil", "cell"), name="changes_of_a_cell"),)

    def __str__(self) -> str:
        return f"{self.cell}: {self.before} → {self.after}"


class BankSentence(models.Model):
    """A sentence for comments: the school's own, or one teacher's, whom alone it concerns then.

    `about` is the code of a subject, or of one of the comments that a homeroom teacher writes.
    """

    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    about = models.CharField(_("about what"), max_length=20)
    level = models.CharField(_("level"), max_length=1)
    grade = models.PositiveSmallIntegerField(_("grade"), default=0)
    """0 for every grade."""
    period = models.CharField(_("period"), max_length=20, blank=True)
    """Empty for every period."""
    text = models.CharField(_("sentence"), max_length=MOST_LETTERS)

    class Meta:
        verbose_name = _("sentence of the bank")
        ordering = ("about", "level", "grade", "period", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("about", "level", "grade", "period", "text"),
                condition=models.Q(owner=None),
                name="school_sentence_once",
            ),
            models.UniqueConstraint(
                fields=("owner", "about", "level", "grade", "period", "text"),
                name="own_sentence_once",
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def period_title(self) -> Any:
        """For which period; a row of a file that says something else has none."""
        known = {period.value: period.label for period in Period}
        return known.get(self.period, "–") if self.period else _("every period")
