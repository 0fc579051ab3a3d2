"""What a gradebook says: a row for each pupil, the cells of all confirmed sheets, the result of the year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from documents.assessment.columns import ANOTHER, LEVEL, MARK, Column
from documents.assessment.honours.acts import recognitions_of
from documents.assessment.models import AssessmentWay, PupilResults
from documents.assessment.rules import completion, tt27_2020
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.completion import Recognition
from documents.assessment.rules.facts import PupilYear, SubjectFacts, Synthesis
from documents.assessment.rules.open_questions import Answers
from documents.assessment.sheets import ClassSheet, day_of, matrix_of
from documents.assessment.terms import Period, SubjectLevel, TraitLevel
from documents.assessment.ways.acts import as_rule, ways_of
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
    note: str = ""
    """Where the pupil is not assessed as all are."""
    left_out: frozenset[str] = frozenset()
    """The columns in which this pupil has nothing."""
    year: PupilYear | None = None
    """What the result of the year follows from; at its end alone."""

    @property
    def synthesis(self) -> Synthesis | None:
        return tt27_2020.synthesise(self.year, Answers()) if self.year else None

    def content(self) -> dict[str, Any]:
        facts = {
            "pupil": self.pupil,
            "name": self.name,
            "born_on": self.born_on,
            "values": dict(self.values),
        }
        return {**facts, "note": self.note} if self.note else facts


@dataclass(frozen=True, slots=True)
class Summary:
    """Of a class at a period, as the sheets are now; `rows` have what was confirmed alone."""

    sheets: list[ClassSheet]
    columns: list[BookColumn]
    rows: list[BookRow]


def of(school_class: SchoolClass, period: AssessmentPeriod) -> Summary:
    """Six queries, however many pupils and sheets."""
    sheets = matrix_of([school_class], [period]).sheets_of(school_class, period)
    columns = [
        BookColumn(_key(sheet, column), sheet.title, column)
        for sheet in sheets
        for column in sheet.columns(school_class.grade, period)
        if column.is_short
    ]
    entered, day = _entered(sheets), day_of(period)
    pupils = list(pupils_in(school_class, day))
    ways = ways_of([pupil.pk for pupil in pupils], school_class.year, day)
    is_year = period.moment == Period.YEAR_END.value
    recognised = recognitions_of(school_class) if is_year else {}
    rows = []
    for pupil in pupils:
        values, way = entered.get(pupil.pk, {}), ways.get(pupil.pk)
        year = _facts(school_class.grade, values, way) if is_year else None
        if year:
            values = {**values, **_result(year, recognised.get(pupil.pk))}
        left_out = frozenset(each.key for each in columns if way and way.leaves_out(_row_of(each)))
        facts = pupil.pk, pupil.full_name, pupil.born_on.isoformat(), values
        rows.append(BookRow(*facts, way.note if way else "", left_out, year))
    return Summary(sheets, columns, rows)


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


def _result(year: PupilYear, recognised: Recognition | None) -> dict[str, str | int]:
    """The synthesis of Điều 9 and the title of Điều 13 that follows from it; nothing where cells miss."""
    result = tt27_2020.synthesise(year, Answers()).result
    title = completion.award(result, recognised)
    return {"result": result.value if result else "", "award": title.value if title else ""}


def _facts(grade: int, values: Values, way: AssessmentWay | None) -> PupilYear:
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
    left_out = frozenset(way.left_out) if way else frozenset()
    return PupilYear(grade, subjects, traits, as_rule(way), left_out)


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
