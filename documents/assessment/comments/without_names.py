"""A sheet as text that names nobody, for use elsewhere; its comments come back by their numbers."""

import re
from collections.abc import Iterator, Sequence

from documents.assessment.columns import Column
from documents.assessment.comments.checks import names_in
from documents.assessment.entering import shown
from documents.assessment.incoming.comparing import SheetToFill
from documents.assessment.incoming.headings import NUMBER_HEADING
from people.names import nfc

_NOTE = "Ghi chú"


def text_of(sheet: SheetToFill) -> str:
    """Rows of cells parted by tabs: number, levels and marks, what was noted; room for comments."""
    names = [row.name for row in sheet.rows]
    noted = [column for column in _words(sheet) if any(column.code in r.values for r in sheet.rows)]
    short = [column for column in sheet.columns if column.is_short]
    lines = [list(_headings(sheet, short, noted))]
    for row in sheet.rows:
        values = [shown(row.values.get(column.code)) for column in short]
        notes = [_nameless(shown(row.values.get(column.code)), names) for column in noted]
        lines.append([str(row.number), *values, *notes, *("" for _column in _words(sheet))])
    return "\n".join("\t".join(line) for line in lines)


def _words(sheet: SheetToFill) -> list[Column]:
    return [column for column in sheet.columns if not column.is_short]


def _headings(
    sheet: SheetToFill, short: Sequence[Column], noted: Sequence[Column]
) -> Iterator[str]:
    yield f"{NUMBER_HEADING} {sheet.list_mark}"
    yield from (column.title for column in short)
    yield from (f"{_NOTE}: {column.title}" for column in noted)
    yield from (column.title for column in _words(sheet))


def _nameless(text: str, names: Sequence[str]) -> str:
    """“em” in place of every name of the class: whole, without the surname, the given name alone."""
    said = nfc(text)
    for name in sorted(names, key=len, reverse=True):
        words = name.split()
        for start in range(len(words) - 1):
            said = re.sub(rf"\b{re.escape(' '.join(words[start:]))}\b", "em", said)
    for given in set(names_in(said, {name.split()[-1] for name in names})):
        said = re.sub(rf"\b{re.escape(given)}\b", "em", said)
    return re.sub(r"\b([Ee]m)( em)+\b", r"\1", said)
