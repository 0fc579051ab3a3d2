"""Which book it is; what it says follows from the confirmed sheets of its class and period."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import starmap
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.assessment.sheets import ClassSheet
from documents.assessment.terms import Period
from documents.carried_files import CarriedFile
from documents.class_document import ClassDocument
from documents.forms import Filling
from documents.language import school_language
from documents.models import SignedFile
from documents.records.gradebook import printed, summary
from people.history import kept_history
from workflows.basis import Support
from workflows.record import Part


class Gradebook(ClassDocument):
    """Bảng tổng hợp of a class at a period. The approval says which; nothing is typed here."""

    print_template = "gradebook/print.html"

    history = kept_history()

    class Meta:
        verbose_name = _("gradebook")
        verbose_name_plural = _("gradebooks")

    def get_edit_url(self) -> str:
        return reverse("gradebook:edit", args=[self.approval.public_id])

    def headline(self) -> str:
        facts = {"class": self.school_class, "period": self.period_title}
        return gettext("Gradebook %(class)s, %(period)s") % facts

    @cached_property
    def summary(self) -> summary.Summary:
        with school_language():
            return summary.of(self.school_class, self.period)

    @cached_property
    def signed_sheets(self) -> list[tuple[ClassSheet, SignedFile]]:
        return summary.signed_files_of(self.summary.sheets)

    @cached_property
    def files(self) -> list[dict[str, Any]]:
        return list(starmap(summary.as_named, self.signed_sheets))

    def carried_files(self) -> Sequence[CarriedFile]:
        """The book of the year has its sheets with it; that of another period names them."""
        if self.period.moment != Period.YEAR_END.value:
            return ()
        numbered = enumerate(self.signed_sheets, 1)
        return [summary.as_carried(number, *of) for number, of in numbered]

    def rests_on(self) -> Sequence[Support]:
        hashes = {file["approval"]: file["sha256"] for file in self.files}
        return [
            Support(sheet.approval, hashes.get(sheet.approval.pk, ""))
            for sheet in self.summary.sheets
            if sheet.approval and sheet.is_confirmed
        ]

    def content(self) -> dict[str, Any]:
        """By the names of today; each sheet with its teacher, time and file."""
        with school_language():
            return {
                "class": self.school_class.name,
                "grade": self.school_class.grade,
                "period": self.period.moment,
                "columns": [
                    [column.key, column.sheet, column.column.title]
                    for column in self.summary.columns
                ],
                "rows": [row.content() for row in self.summary.rows],
                "sheets": self.files,
            }

    @classmethod
    def parts_of(cls, content: dict[str, Any]) -> list[Part]:
        """One part a pupil: who reads a new revision sees whose row has changed."""
        return [
            Part(f"p{row['pupil']}", row["name"], _row_in_words(row, content["columns"]))
            for row in content["rows"]
        ]

    @classmethod
    def columns_of(cls, content: dict[str, Any]) -> list[Part]:
        rows, sheets = content["rows"], content["sheets"]
        results = Counter(row["values"].get("result", "") for row in rows)
        low = sum(value in {"C", *range(5)} for row in rows for value in row["values"].values())
        parts = [
            Part("pupils", gettext("Pupils"), str(len(rows))),
            Part("sheets", gettext("Confirmed sheets"), str(len(sheets))),
            Part("low", gettext("Cells with C or a mark below 5"), str(low)),
        ]
        if content["period"] == Period.YEAR_END.value:
            counts = " · ".join(f"{name}: {number}" for name, number in results.items() if name)
            parts.append(Part("results", gettext("Results of the year"), counts))
            parts += _decisions_in_words(rows)
        return parts

    def filling(self) -> Filling:
        of = self.summary, self.school_class.grade, self.period
        is_replacing = self.approval.revision > 1
        with school_language():
            shape = printed.shape_of(*of, len(self.files), is_replacing=is_replacing)
            texts = {**self.headings(), **printed.texts_of(*of, self.files)}
            return Filling(shape, texts, self.headline())


def _row_in_words(row: dict[str, Any], columns: Sequence[Sequence[str]]) -> str:
    cells = _in_words(row["values"], columns)
    return f"{cells} · {_decision_in_words(row)}" if "decided" in row else cells


def _decisions_in_words(rows: Sequence[dict[str, Any]]) -> list[Part]:
    """What a reader must see before signing: where the teacher decided otherwise than computed."""
    decided = [f"{row['name']}: {_decision_in_words(row)}" for row in rows if "decided" in row]
    label = gettext("Decided otherwise than computed")
    return [Part("decided", label, " · ".join(decided))] if decided else []


def _decision_in_words(row: dict[str, Any]) -> str:
    words = gettext("decided %(result)s, computed %(computed)s, because: %(reason)s")
    return words % row["decided"]


def _in_words(values: dict[str, Any], columns: Sequence[Sequence[str]]) -> str:
    """A subject's cells with the subject before them; a quality or competency by its own name."""
    return " · ".join(
        f"{f'{sheet}, ' if '.' in key else ''}{title}: {values[key]}"
        for key, sheet, title in columns
        if key in values
    )
