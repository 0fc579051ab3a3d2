"""Has a comment room in its box on paper? Measured with the form's own fonts, not counted."""

from documents import forms
from documents.forms import FormDesign
from documents.language import school_language
from documents.records.score_sheet import printed
from documents.records.score_sheet.models import ScoreSheet
from people.refusals import Problem


class PaperRoom:
    """The boxes of a sheet. Letterhead and signatures stand elsewhere: they are the same without them."""

    def __init__(self, sheet: ScoreSheet) -> None:
        with school_language():
            columns, is_traits = sheet.columns, sheet.subject is None
            shape = printed.measuring_shape(columns, is_traits=is_traits)
        self._slots = {each.code: printed.slot_of(1, columns, each.code) for each in columns}
        self._design = FormDesign(sheet.print_template, {"school": {}, **shape})

    def problem_with(self, cell: str, text: str) -> Problem | None:
        """Why the paper cannot take it: so many letters too long, or letters that it has not."""
        objections = forms.objections(self._design, {self._slots[cell]: text})
        return objections[0].problem() if objections else None


def problems_of(sheet: ScoreSheet) -> list[Problem]:
    """Of every comment, at its cell."""
    room, problems = PaperRoom(sheet), []
    for column in sheet.comment_columns:
        for line in sheet.lines:
            text = line.values.get(column.code)
            problem = room.problem_with(column.code, str(text)) if text else None
            if problem:
                said = f"{line.name}, {column.title}: {problem.sentence}"
                problems.append(Problem(said, problem.code, f"c{line.pupil}-{column.code}"))
    return problems
