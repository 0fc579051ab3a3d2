"""What a gradebook says: a row for each pupil, the cells of all confirmed sheets, the result of the year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from documents.assessment.columns import ANOTHER, MARK, Column
from documents.assessment.models import PupilResults
from documents.assessment.rules.facts import PupilYear, Synthesis
from documents.assessment.rules.open_questions import Answers
from documents.assessment.sheets import ClassSheet, day_of, matrix_of
from documents.assessment.terms import YearResult
from documents.carried_files import CarriedFile
from documents.models import SignedFile
from documents.records.gradebook.year import ClassFacts, Decision, facts_of
from people.models import AssessmentPeriod, Pupil, SchoolClass
from people.movements.enrolments import pupils_in

Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column of the book: of which sheet, and whether every pupil must have a value there."""

    key: str
    sheet: str
    column: Column


@dataclass(frozen=True, slots=True)
class BookRow:
    pupil: int
    name: str
    born_on: str
    values: Values
    note: str = ""
    """Where the pupil is not assessed as all are."""
    left_out: frozenset[str] = frozenset()
    """The columns in which this pupil has nothing."""
    year: PupilYear | None = None
    """What the result of the year follows from; at its end alone."""
    synthesis: Synthesis | None = None
    """What is computed."""
    theirs: str = ""
    """Whose results these are, where they are not ours."""
    decision: Decision | None = None
    """Where the homeroom teacher decided; it counts as long as it differs from what is computed."""

    @property
    def decided(self) -> Decision | None:
        return self.decision if self.decision and self.decision.differs else None

    def content(self) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "pupil": self.pupil,
            "name": self.name,
            "born_on": self.born_on,
            "values": dict(self.values),
        }
        if self.note:
            facts["note"] = self.note
        if self.decided:
            facts["decided"] = self.decided.content
        return facts


@dataclass(frozen=True, slots=True)
class Summary:
    """Of a class at a period, as the sheets are now; `rows` have what was confirmed alone."""

    sheets: list[ClassSheet]
    columns: list[BookColumn]
    rows: list[BookRow]
    answers: Answers


def of(school_class: SchoolClass, period: AssessmentPeriod) -> Summary:
    """Nine queries, however many pupils and sheets."""
    sheets = matrix_of([school_class], [period]).sheets_of(school_class, period)
    columns = [
        BookColumn(_key(sheet, column), sheet.title, column)
        for sheet in sheets
        for column in sheet.columns(school_class.grade, period)
        if column.is_short
    ]
    entered, pupils = _entered(sheets), list(pupils_in(school_class, day_of(period)))
    facts = facts_of(school_class, period, [pupil.pk for pupil in pupils])
    rows = [_row(pupil, entered.get(pupil.pk, {}), columns, facts) for pupil in pupils]
    return Summary(sheets, columns, rows, facts.answers)


def _row(pupil: Pupil, values: Values, columns: Sequence[BookColumn], facts: ClassFacts) -> BookRow:
    way, year = facts.ways.get(pupil.pk), facts.year_of(pupil.pk, values)
    whole = facts.synthesis_of(year) if year else None
    decision = facts.decision_of(pupil.pk, year, whole) if year and whole else None
    if whole:
        values = {**values, **facts.result_of(pupil.pk, _result_of(whole, decision))}
    left_out = frozenset(each.key for each in columns if way and way.leaves_out(_row_of(each)))
    return BookRow(
        pupil=pupil.pk,
        name=pupil.full_name,
        born_on=pupil.born_on.isoformat(),
        values=values,
        note=way.note if way else "",
        left_out=left_out,
        year=year,
        synthesis=whole,
        decision=decision,
    )


def _result_of(whole: Synthesis, decision: Decision | None) -> YearResult | None:
    """What was decided goes before what is computed."""
    return decision.kept.as_result if decision and decision.differs else whole.result


def _row_of(column: BookColumn) -> str:
    """The subject, quality or competency that a column belongs to."""
    return column.key.partition(".")[0]


def _key(sheet: ClassSheet, column: Column) -> str:
    return f"{sheet.subject.code}.{column.code}" if sheet.subject else column.code


def _entered(sheets: Sequence[ClassSheet]) -> dict[int, dict[str, str | int]]:
    """By pupil and key, of the confirmed sheets; what is closed there changes no more."""
    confirmed = {each.approval.pk: each for each in sheets if each.approval and each.is_confirmed}
    by_pupil: dict[int, dict[str, str | int]] = {}
    for row in PupilResults.objects.filter(approval__in=confirmed):
        subject = confirmed[row.approval_id].subject
        for code, value in row.values.items():
            key = f"{subject.code}.{code}" if subject else code
            by_pupil.setdefault(row.pupil_id, {})[key] = value
    for values in by_pupil.values():
        _count_the_last_test(values)
    return by_pupil


def _count_the_last_test(values: dict[str, str | int]) -> None:
    """Điều 7.1d: of two tests the last one counts here; the first one stays on the sheet."""
    for key in [key for key in values if key.endswith(f".{ANOTHER}")]:
        values[key.replace(ANOTHER, MARK)] = values.pop(key)


def missing(summary: Summary) -> list[tuple[BookColumn, list[str]]]:
    """Of confirmed sheets: the cells that are empty for somebody, who came after they were confirmed."""
    confirmed = {sheet.title for sheet in summary.sheets if sheet.is_confirmed}
    empty = []
    for column in summary.columns:
        if column.sheet in confirmed and column.column.is_required:
            names = [
                row.name
                for row in summary.rows
                if column.key not in row.values and column.key not in row.left_out
            ]
            if names:
                empty.append((column, names))
    return empty


def signed_files_of(sheets: Sequence[ClassSheet]) -> list[tuple[ClassSheet, SignedFile]]:
    """Each confirmed sheet with its file as it is now; one query."""
    confirmed = {each.approval.pk: each for each in sheets if each.approval and each.is_confirmed}
    rows = SignedFile.objects.filter(approval__in=confirmed).order_by("event")
    files = {file.approval_id: file for file in rows.select_related("event__by")}
    return [(sheet, files[pk]) for pk, sheet in confirmed.items() if pk in files]


def as_named(sheet: ClassSheet, file: SignedFile) -> dict[str, Any]:
    """A confirmed sheet as the book names it: whose, when signed, the file by its SHA-256."""
    return {
        "approval": file.approval_id,
        "title": sheet.title,
        "teacher": file.event.by.full_name if file.event.by else "",
        "at": _moment(file.event.at),
        "sha256": file.sha256,
        "revision": file.revision,
    }


def as_carried(number: int, sheet: ClassSheet, file: SignedFile) -> CarriedFile:
    """The same sheet as a file inside the book of the year, in the order of its list."""
    code = slugify(sheet.subject.code) if sheet.subject else "pham-chat-nang-luc"
    named = as_named(sheet, file)
    return CarriedFile(
        name=f"{number:02}-{code}.pdf",
        sha256=file.sha256,
        description="Phiếu điểm {title} · {teacher} · {at} · bản {revision}".format_map(named),
        at=file.event.at,
    )


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y %H:%M")
