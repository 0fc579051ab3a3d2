"""What the headings of a table say: which row is a pupil, which column is what. Else the values say it."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from documents.assessment.columns import Column
from documents.assessment.incoming import by_values, headings
from documents.assessment.incoming.headings import BARE, CODE, GIVEN, IDENTITY, NAME, NUMBER
from documents.assessment.incoming.layout import Layout, code_in
from documents.assessment.incoming.matching import PupilFinder
from documents.assessment.incoming.tables import IncomingTable
from people.digits import is_number
from people.imports.headings import Heading, find_heading
from people.imports.tables import Table, tables_in
from people.imports.workbook import Sheet, Workbook
from people.names import nfc


def layout_of(
    table: IncomingTable, columns: Sequence[Column], subject: str, finder: PupilFinder
) -> Layout:
    """As far as it can be told without a guess; what is not said has no place."""
    sheet = table.as_sheet()
    known = headings.known(columns, subject)
    numbered = find_heading(sheet, known, (NUMBER,))
    if numbered:
        return _by_number(_texts(sheet), numbered, columns, subject)
    found = tables_in(Workbook((sheet,)), known, (NAME, GIVEN, CODE))
    if not found:
        return by_values.layout_of(_texts(sheet), columns, finder)
    layout = _with_code_of_ours(_of_pupils(_texts(sheet), found[0]), finder)
    return _with_columns(layout, found[0].heading, columns, subject)


def _of_pupils(rows: list[list[str]], table: Table) -> Layout:
    """Which rows are pupils, and what says who each is."""
    heading = table.heading
    identity = {key: at for key, at in heading.columns.items() if key in IDENTITY}
    if GIVEN not in identity and table.lines:
        identity |= {k: v for k, v in table.lines[0].places.items() if k == GIVEN}
    return Layout(
        rows,
        tuple(line.number - 1 for line in table.lines),
        identity,
        _labels(rows, heading),
        table.passed_over,
        " ".join(nfc(cell) for row in rows[: heading.first_row] for cell in row if cell),
    )


def _by_number(
    rows: list[list[str]], heading: Heading, columns: Sequence[Column], subject: str
) -> Layout:
    """What was copied without names comes back: its comments alone, for the rest was there to be read."""
    place = heading.columns[NUMBER]
    pupils = tuple(
        at
        for at, row in enumerate(rows)
        if at > heading.last_row and place < len(row) and is_number(row[place].strip())
    )
    layout = Layout(rows, pupils, {NUMBER: place}, _labels(rows, heading))
    comments = [column for column in columns if not column.is_short]
    return _with_columns(layout, heading, comments, subject)


def _texts(sheet: Sheet) -> list[list[str]]:
    """With what is merged filled in."""
    return [[str(cell) if cell is not None else "" for cell in row] for row in sheet.rows]


def _labels(rows: Sequence[Sequence[str]], heading: Heading) -> dict[int, str]:
    upper, lower = rows[heading.first_row], rows[heading.last_row]
    named = {heading.columns[key]: label for key, label in heading.labels.items()}
    shown = {at: nfc(cell) for row in (upper, lower) for at, cell in enumerate(row) if cell}
    return {**shown, **named}


def _with_code_of_ours(layout: Layout, finder: PupilFinder) -> Layout:
    """A column of codes of which none is a pupil's here holds other codes."""
    if CODE not in layout.places or any(
        finder.has_code(code) for code in map(code_in, layout.texts(layout.places[CODE]))
    ):
        return layout
    places = {key: at for key, at in layout.places.items() if key != CODE}
    said = _("No code under “%s” is one of a pupil here: this column is left aside.")
    note = said % layout.labels.get(layout.places[CODE], "")
    return replace(layout, places=places, notes=(*layout.notes, note))


def _with_columns(
    layout: Layout, heading: Heading, columns: Sequence[Column], subject: str
) -> Layout:
    places, notes = dict(layout.places), list(layout.notes)
    for column in columns:
        if column.code not in heading.columns:
            continue
        at = heading.columns[column.code]
        label = layout.labels.get(at, "")
        other = headings.other_subject_in(label, subject) if subject else ""
        if _is_there_twice(heading, column.code):
            notes.append(
                _("Several columns could be “%s”: say below which one is meant.") % column.title
            )
        elif other:
            said = _("“%(label)s” is of %(subject)s: this column is left aside.")
            notes.append(said % {"label": label, "subject": other})
        else:
            places[column.code] = at
    return replace(layout, places=places, notes=tuple(notes))


def _is_there_twice(heading: Heading, key: str) -> bool:
    """With this heading; one that names the subject goes before others that do not."""
    bare = key + BARE
    return key in heading.again or (bare in heading.again and bare not in heading.columns)
