"""The nine forms of Phụ lục 2, TT 27/2020: which one, its heads in two lines, its rows."""

from itertools import groupby
from typing import Any

from documents.assessment.rules import programme_2018 as programme
from documents.assessment.terms import Period, YearResult
from documents.records.gradebook.summary import BookColumn, BookRow, Summary
from people.models import AssessmentPeriod

_BY_GRADE = {1: 1, 2: 1, 3: 4, 4: 7, 5: 7}
_GROUPS = (
    ("Phẩm chất chủ yếu", programme.QUALITIES),
    ("Năng lực chung", programme.GENERAL_COMPETENCIES),
    ("Năng lực đặc thù", programme.SPECIFIC_COMPETENCIES),
)


def number_of(grade: int, period: Period) -> int:
    """Mẫu 1 to 9: three for each group of grades."""
    place = {Period.TERM_1: 1, Period.YEAR_END: 2}.get(period, 0)
    return _BY_GRADE[grade] + place


def of(summary: Summary, grade: int, period: AssessmentPeriod) -> dict[str, Any]:
    """What the print template needs, in plain data."""
    moment = Period(period.moment)
    groups = [
        {"title": title, "heads": [column.column.title for column in columns]}
        for title, columns in _grouped(summary.columns)
    ]
    is_year = moment == Period.YEAR_END
    return {
        "form": number_of(grade, moment),
        "groups": groups,
        "results": [result.value for result in YearResult] if is_year else [],
        "table": [_row(row, summary.columns) for row in summary.rows],
        "is_year": is_year,
    }


def _grouped(columns: list[BookColumn]) -> list[tuple[str, list[BookColumn]]]:
    return [(title, list(rows)) for title, rows in groupby(columns, key=_group)]


def _group(column: BookColumn) -> str:
    for title, codes in _GROUPS:
        if column.key in codes:
            return title
    return column.sheet


def _row(row: BookRow, columns: list[BookColumn]) -> dict[str, Any]:
    values, result = row.values, row.values.get("result", "")
    return {
        "name": row.name,
        "cells": [values.get(column.key, "") for column in columns],
        "ticks": ["X" if result == each.value else "" for each in YearResult],
        "award": values.get("award", ""),
        "praise": values.get("praise", ""),
        "note": "; ".join(filter(None, (row.note, row.decided.note if row.decided else ""))),
        "result": result,
    }
