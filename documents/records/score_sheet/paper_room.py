"""Has a comment room in its box on paper? Measured with the form's own fonts, not counted."""

from documents import forms
from documents.assessment.columns import Column
from documents.forms import FormDesign
from documents.language import school_language
from documents.records.score_sheet import printed
from documents.records.score_sheet.models import ScoreSheet
from people.refusals import Problem


def problem_with(sheet: ScoreSheet, column: Column, text: str) -> Problem | None:
    """Why the paper cannot take it: so many letters too long, or letters that it has not."""
    with school_language():
        columns, is_traits = sheet.columns, sheet.subject is None
        shape = printed.measuring_shape(columns, is_traits=is_traits)
    # Letterhead and signatures stand elsewhere: the boxes are the same without them.
    design = FormDesign(sheet.print_template, {"school": {}, **shape})
    objections = forms.objections(design, {printed.slot_of(1, columns, column.code): text})
    return objections[0].problem() if objections else None


def problems_of(sheet: ScoreSheet) -> list[Problem]:
    """Of every comment, at its cell."""
    problems = []
    for column in sheet.comment_columns:
        for line in sheet.lines:
            text = line.values.get(column.code)
            problem = problem_with(sheet, column, str(text)) if text else None
            if problem:
                said = f"{line.name}, {column.title}: {problem.sentence}"
                problems.append(Problem(said, problem.code, f"c{line.pupil}-{column.code}"))
    return problems
