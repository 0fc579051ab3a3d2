"""What must be right before a homeroom teacher may close a period."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from documents.assessment.sheets import ClassSheet
from documents.records.gradebook import summary
from documents.records.gradebook.models import Gradebook
from people.refusals import Problem

# As many names as a sentence can bear.
_NAMED = 5


def problems(book: Gradebook) -> list[Problem]:
    if not book.summary.rows:
        return [Problem(_("No pupil is in this class."), "no_pupils")]
    return [*_open_sheets(book), *_empty_cells(book)]


def _open_sheets(book: Gradebook) -> Iterator[Problem]:
    """A sheet never begun counts as missing; each with those who have it to fill in."""
    for sheet in book.summary.sheets:
        if not sheet.is_confirmed:
            facts = {"sheet": sheet.title, "who": _who(sheet)}
            if sheet.approval is None:
                said, code = _("“%(sheet)s” was not begun yet (%(who)s)."), "sheet_missing"
            else:
                said, code = _("“%(sheet)s” is not confirmed (%(who)s)."), "sheet_not_confirmed"
            yield Problem(said % facts, code)


def _who(sheet: ClassSheet) -> str:
    return ", ".join(sheet.teachers) or _("nobody is assigned")


def _empty_cells(book: Gradebook) -> Iterator[Problem]:
    """Who came into the class after a sheet was confirmed has nothing there yet."""
    for column, names in summary.missing(book.summary):
        facts = {"sheet": column.sheet, "column": column.column.title}
        facts["names"] = ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
        said = _("“%(sheet)s”, “%(column)s” is empty for %(names)s: the sheet has to be opened.")
        yield Problem(said % facts, "cell_empty")
