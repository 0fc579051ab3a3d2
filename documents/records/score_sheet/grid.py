"""A sheet as the grid on the screen: rows of cells, each with its text and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from documents.assessment.columns import Column
from documents.assessment.entering import CellAnswer, RowAnswer, cell_key, shown
from documents.records.score_sheet.lines import Line
from workflows.openings import Limits


@dataclass(frozen=True, slots=True)
class GridCell:
    """A plain input: its name in the form, its text, and the sentence that belongs to it."""

    name: str
    column: Column
    text: str
    sentence: str = ""
    is_refused: bool = False
    is_open: bool = True
    """Not where this pupil has nothing, or where a sheet was opened for other cells alone."""


@dataclass(frozen=True, slots=True)
class GridRow:
    line: Line
    cells: list[GridCell]

    @property
    def problems(self) -> list[GridCell]:
        return [cell for cell in self.cells if cell.sentence]


def rows_of(
    lines: Iterable[Line],
    columns: Sequence[Column],
    answers: Mapping[int, RowAnswer],
    limits: Limits | None = None,
) -> Iterator[GridRow]:
    """As kept, and over it what was just typed and not taken."""
    for line in lines:
        answer = answers.get(line.pupil)
        cells = answer.cells if answer else {}
        grid_cells = [_cell(line, column, cells.get(column.code)) for column in columns]
        yield GridRow(
            line, [replace(each, is_open=_is_open(line, each, limits)) for each in grid_cells]
        )


def _is_open(line: Line, cell: GridCell, limits: Limits | None) -> bool:
    return cell.column.code not in line.closed and (limits is None or limits.allow(cell.name))


def _cell(line: Line, column: Column, answer: CellAnswer | None) -> GridCell:
    name = cell_key(line.pupil, column.code)
    if answer is None:
        return GridCell(name, column, shown(line.values.get(column.code)))
    return GridCell(name, column, answer.text, answer.sentence, answer.is_refused)
