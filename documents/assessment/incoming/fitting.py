"""Do these texts look like those of a column? And do all of them stand one column too far?"""

import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from documents.assessment.columns import CellKind, Column
from people.refusals import Problem

_FEW = 3
_FITS, _MISFITS = 0.8, 0.3
_WHOLE_WRITTEN_OUT = re.compile(r"\s*(\d{1,2})[.,]0+\s*", re.ASCII)


def text_for(column: Column, text: str) -> str:
    """As the column reads it: a spreadsheet that shows one decimal copies 9 as “9,0”."""
    found = column.kind == CellKind.MARK and _WHOLE_WRITTEN_OUT.fullmatch(text)
    return found[1] if found else text


def share(column: Column, texts: Sequence[str]) -> float:
    """How many of these are of the column's kind, between 0 and 1; nothing fits no column."""
    return sum(_is_of(column, text) for text in texts) / len(texts) if texts else 0


def fits(column: Column, texts: Sequence[str]) -> bool:
    return share(column, texts) >= _FITS


def _is_of(column: Column, text: str) -> bool:
    """Words are told from letters and numbers by there being more than one of them."""
    if column.kind == CellKind.COMMENT:
        return len(text.split()) > 1
    return not column.read(text_for(column, text)).is_refused


def shifted(
    columns: Sequence[Column], places: Mapping[str, int], texts: Mapping[int, Sequence[str]]
) -> list[Problem]:
    """What says that the table stands beside its headings; `texts` are the filled cells by place."""
    used = [column for column in columns if column.code in places]
    pairs = dict.fromkeys([*_by_kind(used, places, texts), *_by_edges(used, places, texts)])
    return [_shifted(used[first], used[last]) for first, last in pairs]


def _by_kind(
    used: Sequence[Column], places: Mapping[str, int], texts: Mapping[int, Sequence[str]]
) -> Iterator[tuple[int, int]]:
    """The values of a column fit the one beside it, and hardly their own."""
    for at, column in enumerate(used):
        said = texts.get(places[column.code], ())
        if len(said) < _FEW or share(column, said) > _MISFITS:
            continue
        for beside in (at - 1, at + 1):
            if 0 <= beside < len(used) and fits(used[beside], said):
                yield min(at, beside), max(at, beside)


def _by_edges(
    used: Sequence[Column], places: Mapping[str, int], texts: Mapping[int, Sequence[str]]
) -> Iterator[tuple[int, int]]:
    """At one end nothing stands under the heading; beyond the other, values without one."""
    ends = sorted((0, len(used) - 1), key=lambda at: places[used[at].code]) if used else []
    for (empty, full), step in ((ends, 1), (ends[::-1], -1)) if len(used) > 1 else ():
        beyond = places[used[full].code] + step
        said = () if beyond in places.values() else texts.get(beyond, ())
        is_gone = not texts.get(places[used[empty].code])
        if is_gone and len(said) >= _FEW and fits(used[full], said):
            yield 0, len(used) - 1


def _shifted(column: Column, other: Column) -> Problem:
    said = _(
        "The columns seem to be shifted: the values under “%(column)s” and those under “%(other)s” do"
        " not stand where they belong. Say below which column is which, or copy the table again."
    )
    return Problem(said % {"column": column.title, "other": other.title}, "columns_shifted")
