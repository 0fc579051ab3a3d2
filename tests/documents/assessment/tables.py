"""Sheets and tables for tests: pupils of a class, and what somebody copied from Excel."""

from collections.abc import Iterable
from datetime import date

from documents.assessment.columns import subject_columns, trait_columns
from documents.assessment.incoming.comparing import Comparison, SheetToFill, compare
from documents.assessment.incoming.matching import PupilRow
from documents.assessment.incoming.tables import from_clipboard
from documents.assessment.terms import Period

AN, BINH, CUC, HOA = "Nguyễn Thị An", "Trần Văn Bình", "Lê Thị Cúc", "Đỗ Thị Hòa"
NAMES = (AN, BINH, CUC, HOA)
MARK = "0f3a6a3e-0000-4000-8000-000000000001"


def pupils(*names: str, values: dict[str, dict[str, str | int]] | None = None) -> list[PupilRow]:
    """No. 1 has the code 0800000001 and was born on 1 March 2018, no. 2 …2 and on the 2nd."""
    entered = values or {}
    return [
        PupilRow(
            number,
            100 + number,
            name,
            date(2018, 3, number),
            f"080000000{number}",
            entered.get(name, {}),
            len(entered.get(name, {})),
        )
        for number, name in enumerate(names or NAMES, 1)
    ]


def of_subject(rows: list[PupilRow] | None = None, subject: str = "Toán") -> SheetToFill:
    """Level, mark and comment."""
    columns = subject_columns("TOAN", 4, Period.TERM_1)
    return SheetToFill(columns, rows or pupils(), MARK, subject)


def of_traits(rows: list[PupilRow] | None = None) -> SheetToFill:
    return SheetToFill(trait_columns(4, Period.TERM_1), rows or pupils(), MARK)


def copied(rows: Iterable[Iterable[str]]) -> str:
    return "\r\n".join("\t".join(row) for row in rows) + "\r\n"


def pasted(rows: Iterable[Iterable[str]], sheet: SheetToFill | None = None) -> Comparison:
    return compare(from_clipboard(copied(rows)), sheet or of_subject())


def would_change(compared: Comparison) -> dict[str, dict[str, str]]:
    return {
        row.pupil.name: {cell.column.code: cell.after for cell in row.changes}
        for row in compared.changing
        if row.pupil
    }


def codes_of(compared: Comparison) -> list[str]:
    return [problem.code for problem in compared.problems]
