"""Which rows of a table are pupils, and which of its columns is what."""

from dataclasses import dataclass, field

from people.imports.cells import Unclear, code_of


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows and places are counted from 0; `places` are by the code of a column, or what says who it is."""

    rows: list[list[str]]
    pupils: tuple[int, ...]
    places: dict[str, int]
    labels: dict[int, str] = field(default_factory=dict)
    passed_over: tuple[int, ...] = ()
    above: str = ""
    """What stands over the headings."""
    notes: tuple[str, ...] = ()

    def cell(self, row: int, key: str) -> str:
        at = self.places.get(key, -1)
        return self.rows[row][at] if 0 <= at < len(self.rows[row]) else ""

    def texts(self, place: int) -> list[str]:
        """What is said in this column, pupil by pupil; empty cells left out."""
        cells = (self.rows[row][place] for row in self.pupils if place < len(self.rows[row]))
        return [cell for cell in cells if cell]

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


def code_in(text: str) -> str:
    """As it was before a spreadsheet took it for a number; nothing where its digits are lost."""
    try:
        return code_of(text)
    except Unclear:
        return ""
