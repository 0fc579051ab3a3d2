"""What a sheet's form sends: a version for each pupil's row, and the text of each cell."""

from collections.abc import Iterable, Iterator, Mapping

from documents.assessment.columns import Column
from documents.assessment.entering import TypedRow
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
                if (name := cell_name(line.pupil, code)) in data
            }
            yield TypedRow(line.pupil, int(seen), texts)


def cell_name(pupil: int, code: str) -> str:
    return f"c{pupil}-{code}"
