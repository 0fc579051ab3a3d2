"""Who has not completed the year, because of which cells; and what became of them in summer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from documents.assessment.columns import (
    LEVEL,
    MARK,
    Column,
    subject_columns,
    trait_columns,
)
from documents.assessment.explaining import in_the_way, why
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.completion import Completion, completion
from documents.assessment.rules.facts import PupilYear, ResultCell
from documents.assessment.rules.open_questions import Answers
from documents.assessment.rules.tt27_2020 import stands_in_the_way
from documents.assessment.supplements import acts
from documents.assessment.supplements.models import SupplementaryAssessment
from documents.assessment.terms import Period, YearResult
from documents.records.gradebook import board, summary
from documents.records.gradebook.summary import BookRow
from people.models import AssessmentPeriod, SchoolClass
from workflows.models import Approval
from workflows.states import State


@dataclass(frozen=True, slots=True)
class CellToRepeat:
    """A cell for which a pupil is assessed once more: what it said, and what it says now."""

    key: str
    title: str
    before: str
    column: Column
    after: str = ""
    sentence: str = ""


@dataclass(slots=True)
class PupilToSupplement:
    """`reached` is how far Điều 11 has come with what is entered."""

    row: BookRow
    year: PupilYear
    entry: SupplementaryAssessment
    cells: list[CellToRepeat]
    reached: Completion
    problems: list[Any] = field(default_factory=list)

    @property
    def why(self) -> str:
        reason = self.row.decided.kept.reason if self.row.decided else ""
        return (
            " ".join(filter(None, (why(self.row.synthesis), reason))) if self.row.synthesis else ""
        )

    @property
    def seen(self) -> str:
        return acts.seen_of(self.entry)

    @property
    def may_be_decided(self) -> bool:
        return self.reached == Completion.TO_DECIDE and bool(self.entry.proposal)


def locked_book(school_class: SchoolClass) -> Approval | None:
    """The year's book of the class, once it is locked."""
    rows = Approval.objects.filter(
        record_type=board.TYPE,
        school_class=school_class,
        period__moment=Period.YEAR_END.value,
        state=State.LOCKED,
        erased_at=None,
    )
    return rows.select_related("period").first()


def of(school_class: SchoolClass, period: AssessmentPeriod) -> list[PupilToSupplement]:
    """Found by rule from what is confirmed; who is not completed by decision has no cells to repeat."""
    entries = {
        row.pupil_id: row
        for row in SupplementaryAssessment.objects.filter(school_class=school_class)
    }
    pupils = []
    book = summary.of(school_class, period)
    for row in book.rows:
        if row.year and row.values["result"] == YearResult.NOT_COMPLETED.value:
            cells = stands_in_the_way(row.year, book.answers)
            fresh = SupplementaryAssessment(pupil_id=row.pupil, school_class=school_class)
            entry = entries.get(row.pupil, fresh)
            pupils.append(_pupil(row, row.year, entry, cells, book.answers))
    return pupils


def _pupil(
    row: BookRow,
    year: PupilYear,
    entry: SupplementaryAssessment,
    cells: tuple[ResultCell, ...],
    answers: Answers,
) -> PupilToSupplement:
    to_repeat = [_cell(cell, row.values, entry, year.grade) for cell in cells]
    decided = row.decided.kept.as_result if row.decided else None
    known = acts.as_rule(entry) if entry.pk and len(entry.values) == len(cells) else None
    return PupilToSupplement(row, year, entry, to_repeat, completion(year, answers, known, decided))


def _cell(
    cell: ResultCell, values: Mapping[str, Any], entry: SupplementaryAssessment, grade: int
) -> CellToRepeat:
    key = cell.code if cell.kind == "trait" else f"{cell.code}.{cell.kind}"
    [column] = [each for each in _columns(cell, grade) if each.code in {cell.kind, cell.code}]
    title = programme.title_of(cell.code)
    if cell.kind in {LEVEL, MARK}:
        title = f"{title}, {column.title.lower()}"
    return CellToRepeat(
        key, title, str(values.get(key, "")), column, str(entry.values.get(key, ""))
    )


def _columns(cell: ResultCell, grade: int) -> tuple[Column, ...]:
    if cell.kind == "trait":
        return trait_columns(grade, Period.TERM_1)
    return subject_columns(cell.code, grade, Period.YEAR_END)


def explained(rows: list[BookRow]) -> list[tuple[str, str, str]]:
    """For the homeroom teacher alone: name, why this result, what stands before the next better one."""
    return [
        (row.name, why(row.synthesis), in_the_way(row.synthesis)) for row in rows if row.synthesis
    ]
