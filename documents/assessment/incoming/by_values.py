"""A table without headings that are known: what its columns are, as far as their values tell."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from django.utils.translation import gettext as _

from documents.assessment.columns import CellKind, Column
from documents.assessment.incoming import fitting
from documents.assessment.incoming.headings import BORN, CODE, FAMILY, GIVEN, NAME
from documents.assessment.incoming.layout import Layout, code_in
from documents.assessment.incoming.matching import PupilFinder
from people.digits import is_number
from people.imports.cells import Unclear, day_of
from people.imports.feet import is_foot
from people.imports.headings import plain
from people.names import nfc

_ENOUGH, _SOME = 0.5, 3
_HEADINGS = frozenset(
    ("ho va ten", "ho ten", "ten", "ten hoc sinh", "ho va ten hoc sinh", "hoc sinh")
)
Says = Callable[[str, str], bool]
"""Of a cell and the one to its right."""


def layout_of(rows: list[list[str]], columns: Sequence[Column], finder: PupilFinder) -> Layout:
    """Names and codes stand where most of them are of pupils of this sheet."""
    filled = tuple(at for at, row in enumerate(rows) if any(row) and not _is_nobody(row))
    layout = Layout(rows, filled, {})
    places = _identity([rows[at] for at in filled], finder)
    if not places:
        return layout
    layout = replace(layout, places=places)
    if _is_heading(rows[filled[0]]):
        labels = {at: nfc(cell) for at, cell in enumerate(rows[filled[0]]) if cell}
        layout = replace(layout, pupils=filled[1:], labels=labels)
    return _with_columns(layout, columns)


def _is_nobody(row: Iterable[str]) -> bool:
    """A total or a signature."""
    said = [cell for cell in row if cell]
    return len(said) <= 2 and any(map(is_foot, said))


def _is_heading(row: Iterable[str]) -> bool:
    return any(plain(cell) in _HEADINGS for cell in row)


def _identity(rows: Sequence[Sequence[str]], finder: PupilFinder) -> dict[str, int]:
    name = _place(rows, lambda cell, _after: bool(finder.named(cell)))
    apart = _place(rows, lambda cell, after: bool(after and finder.named(f"{cell} {after}")))
    found = {
        CODE: _place(rows, lambda cell, _after: finder.has_code(code_in(cell))),
        NAME: name,
        FAMILY: apart if name is None else None,
        GIVEN: apart + 1 if name is None and apart is not None else None,
    }
    if any(place is not None for place in found.values()):
        found[BORN] = _place(rows, lambda cell, _after: _is_day(cell))
    return {key: place for key, place in found.items() if place is not None}


def _place(rows: Sequence[Sequence[str]], says: Says) -> int | None:
    """The column that says so most often, and in half of the rows at least."""
    counts = Counter(
        at
        for row in rows
        for at, (cell, after) in enumerate(pairwise((*row, "")))
        if cell and says(cell, after)
    )
    place, times = max(counts.items(), key=lambda pair: pair[1], default=(0, 0))
    return place if times >= max(len(rows) * _ENOUGH, 1) else None


def _is_day(text: str) -> bool:
    try:
        return day_of(text) is not None
    except (Unclear, OverflowError):
        return False


def _with_columns(layout: Layout, columns: Sequence[Column]) -> Layout:
    """Of each kind as many as the sheet has, in its order; else none, and the person says which."""
    places = dict(layout.places)
    free = [
        at
        for at in range(layout.width)
        if at not in places.values() and not _is_numbering(layout.texts(at))
    ]
    for kind in CellKind:
        own = [column for column in columns if column.kind == kind]
        alike = [at for at in free if own and fitting.fits(own[0], layout.texts(at))]
        if own and len(alike) == len(own):
            places |= {column.code: at for column, at in zip(own, alike, strict=True)}
    note = _("There are no headings that are known here: please look at which column is which.")
    return replace(layout, places=places, notes=(*layout.notes, note))


def _is_numbering(texts: Sequence[str]) -> bool:
    """1, 2, 3 … as lists count their rows, or a piece of it: 5 to 10 would pass for marks."""
    numbers = [int(said) for text in texts if is_number(said := text.strip(" .)"))]
    counted = range(numbers[0], numbers[0] + len(numbers)) if numbers else ()
    return bool(numbers) and numbers == [*counted] and (numbers[0] == 1 or len(numbers) >= _SOME)
