"""What a page needs to show a table before it is taken over."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.columns import Column
from documents.assessment.incoming.headings import BORN, CODE, FAMILY, GIVEN, NAME, NUMBER
from documents.assessment.incoming.layout import Layout
from documents.assessment.incoming.matching import PupilFinder
from documents.assessment.incoming.tables import IncomingTable, fitting
from documents.records.score_sheet.models import ScoreSheet
from people.imports.tables import letters
from people.refusals import Refusal

_EXAMPLES = 3
_IDENTITY: dict[str, Any] = {
    "": gettext_lazy("not used"),
    CODE: gettext_lazy("ministry's pupil code"),
    NAME: gettext_lazy("full name"),
    FAMILY: gettext_lazy("surname and middle name"),
    GIVEN: gettext_lazy("given name"),
    BORN: gettext_lazy("date of birth"),
    NUMBER: gettext_lazy("number on this sheet"),
}


@dataclass(frozen=True, slots=True)
class ColumnToChoose:
    """A column of the table, and what it is taken for: options with their words, and whether chosen."""

    place: int
    letter: str
    label: str
    examples: str
    options: list[tuple[str, str, bool]]


def columns_to_choose(layout: Layout, columns: Sequence[Column]) -> Iterator[ColumnToChoose]:
    meanings = {place: key for key, place in layout.places.items()}
    words = _IDENTITY | {column.code: column.title for column in columns}
    for place in range(layout.width):
        texts = layout.texts(place)
        if not texts and place not in meanings:
            continue
        chosen = meanings.get(place, "")
        options = [(key, str(word), key == chosen) for key, word in words.items()]
        examples = " · ".join(text[:30] for text in texts[:_EXAMPLES])
        label = layout.labels.get(place, "")
        yield ColumnToChoose(place, letters(place), label, examples, options)


def with_pupils_of(sheet: ScoreSheet, found: Iterable[IncomingTable]) -> list[IncomingTable]:
    """Those sheets of a file that name anybody of this sheet. Raises Refusal where none does."""
    finder = PupilFinder(sheet.to_fill().rows)
    theirs = [table for table in found if _names_anybody(table, finder)]
    if not theirs:
        raise Refusal(_("Nobody of this sheet is in this file."), "nobody_there")
    return fitting(theirs)


def _names_anybody(table: IncomingTable, finder: PupilFinder) -> bool:
    for row in table.rows:
        for at, cell in enumerate(row):
            both = f"{cell} {row[at + 1]}" if at + 1 < len(row) else cell
            if cell and (finder.has_code(cell) or finder.named(cell) or finder.named(both)):
                return True
    return False
