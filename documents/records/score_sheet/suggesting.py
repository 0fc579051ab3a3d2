"""Filling a class's comments from the bank, by the levels that the pupils were given: one command."""

from django.utils.translation import gettext as _

from documents.assessment.changes import Author
from documents.assessment.columns import COMMENT, Column
from documents.assessment.comments.occasions import Occasion, sentences_for
from documents.assessment.comments.rotating import Seat, suggestions
from documents.assessment.entering import TypedRow, enter
from documents.assessment.models import ChangeSet
from documents.assessment.terms import Period
from documents.records.score_sheet.lines import Line
from documents.records.score_sheet.models import ScoreSheet
from documents.records.score_sheet.paper_room import PaperRoom


def suggest(sheet: ScoreSheet, author: Author) -> str:
    """Every empty comment of a pupil with a level, as one change; says why where there is none.

    Raises Refusal.
    """
    texts: dict[int, dict[str, str]] = {}
    for column in sheet.comment_columns:
        for pupil, text in _of_column(sheet, column, author).items():
            texts.setdefault(pupil, {})[column.code] = text
    rows = [
        TypedRow(line.pupil, line.version, texts[line.pupil])
        for line in sheet.lines
        if line.pupil in texts
    ]
    means = ChangeSet.Means.SUGGESTED
    answers = enter(sheet.to_enter(), rows, author, means, only_empty=True)
    if any(not answer.is_refused for answer in answers.values()):
        return ""
    return _(
        "Nothing was suggested: enter the levels first, or put sentences for this subject, grade and"
        " period into the bank."
    )


def occasion_of(sheet: ScoreSheet, column: Column) -> Occasion:
    about = sheet.subject.code if sheet.subject and column.code == COMMENT else column.code
    traits = tuple(each.code for each in sheet.columns if each.is_short)
    return Occasion(about, sheet.school_class.grade, Period(sheet.period.moment), traits)


def _of_column(sheet: ScoreSheet, column: Column, author: Author) -> dict[int, str]:
    occasion, room = occasion_of(sheet, column), PaperRoom(sheet)
    sentences = {
        level: [text for text in texts if not room.problem_with(column.code, text)]
        for level, texts in sentences_for(occasion, author.staff).items()
    }
    seats = [
        Seat(line.pupil, _level(line, column, occasion), str(line.values.get(column.code, "")))
        for line in sheet.lines
    ]
    return suggestions(seats, sentences)


def _level(line: Line, column: Column, occasion: Occasion) -> str:
    """Nothing where this pupil has no comment; what a plan leaves out is not asked about."""
    return "" if column.code in line.closed else occasion.level_of(line.values, line.closed)
