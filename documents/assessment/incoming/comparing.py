"""What a table would change on a sheet, row by row, before anything is changed."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.columns import Column
from documents.assessment.entering import TypedRow, shown
from documents.assessment.incoming.by_headings import layout_of
from documents.assessment.incoming.fitting import text_for
from documents.assessment.incoming.headings import BORN, CODE, FAMILY, GIVEN, NAME, NUMBER
from documents.assessment.incoming.layout import Layout
from documents.assessment.incoming.matching import Identity, PupilFinder, PupilRow, Unmatched
from documents.assessment.incoming.tables import IncomingTable
from documents.assessment.incoming.whole_table import problems_of
from people.imports.cells import Unclear, day_of
from people.imports.legacy import looks_legacy
from people.imports.names import read_name
from people.imports.rows import Reading
from people.imports.tables import Line
from people.imports.workbook import Cell
from people.names import nfc
from people.refusals import Problem, Refusal
from workflows.chain import canonical

_OLD_FONT = gettext_lazy("This was typed for an old font (TCVN3, VNI): please type it anew.")


@dataclass(frozen=True, slots=True)
class SheetToFill:
    """What a table is compared with. `subject` is empty for qualities and competencies.

    `mark` is what the template of this sheet bears, and no other one.
    """

    columns: Sequence[Column]
    rows: Sequence[PupilRow]
    mark: str
    subject: str = ""

    @property
    def list_mark(self) -> str:
        """Of who stands where: numbers mean somebody else as soon as it is another one."""
        said = canonical({"sheet": self.mark, "pupils": [row.pupil for row in self.rows]})
        return hashlib.sha256(said.encode()).hexdigest()[:6]


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """A cell that changes, or is refused with a sentence."""

    column: Column
    before: str
    after: str
    sentence: str = ""
    is_refused: bool = False


@dataclass(slots=True)
class ComparedRow:
    """A row of the table; `number` as spreadsheets count. Problems keep all of it out."""

    number: int
    said: str
    pupil: PupilRow | None = None
    cells: list[ComparedCell] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_taken(self) -> bool:
        return not self.problems and not any(cell.is_refused for cell in self.cells)

    @property
    def changes(self) -> list[ComparedCell]:
        return [cell for cell in self.cells if not cell.is_refused]

    @property
    def told(self) -> list[ComparedCell]:
        """Of a row that is left out only what keeps it out: nothing of it will change."""
        return self.cells if self.is_taken else [cell for cell in self.cells if cell.is_refused]


@dataclass(frozen=True)
class Comparison:
    layout: Layout
    rows: list[ComparedRow]
    missing: list[PupilRow]
    """On the sheet, and in no row of the table."""
    problems: list[Problem]
    """Why nothing of this table can be taken as its columns stand now."""

    @cached_property
    def refused(self) -> list[ComparedRow]:
        return [row for row in self.rows if not row.is_taken]

    @cached_property
    def changing(self) -> list[ComparedRow]:
        return [row for row in self.rows if row.is_taken and row.changes]

    @property
    def cells(self) -> int:
        return sum(len(row.changes) for row in self.changing)

    @property
    def unchanged(self) -> int:
        return sum(row.unchanged for row in self.rows if row.is_taken)

    @property
    def may_be_applied(self) -> bool:
        return bool(self.changing) and not self.problems

    @cached_property
    def fingerprint(self) -> str:
        """Over the table, what its columns are, and the rows of the sheet that it was compared with."""
        rows = [
            [row.number, row.pupil.pupil, row.pupil.version] if row.pupil else [row.number]
            for row in self.rows
        ]
        changes = [
            [row.number, cell.column.code, cell.before, cell.after]
            for row in self.changing
            for cell in row.changes
        ]
        body = [self.layout.rows, sorted(self.layout.places.items()), rows, changes]
        return hashlib.sha256(canonical({"compared": body}).encode()).hexdigest()

    def typed(self) -> list[TypedRow]:
        return [
            TypedRow(
                row.pupil.pupil,
                row.pupil.version,
                {cell.column.code: cell.after for cell in row.changes},
            )
            for row in self.changing
            if row.pupil
        ]


def compare(
    table: IncomingTable, sheet: SheetToFill, chosen: Mapping[int, str] | None = None
) -> Comparison:
    """`chosen` is what a person says that the columns are, by their place; else they are told apart.

    Raises Refusal where two of them are said to be the same.
    """
    finder = PupilFinder(sheet.rows)
    layout = layout_of(table, sheet.columns, sheet.subject, finder)
    if chosen is not None:
        layout = replace(layout, places=_places(chosen))
    rows = [_Reader(layout, sheet, finder).row(at) for at in layout.pupils]
    _refuse_doubles(rows)
    there = {row.pupil.pupil for row in rows if row.pupil}
    missing = [row for row in sheet.rows if row.pupil not in there]
    return Comparison(
        layout, rows, missing, problems_of(layout, sheet.columns, sheet.mark, sheet.list_mark)
    )


def _places(chosen: Mapping[int, str]) -> dict[str, int]:
    twice = [key for key, times in Counter(filter(None, chosen.values())).items() if times > 1]
    if twice:
        raise Refusal(_("Two columns cannot be the same: please choose again."), "column_twice")
    return {key: at for at, key in chosen.items() if key}


def _refuse_doubles(rows: Iterable[ComparedRow]) -> None:
    """A pupil who stands there twice gets neither: both rows are named."""
    by_pupil: dict[int, list[ComparedRow]] = defaultdict(list)
    for row in rows:
        if row.pupil:
            by_pupil[row.pupil.pupil].append(row)
    for name, same in ((each[0].said, each) for each in by_pupil.values() if len(each) > 1):
        numbers = ", ".join(str(row.number) for row in same)
        facts = {"rows": numbers, "name": name}
        for row in same:
            row.problems.append(_("Rows %(rows)s are all of “%(name)s”.") % facts)


class _Reader:
    """Goes from row to row of the table: whose it is, and what each of its cells would change."""

    def __init__(self, layout: Layout, sheet: SheetToFill, finder: PupilFinder) -> None:
        self._layout, self._sheet, self._finder = layout, sheet, finder

    def row(self, at: int) -> ComparedRow:
        words = (self._layout.cell(at, key).strip() for key in (NAME, FAMILY, GIVEN))
        row = ComparedRow(at + 1, nfc(" ".join(words)))
        of_name, of_code = (Reading(self._line(at)) for _each in range(2))
        name, code = read_name(of_name, 140), of_code.code(CODE, 10)
        try:
            row.pupil = self._pupil(at, name, code)
        except Unmatched as why:
            unreadable = [*of_code.row.problems, *of_name.row.problems]
            row.problems = [str(why)] if name else unreadable
            return row
        row.remarks = [*of_code.row.remarks, *of_code.row.problems]
        for column in self._sheet.columns:
            self._compare(row, row.pupil, column, self._layout.cell(at, column.code))
        return row

    def _pupil(self, at: int, name: str, code: str) -> PupilRow:
        """By number only where nothing else says who it is. Raises Unmatched."""
        places = self._layout.places
        if NUMBER in places and not {CODE, NAME, GIVEN} & places.keys():
            return self._finder.numbered(self._layout.cell(at, NUMBER))
        return self._finder.find(Identity(name, code, self._born_on(at)))

    def _line(self, at: int) -> Line:
        """As the lists of people are read."""
        keys = [key for key in (CODE, NAME, FAMILY, GIVEN) if key in self._layout.places]
        cells: dict[str, Cell] = {key: self._layout.cell(at, key) or None for key in keys}
        return Line("", at + 1, cells, {key: self._layout.places[key] for key in keys})

    def _born_on(self, at: int) -> date | None:
        """To tell two of one name apart; whoever writes a year alone says nothing."""
        try:
            return day_of(self._layout.cell(at, BORN) or None)
        except (Unclear, OverflowError):
            return None

    def _compare(self, row: ComparedRow, pupil: PupilRow, column: Column, text: str) -> None:
        """An empty cell says nothing."""
        typed = column.read(text_for(column, text))
        now = pupil.values.get(column.code)
        if typed.value is None and not typed.is_refused:
            return
        if typed.value is not None and typed.value == now:
            row.unchanged += 1
            return
        after, sentence = shown(typed.value) or nfc(text), str(typed.sentence)
        is_refused = typed.is_refused
        if not column.is_short and looks_legacy(after):
            sentence, is_refused = str(_OLD_FONT), True
        if column.code in pupil.closed:
            sentence, is_refused = pupil.closed[column.code], True
        row.cells.append(ComparedCell(column, shown(now), after, sentence, is_refused))
