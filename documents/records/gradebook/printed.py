"""What a gradebook says on paper: the shape of its form, and a text for each slot."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from documents.records.gradebook import form
from documents.records.gradebook.summary import Summary
from people.models import AssessmentPeriod

_LEGEND = (
    "Môn học: T hoàn thành tốt, H hoàn thành, C chưa hoàn thành."
    " Phẩm chất, năng lực: T tốt, Đ đạt, C cần cố gắng."
)


def shape_of(
    summary: Summary, grade: int, period: AssessmentPeriod, sheets: int, *, is_replacing: bool
) -> dict[str, Any]:
    """The same for many books: heads, and as many rows as there are pupils and sheets."""
    heads = form.of(summary, grade, period)
    return {
        **{name: heads[name] for name in ("groups", "results", "is_year")},
        "cells": list(range(1, len(summary.columns) + 1)),
        "rows": list(range(1, len(summary.rows) + 1)),
        "sheets": list(range(1, sheets + 1)),
        "has_notes": any(row["note"] for row in heads["table"]),
        "rows_as": _rows_as(summary),
        "is_replacing": is_replacing,
    }


def _rows_as(summary: Summary) -> str:
    """How high rows are: as the longest text in them needs."""
    rows = summary.rows
    named = {
        "decided": any(row.decided for row in rows),
        "titled": any(row.values.get("award") for row in rows),
        "noted": any(row.note for row in rows),
    }
    return next((name for name, is_there in named.items() if is_there), "")


def texts_of(
    summary: Summary, grade: int, period: AssessmentPeriod, sheets: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    filled = form.of(summary, grade, period)
    table, origin = filled["table"], f"Mẫu {filled['form']}, Phụ lục 2, Thông tư 27/2020/TT-BGDĐT"
    total = f"Danh sách này có {len(table)} học sinh. {_LEGEND} ({origin})"
    return {"total": total, **dict(_rows(table)), **dict(_sheets(sheets))}


def _rows(table: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(table, 1):
        yield f"name-{number}", row["name"]
        for place, cell in enumerate(row["cells"], 1):
            yield f"cell-{number}-{place}", str(cell)
        for name in ("praise", "note"):
            if row[name]:
                yield f"{name}-{number}", row[name]
        if row["result"]:
            yield from _result(number, row)


def _result(number: int, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield f"award-{number}", row["award"]
    for place, tick in enumerate(row["ticks"], 1):
        yield f"tick-{number}-{place}", tick


def _sheets(sheets: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for number, sheet in enumerate(sheets, 1):
        for fact in ("title", "teacher", "at", "sha256"):
            yield f"sheet-{number}-{fact}", sheet[fact]
