"""One report a pupil; it names the class as it is called when the report is submitted."""

from typing import Any

from django.db import models

from documents.document import Document
from documents.forms import Filling
from people.history import kept_history
from people.refusals import Problem


class PupilReport(Document):
    print_template = "pupil_report/print.html"

    pupil = models.CharField("pupil", max_length=200)
    comment = models.TextField("comment", blank=True)

    history = kept_history()

    class Meta:
        verbose_name = "pupil report"

    def __str__(self) -> str:
        return f"Phiếu nhận xét {self.pupil}, lớp {self.approval.school_class}"

    def problems(self) -> list[Problem]:
        return (
            []
            if self.comment.strip()
            else [Problem("The comment is missing.", "comment_missing", "comment")]
        )

    def content(self) -> dict[str, Any]:
        return {
            "class": str(self.approval.school_class),
            "pupil": self.pupil,
            "comment": self.comment,
        }

    def frozen_form(self) -> Filling:
        return Filling({}, self.content(), str(self))
