"""Which sheet it is: of which subject, or of qualities and competencies; what it says stands beside it."""

from functools import cached_property
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.assessment import changes, windows
from documents.assessment.answers.acts import answers_of
from documents.assessment.columns import Column, subject_columns, trait_columns
from documents.assessment.entering import Sheet, cell_key
from documents.assessment.incoming.comparing import SheetToFill
from documents.assessment.incoming.matching import PupilRow
from documents.assessment.models import (
    AnotherTest,
    CellChange,
    ChangeReview,
    ChangeSet,
    PupilResults,
)
from documents.assessment.terms import Period
from documents.assessment.undoing import give_back
from documents.class_document import ClassDocument
from documents.forms import Filling
from documents.language import school_language
from documents.records.score_sheet import lines as sheet_lines
from documents.records.score_sheet import printed
from people.duties import Post
from people.history import kept_history
from people.models import Duty, Subject
from people.refusals import Problem
from workflows import openings
from workflows.record import Part, RecordCell
from workflows.states import Step


class ScoreSheet(ClassDocument):
    """Phiếu điểm of a class, a subject and a period; without a subject: qualities and competencies.

    The approval says class, period and post; the cells are rows of `PupilResults`.
    """

    print_template = "score_sheet/print.html"
    related = ("subject",)
    related_to_approval = ("approval__school_year__assessment_answers",)

    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, verbose_name=_("subject")
    )

    history = kept_history()

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")

    def get_edit_url(self) -> str:
        return reverse("score_sheet:edit", args=[self.approval.public_id])

    @property
    def subject_code(self) -> str:
        """Empty for qualities and competencies."""
        return self.subject.code if self.subject else ""

    @property
    def subject_title(self) -> str:
        return self.subject.name if self.subject else gettext("Qualities and competencies")

    def headline(self) -> str:
        return gettext("Score sheet %(subject)s %(class)s, %(period)s") % {
            "subject": self.subject_title,
            "class": self.school_class,
            "period": self.period_title,
        }

    def drafting_post(self) -> str:
        place = self.approval.school_class_id
        if self.subject:
            return str(Post(Duty.SUBJECT_TEACHER, (place, self.subject.pk)))
        return str(Post(Duty.HOMEROOM_TEACHER, (place,)))

    def closed_because(self, step: Step) -> Problem | None:
        if step == Step.UNLOCK:
            return None  # on request, with an end of its own
        is_returned = self.approval.is_returned or step == Step.SEND_BACK
        return windows.closed_because(self.period, is_returned=is_returned)

    @property
    def columns(self) -> tuple[Column, ...]:
        grade, period = self.school_class.grade, Period(self.period.moment)
        if self.subject:
            another = bool(self.entered.another)
            return subject_columns(self.subject.code, grade, period, with_another=another)
        without = answers_of(self.approval.school_year).left_out_of(grade)
        return trait_columns(grade, period, without)

    @property
    def comment_columns(self) -> list[Column]:
        return [column for column in self.columns if not column.is_short]

    @cached_property
    def entered(self) -> sheet_lines.Entered:
        return sheet_lines.entered_on(self.approval)

    @cached_property
    def lines(self) -> list[sheet_lines.Line]:
        """Everybody of the class on the sheet's day, with what was entered; three queries."""
        return self._lines_with(self.entered)

    def lines_now(self) -> list[sheet_lines.Line]:
        """The same, read once more: after something was entered."""
        return self._lines_with(sheet_lines.entered_on(self.approval))

    def _lines_with(self, entered: sheet_lines.Entered) -> list[sheet_lines.Line]:
        subject = self.subject.code if self.subject else ""
        return list(sheet_lines.of(self.approval, entered, self.columns, subject))

    @cached_property
    def last_change(self) -> ChangeSet | None:
        """Its hash covers every change before it."""
        return changes.last_of(self.approval.pk)

    def to_enter(self) -> Sheet:
        pupils = frozenset(line.pupil for line in self.lines)
        closed = {
            cell_key(line.pupil, code): why
            for line in self.lines
            for code, why in line.closed.items()
        }
        return Sheet(self.approval, self.columns, pupils, closed)

    def to_fill(self) -> SheetToFill:
        """For tables that are pasted or uploaded."""
        limits = openings.limits_of(self.approval)
        rows = [
            PupilRow(
                number=number,
                pupil=line.pupil,
                name=line.name,
                born_on=line.born_on,
                code=line.code,
                values=line.values,
                version=line.version,
                closed=sheet_lines.closed_in(line, self.columns, limits),
            )
            for number, line in enumerate(self.lines, 1)
        ]
        subject = self.subject.name if self.subject else ""
        return SheetToFill(self.columns, rows, str(self.approval.public_id), subject)

    def content(self) -> dict[str, Any]:
        """By the names of today; `changes` covers the whole story of the cells."""
        with school_language():
            return {
                "subject": self.subject_code,
                "subject_title": self.subject_title,
                "class": self.school_class.name,
                "grade": self.school_class.grade,
                "period": self.period.moment,
                "columns": [[column.code, column.title] for column in self.columns],
                "rows": [line.content() for line in self.lines],
                "changes": self.last_change.hash if self.last_change else "",
            }

    @classmethod
    def parts_of(cls, content: dict[str, Any]) -> list[Part]:
        """One part a pupil: who reads a new revision sees whose row has changed."""
        return [
            Part(f"p{row['pupil']}", row["name"], sheet_lines.in_words(row, content["columns"]))
            for row in content["rows"]
        ]

    @classmethod
    def columns_of(cls, content: dict[str, Any]) -> list[Part]:
        return sheet_lines.summary(content)

    @classmethod
    def cells_of(cls, content: dict[str, Any]) -> list[RecordCell]:
        return list(sheet_lines.cells(content))

    def fall_back(self, content: dict[str, Any]) -> None:
        give_back(self.approval, {row["pupil"]: row["values"] for row in content["rows"]})

    def filling(self) -> Filling:
        with school_language():
            columns, is_traits = self.columns, self.subject is None
            is_replacing = self.approval.revision > 1
            shape = printed.shape_of(
                columns, self.lines, is_traits=is_traits, is_replacing=is_replacing
            )
            texts = printed.texts_of(columns, self.lines, is_traits=is_traits)
            heading = f"Phiếu điểm {self.subject_title}"
            headings = {"heading": heading, **self.headings()}
            return Filling(shape, {**headings, **texts}, self.headline())

    def erase(self) -> None:
        for model in (ChangeReview, PupilResults, CellChange, ChangeSet, AnotherTest):
            model._default_manager.filter(approval=self.pk).delete()
        for model in (ChangeReview, AnotherTest):
            model.history.filter(approval=self.pk).delete()
        super().erase()
