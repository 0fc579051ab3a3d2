"""What must be right with a score sheet before its teacher may confirm it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from documents.assessment.columns import Column
from documents.assessment.entering import cell_key
from documents.records.score_sheet import paper_room
from documents.records.score_sheet.lines import Line
from documents.records.score_sheet.models import ScoreSheet
from people.refusals import Problem

# As many names as a sentence can bear.
_NAMED = 5


def problems(sheet: ScoreSheet) -> list[Problem]:
    lines = sheet.lines
    if not lines:
        return [Problem(_("No pupil is in this class."), "no_pupils")]
    return [*_empty(sheet.columns, lines), *_unread(sheet), *paper_room.problems_of(sheet)]


def _unread(sheet: ScoreSheet) -> Iterator[Problem]:
    """What the bank suggested is no teacher's word before a person has read it."""
    unread = [line for line in sheet.lines if line.suggested]
    if unread:
        at = f"c{unread[0].pupil}-{min(unread[0].suggested)}"
        number = sum(len(line.suggested) for line in unread)
        said = _(
            "%(number)d comments are suggestions that nobody has read yet: read them on the sheet, then"
            " press “I have read all of these”."
        )
        yield Problem(said % {"number": number}, "suggestions_unread", at)


def _empty(columns: tuple[Column, ...], lines: list[Line]) -> Iterator[Problem]:
    """One sentence a column, at the first cell that is empty."""
    for column in columns:
        without = [
            line for line in lines if line.is_asked_for(column) and column.code not in line.values
        ]
        if not without:
            continue
        names = ", ".join(line.name for line in without[:_NAMED])
        if len(without) > _NAMED:
            names = _("%(names)s and %(more)d more") % {
                "names": names,
                "more": len(without) - _NAMED,
            }
        facts = {"column": column.title, "names": names}
        yield Problem(
            _("“%(column)s” is still empty for: %(names)s.") % facts,
            "cell_empty",
            cell_key(without[0].pupil, column.code),
        )
