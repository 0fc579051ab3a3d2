"""What of a file was left aside: sheets, columns and rows."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from people.imports.tables import Table
from people.imports.workbook import Workbook

_MOST = 12


def notes_on(book: Workbook, tables: Sequence[Table], unused: Iterable[str] = ()) -> list[str]:
    """`unused` are columns that were known, and of no use here."""
    return list(dict.fromkeys(_notes(book, tables, unused)))


def _notes(book: Workbook, tables: Sequence[Table], known: Iterable[str]) -> Iterator[str]:
    used = {table.sheet for table in tables}
    aside = [sheet.name for sheet in book.sheets if sheet.rows and sheet.name not in used]
    if aside:
        yield _("Sheets without such a table were left aside: %s.") % _listed(aside)
    unused = dict.fromkeys([*known, *(label for table in tables for label in table.heading.unused)])
    if unused:
        yield _("Columns that are not kept: %s.") % _listed(list(unused))
    for table in tables:
        if table.passed_over:
            yield _("“%(sheet)s”: rows passed over as titles, totals or signatures: %(rows)s.") % {
                "sheet": table.sheet,
                "rows": _listed([str(number) for number in table.passed_over]),
            }


def _listed(words: list[str]) -> str:
    return ", ".join(words[:_MOST]) + (", …" if len(words) > _MOST else "")
