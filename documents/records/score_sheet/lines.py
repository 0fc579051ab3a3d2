"""The lines of a score sheet: who is asked for at its period, and what was entered for each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from documents.assessment.columns import ANOTHER, MARK, Column
from documents.assessment.entering import cell_key, shown
from documents.assessment.models import AnotherTest, AssessmentWay, PupilResults
from documents.assessment.rules import tt27_2020
from documents.assessment.sheets import day_of
from documents.assessment.terms import Period
from documents.assessment.ways.acts import ways_of
from people.models import AssessmentPeriod, SchoolClass
from people.movements.enrolments import pupils_in
from workflows.models import Approval
from workflows.openings import Limits
from workflows.record import Part, RecordCell

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One pupil on the sheet. `version` is that of the row; 0 before anything was entered."""

    pupil: int
    name: str
    born_on: date
    values: Mapping[str, str | int]
    version: int = 0
    code: str = ""
    """The ministry's, by which tables from elsewhere name a pupil."""
    gender: str = ""
    suggested: frozenset[str] = frozenset()
    """The cells that the bank filled and that nobody has read."""
    note: str = ""
    """Where the pupil is not assessed as all are."""
    closed: Mapping[str, str] = field(default_factory=dict)
    """By column why this pupil has nothing there."""
    sits_another: bool = False

    def is_asked_for(self, column: Column) -> bool:
        return column.code not in self.closed and (column.is_required or column.code == ANOTHER)

    def content(self) -> dict[str, Any]:
        facts = {
            "pupil": self.pupil,
            "name": self.name,
            "born_on": self.born_on.isoformat(),
            "values": dict(self.values),
        }
        return {**facts, "note": self.note} if self.note else facts


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered on a sheet, by pupil; and who sits another test."""

    rows: Mapping[int, PupilResults]
    another: frozenset[int]


def entered_on(approval: Approval) -> Entered:
    agreed = AnotherTest.objects.filter(approval=approval, pupil=OuterRef("pupil"), is_agreed=True)
    rows = PupilResults.objects.filter(approval=approval).annotate(sits_another=Exists(agreed))
    by_pupil = {row.pupil_id: row for row in rows}
    another = frozenset(pupil for pupil, row in by_pupil.items() if row.sits_another)
    return Entered(by_pupil, another)


def of(
    approval: Approval, entered: Entered, columns: Sequence[Column], subject: str
) -> Iterator[Line]:
    """Everybody who is asked for, and who is not assessed there, with why; two queries."""
    school_class, period = cast(SchoolClass, approval.school_class), approval.period
    day = day_of(cast(AssessmentPeriod, period))
    pupils = list(pupils_in(school_class, day))
    ways = ways_of([pupil.pk for pupil in pupils], approval.school_year, day)
    for pupil in pupils:
        row, way = entered.rows.get(pupil.pk), ways.get(pupil.pk)
        sits_another = pupil.pk in entered.another
        yield Line(
            pupil=pupil.pk,
            name=pupil.full_name,
            born_on=pupil.born_on,
            values=row.values if row else {},
            version=row.version if row else 0,
            code=pupil.ministry_code or "",
            gender=pupil.gender,
            suggested=frozenset(row.suggested) if row else frozenset(),
            note=way.note if way else "",
            closed=dict(_closed(columns, way, subject, sits_another=sits_another)),
            sits_another=sits_another,
        )


def _closed(
    columns: Sequence[Column], way: AssessmentWay | None, subject: str, *, sits_another: bool
) -> Iterator[tuple[str, str]]:
    for column in columns:
        if way and way.leaves_out(subject or column.code):
            facts = {"way": way, "decision": way.decision}
            yield column.code, _("Nothing is entered here: %(way)s (%(decision)s).") % facts
        elif column.code == ANOTHER and not sits_another:
            yield column.code, _("Nobody agreed that this pupil sits another test.")


def closed_in(line: Line, columns: Sequence[Column], limits: Limits | None) -> dict[str, str]:
    """By column why nothing is entered in this line, an opening for other cells included."""
    said = _("This cell was not opened.")
    outside = {
        column.code: said
        for column in columns
        if limits and not limits.allow(cell_key(line.pupil, column.code))
    }
    return {**outside, **line.closed}


def in_words(row: Row, columns: Sequence[tuple[str, str]]) -> str:
    values = row["values"]
    return " · ".join(f"{title}: {values[code]}" for code, title in columns if code in values)


def _with_another(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Another test can be opened where it is possible and none was sat yet."""
    columns = [(code, title) for code, title in content["columns"]]
    codes = [code for code, _title in columns]
    facts = content["subject"], content["grade"], Period(content["period"])
    if ANOTHER not in codes and tt27_2020.another_test_possible(*facts):
        columns.insert(codes.index(MARK) + 1, (ANOTHER, _("Another test")))
    return columns


def cells(content: Mapping[str, Any]) -> Iterator[RecordCell]:
    """Every cell of a sheet as it was confirmed, the empty ones, too."""
    columns = _with_another(content)
    for row in content["rows"]:
        for code, title in columns:
            text = shown(row["values"].get(code))
            yield RecordCell(cell_key(row["pupil"], code), row["name"], title, text)


def summary(content: Mapping[str, Any]) -> list[Part]:
    """A sheet in a few words: how many pupils, and how often each value was given."""
    rows = content["rows"]
    parts = [Part("pupils", _("Pupils"), str(len(rows)))]
    for code, title in content["columns"]:
        values = [row["values"][code] for row in rows if code in row["values"]]
        if code.startswith(("comment", "on_")):
            parts.append(Part(code, title, _("%d written") % len(values)))
        else:
            counts = sorted(Counter(values).items(), key=lambda pair: str(pair[0]))
            text = " · ".join(f"{value}: {count}" for value, count in counts)
            parts.append(Part(code, title, text))
    return parts
