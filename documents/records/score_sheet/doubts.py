"""What is said beside the comments of a sheet: a suggestion to be read, no room on paper, a second look."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext as _

from documents.assessment.comments.checks import Child, ClassOfComments
from documents.assessment.entering import CellAnswer, RowAnswer
from documents.records.score_sheet import paper_room
from documents.records.score_sheet.lines import Line
from documents.records.score_sheet.models import ScoreSheet


class Doubts:
    """Of a sheet as it is kept now."""

    def __init__(self, sheet: ScoreSheet) -> None:
        self._sheet = sheet
        self._columns = {column.code: column for column in sheet.comment_columns}
        self._lines = {line.pupil: line for line in sheet.lines}

    @cached_property
    def _classes(self) -> dict[str, ClassOfComments]:
        children = [_child(line) for line in self._lines.values()]
        return {
            code: ClassOfComments(
                children, (str(line.values.get(code, "")) for line in self._lines.values())
            )
            for code in self._columns
        }

    def about(self, pupil: int, code: str) -> str:
        """In words; nothing where nothing strikes."""
        line = self._lines[pupil]
        text = str(line.values.get(code, "")) if code in self._columns else ""
        if not text:
            return ""
        problem = paper_room.problem_with(self._sheet, self._columns[code], text)
        said = [_("A suggestion: please read it.")] if code in line.suggested else []
        said += [problem.sentence] if problem else []
        return " ".join([*said, *self._classes[code].doubts(text, _child(line))])

    def beside(self, answers: Mapping[int, RowAnswer]) -> dict[int, RowAnswer]:
        """The answers with what strikes in the comments that were taken."""
        return {pupil: self._row(answer) for pupil, answer in answers.items()}

    def everywhere(self) -> dict[int, dict[str, str]]:
        """By pupil and column, of every comment that gives a reason."""
        told: dict[int, dict[str, str]] = {}
        for pupil in self._lines:
            for code in self._columns:
                if words := self.about(pupil, code):
                    told.setdefault(pupil, {})[code] = words
        return told

    def _row(self, answer: RowAnswer) -> RowAnswer:
        cells = {code: self._cell(answer.pupil, code, cell) for code, cell in answer.cells.items()}
        return replace(answer, cells=cells)

    def _cell(self, pupil: int, code: str, cell: CellAnswer) -> CellAnswer:
        words = "" if cell.is_refused else self.about(pupil, code)
        return replace(cell, sentence=words) if words else cell


def _child(line: Line) -> Child:
    return Child(line.name, line.gender)
