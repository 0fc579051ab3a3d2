"""What a score sheet says on paper: the shape of its form, and a text for each slot."""

from collections.abc import Iterator, Sequence
from typing import Any

from documents.assessment.columns import Column
from documents.records.score_sheet.lines import Line

_LEVELS = {
    False: "Mức đạt được: T hoàn thành tốt, H hoàn thành, C chưa hoàn thành.",
    True: "Mức đạt được: T tốt, Đ đạt, C cần cố gắng.",
}


def shape_of(
    columns: Sequence[Column], lines: Sequence[Line], *, is_traits: bool, is_replacing: bool
) -> dict[str, Any]:
    """The same for many sheets: headings and as many rows as there are pupils."""
    has_words = any(
        column.code in line.values for column in columns if not column.is_short for line in lines
    )
    return {
        "columns": [[column.title, column.is_short] for column in columns],
        "rows": list(range(1, len(lines) + 1)),
        "is_traits": is_traits,
        "is_replacing": is_replacing,
        "has_words": has_words,
    }


def measuring_shape(columns: Sequence[Column], *, is_traits: bool) -> dict[str, Any]:
    """One row: its boxes are as wide and as high as those of a whole class."""
    shape = shape_of(columns, (), is_traits=is_traits, is_replacing=False)
    return {**shape, "rows": [1], "has_words": True}


def slot_of(row: int, columns: Sequence[Column], code: str) -> str:
    """By the name that the form gives to a cell."""
    place = next(at for at, column in enumerate(columns, 1) if column.code == code)
    return f"cell-{row}-{place}"


def texts_of(
    columns: Sequence[Column], lines: Sequence[Line], *, is_traits: bool
) -> dict[str, str]:
    total = (
        f"Danh sách này có {len(lines)} học sinh. {_LEVELS[is_traits]}"
        " (Thông tư 27/2020/TT-BGDĐT, Điều 7)"
    )
    return {"total": total, **dict(_cells(columns, lines))}


def _cells(columns: Sequence[Column], lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    for row, line in enumerate(lines, 1):
        yield f"name-{row}", line.name
        yield f"born-{row}", f"{line.born_on:%d/%m/%Y}"
        for place, column in enumerate(columns, 1):
            text = _text(line, column)
            if text:
                yield f"cell-{row}-{place}", text


def _text(line: Line, column: Column) -> str:
    """Who is not assessed here has a dash, and the reason where there is room for words."""
    if column.code in line.values:
        return str(line.values[column.code])
    if line.note and column.code in line.closed:
        return "–" if column.is_short else line.note
    return ""
