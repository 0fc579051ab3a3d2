"""What the forms of a sheet send: rows with their versions and cells, or what a table is taken for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from documents.assessment.columns import Column
from documents.assessment.entering import TypedRow, cell_key
from documents.assessment.incoming.carrying import Carried
from documents.assessment.incoming.tables import MOST_COLUMNS, IncomingTable
from documents.records.score_sheet.lines import Line
from people.digits import is_number

# What no cell can need; a longer text is cut by nobody, it is refused where it is read.
_LONGEST = 4000


def typed_rows(
    data: Mapping[str, str], lines: Iterable[Line], columns: Iterable[Column]
) -> Iterator[TypedRow]:
    """The rows that were sent; a row without its version was not on the screen."""
    codes = [column.code for column in columns]
    for line in lines:
        seen = data.get(f"v{line.pupil}", "")
        if is_number(seen):
            texts = {
                code: data[name][:_LONGEST]
                for code in codes
                if (name := cell_key(line.pupil, code)) in data
            }
            yield TypedRow(line.pupil, int(seen), texts)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page that shows a table sends: which one, what its columns are, and what to do with it."""

    table: int = 0
    columns: dict[int, str] | None = None
    """By place; nothing before anybody chose, or where another table is to be shown."""
    seen: str = ""
    act: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Self:
        table, shown = data.get("which", "0"), data.get("shown", "")
        columns = {at: data[name] for at in range(MOST_COLUMNS) if (name := f"k{at}") in data}
        return cls(
            int(table) if is_number(table) else 0,
            columns if columns and table == shown else None,
            data.get("seen", ""),
            data.get("act", ""),
        )

    def table_of(self, carried: Carried) -> IncomingTable:
        return carried.tables[self.table if self.table < len(carried.tables) else 0]
