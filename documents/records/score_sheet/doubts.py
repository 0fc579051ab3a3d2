"""What is said beside the comments of a sheet: that paper has no room, that something strikes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from documents.assessment.comments.checks import Child, ClassOfComments
from documents.assessment.entering import CellAnswer, RowAnswer
from documents.records.score_sheet.lines import Line
from documents.records.score_sheet.models import ScoreSheet
from documents.records.score_sheet.paper_room import PaperRoom


def beside_typed(sheet: ScoreSheet, answers: dict[int, RowAnswer]) -> dict[int, RowAnswer]:
    """With what strikes in the comments that were just taken, as the whole sheet is kept now."""
    codes = {column.code for column in sheet.comment_columns}
    if not any(codes & answer.cells.keys() for answer in answers.values()):
        return answers
    return Doubts(sheet, sheet.lines_now()).beside(answers)


class Doubts:
    """Of a sheet with these lines."""

    def __init__(self, sheet: ScoreSheet, lines: Iterable[Line]) -> None:
        self._sheet = sheet
        self._codes = [column.code for column in sheet.comment_columns]
        self._lines = {line.pupil: line for line in lines}

    @cached_property
    def _paper(self) -> PaperRoom:
        return PaperRoom(self._sheet)

    @cached_property
    def _classes(self) -> dict[str, ClassOfComments]:
        children = [_child(line) for line in self._lines.values()]
        return {
            code: ClassOfComments(
                children, (str(line.values.get(code, "")) for line in self._lines.values())
            )
            for code in self._codes
        }

    def about(self, pupil: int, code: str) -> str:
        """In words; nothing where nothing strikes."""
        line = self._lines[pupil]
        text = str(line.values.get(code, "")) if code in self._codes else ""
        if not text:
            return ""
        problem = self._paper.problem_with(code, text)
        said = [problem.sentence] if problem else []
        return " ".join([*said, *self._classes[code].doubts(text, _child(line))])

    def beside(self, answers: Mapping[int, RowAnswer]) -> dict[int, RowAnswer]:
        """The answers with what strikes in the comments that were taken."""
        return {pupil: self._row(answer) for pupil, answer in answers.items()}

    def everywhere(self) -> dict[int, dict[str, str]]:
        """By pupil and column, of every comment that gives a reason."""
        told: dict[int, dict[str, str]] = {}
        for pupil in self._lines:
            for code in self._codes:
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
