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
    is_suggested: bool = False
    is_open: bool = True
    """Not where this pupil has nothing, or where a sheet was opened for other cells alone."""


@dataclass(frozen=True, slots=True)
class GridRow:
    line: Line
    cells: list[GridCell]

    @property
    def suggestions(self) -> int:
        """How many of its cells nobody has read yet."""
        return sum(cell.is_suggested for cell in self.cells)

    @property
    def problems(self) -> list[GridCell]:
        return [cell for cell in self.cells if cell.sentence]


def rows_of(
    lines: Iterable[Line],
    columns: Sequence[Column],
    answers: Mapping[int, RowAnswer],
    doubts: Mapping[int, Mapping[str, str]],
    limits: Limits | None = None,
) -> Iterator[GridRow]:
    """As kept, with what strikes there; and over it what was just typed and not taken."""
    for line in lines:
        answer, told = answers.get(line.pupil), doubts.get(line.pupil, {})
        cells = answer.cells if answer else {}
        grid_cells = [_cell(line, column, cells.get(column.code), told) for column in columns]
        yield GridRow(
            line, [replace(each, is_open=_is_open(line, each, limits)) for each in grid_cells]
        )


def _is_open(line: Line, cell: GridCell, limits: Limits | None) -> bool:
    return cell.column.code not in line.closed and (limits is None or limits.allow(cell.name))


def _cell(
    line: Line, column: Column, answer: CellAnswer | None, told: Mapping[str, str]
) -> GridCell:
    name, is_suggested = cell_key(line.pupil, column.code), column.code in line.suggested
    if answer is None:
        text, sentence = shown(line.values.get(column.code)), told.get(column.code, "")
        return GridCell(name, column, text, sentence, is_suggested=is_suggested)
    return GridCell(name, column, answer.text, answer.sentence, answer.is_refused, is_suggested)
