"""What a gradebook says: a row for each pupil, the cells of all confirmed sheets, the result of the year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from documents.assessment.columns import LEVEL, MARK, Column
from documents.assessment.models import PupilResults
from documents.assessment.rules import completion, tt27_2020
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.facts import PupilYear, SubjectFacts
from documents.assessment.rules.open_questions import Answers
from documents.assessment.sheets import ClassSheet, day_of, matrix_of
from documents.assessment.terms import Period, SubjectLevel, TraitLevel
from documents.models import SignedFile
from people.models import AssessmentPeriod, SchoolClass
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


@dataclass(frozen=True, slots=True)
class Summary:
    """Of a class at a period, as the sheets are now; `rows` have what was confirmed alone."""

    sheets: list[ClassSheet]
    columns: list[BookColumn]
    rows: list[BookRow]


def of(school_class: SchoolClass, period: AssessmentPeriod) -> Summary:
    """Five queries, however many pupils and sheets."""
    sheets = matrix_of([school_class], [period]).sheets_of(school_class, period)
    columns = [
        BookColumn(_key(sheet, column), sheet.title, column)
        for sheet in sheets
        for column in sheet.columns(school_class.grade, period)
        if column.is_short
    ]
    entered = _entered(sheets)
    rows = []
    for pupil in pupils_in(school_class, day_of(period)):
        values = entered.get(pupil.pk, {})
        if period.moment == Period.YEAR_END.value:
            values = {**values, **_year(school_class.grade, values)}
        rows.append(BookRow(pupil.pk, pupil.full_name, pupil.born_on.isoformat(), values))
    return Summary(sheets, columns, rows)


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
    return by_pupil


def _year(grade: int, values: Values) -> dict[str, str | int]:
    """The synthesis of Điều 9 and the title of Điều 13 that follows from it; nothing where cells miss."""
    result = tt27_2020.synthesise(_facts(grade, values), Answers()).result
    title = completion.award(result)
    return {"result": result.value if result else "", "award": title.value if title else ""}


def _facts(grade: int, values: Values) -> PupilYear:
    subjects: dict[str, SubjectFacts] = {}
    traits: dict[str, TraitLevel | None] = {}
    known = programme.traits_of(grade)
    for key, value in values.items():
        code, _dot, cell = key.partition(".")
        if not cell:
            if code in known:
                traits[code] = TraitLevel(value)
            continue
        facts = subjects.get(code, SubjectFacts())
        if cell == LEVEL:
            subjects[code] = SubjectFacts(SubjectLevel(value), facts.marks)
        elif cell == MARK:
            subjects[code] = SubjectFacts(facts.level, (int(value),))
    return PupilYear(grade, subjects, traits)


def missing(summary: Summary) -> list[tuple[BookColumn, list[str]]]:
    """Of confirmed sheets: the cells that are empty for somebody, who came after they were confirmed."""
    confirmed = {sheet.title for sheet in summary.sheets if sheet.is_confirmed}
    empty = []
    for column in summary.columns:
        if column.sheet in confirmed and column.column.is_required:
            names = [row.name for row in summary.rows if column.key not in row.values]
            if names:
                empty.append((column, names))
    return empty


def files_of(sheets: Sequence[ClassSheet]) -> list[dict[str, Any]]:
    """Each confirmed sheet as the book names it: whose, when signed, the file by its SHA-256."""
    titles = {
        each.approval.pk: each.title for each in sheets if each.approval and each.is_confirmed
    }
    rows = SignedFile.objects.filter(approval__in=titles).order_by("event")
    files = {file.approval_id: file for file in rows.select_related("event__by")}
    return [_as_named(title, files[pk]) for pk, title in titles.items() if pk in files]


def _as_named(title: str, file: SignedFile) -> dict[str, Any]:
    return {
        "approval": file.approval_id,
        "title": title,
        "teacher": file.event.by.full_name if file.event.by else "",
        "at": _moment(file.event.at),
        "sha256": file.sha256,
        "revision": file.revision,
    }


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y %H:%M")
