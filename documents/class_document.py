"""A paper of one class at one assessment period, on a frozen form: what sheets and books have in common."""

from datetime import date
from typing import Any, cast

from documents import forms
from documents.document import Document
from documents.forms import Filling
from documents.stages import shown_file
from people.models import AssessmentPeriod, SchoolClass


class ClassDocument(Document):
    """The approval says which class and which period; it has both from the day it was begun."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.headline()

    def get_absolute_url(self) -> str:
        return self.approval.get_absolute_url()

    @property
    def school_class(self) -> SchoolClass:
        return cast(SchoolClass, self.approval.school_class)

    @property
    def period(self) -> AssessmentPeriod:
        period = cast(AssessmentPeriod, self.approval.period)
        period.year = self.approval.school_year  # loaded already, with every approval
        return period

    @property
    def period_title(self) -> str:
        """Inside a sentence; the number of a term keeps its capital."""
        title = self.period.get_moment_display()
        return title[:1].lower() + title[1:]

    def due_on(self) -> date:
        return self.period.closes_on

    def filling(self) -> Filling:
        """What its form is filled with."""
        raise NotImplementedError

    def frozen_form(self) -> Filling | None:
        """A name that is too long for its line makes the paper grow instead."""
        filling = self.filling()
        too_long = forms.objections(self.form_design(filling.shape), filling.texts)
        return None if too_long else filling

    def print_context(self) -> dict[str, Any]:
        return self.filling().context()

    def headings(self) -> dict[str, str]:
        """The lines above and below every such paper."""
        year, revision = self.approval.school_year, self.approval.revision
        said = {
            "running": f"{self.headline()} · bản {revision}",
            "about": f"Lớp {self.school_class} · {self.period_title} · năm học {year}",
        }
        replaced = shown_file(self) if revision > 1 else None
        if replaced:
            said["replaces"] = (
                f"Bản {revision}, thay bản {revision - 1} có mã SHA-256 {replaced.sha256}"
            )
        return said
