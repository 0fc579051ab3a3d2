"""An uploaded spreadsheet as sheets and rows, or a sentence why it cannot be read."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from people import sandbox
from people.refusals import Refusal

MOST_BYTES = 10 * 1024 * 1024
_WORK, _SECONDS = "people.imports.reading", 8
_DAMAGED = gettext_noop(
    "This file is damaged, or far too large when unpacked."
    " Open it in Excel, save it under a new name and upload that."
)
_SENTENCES = {
    "empty": gettext_noop("This file is empty."),
    "encrypted": gettext_noop("This file is protected by a password. Save it without one."),
    "markup": gettext_noop(
        "This is a web page that was named like a spreadsheet. Open it in Excel and save it as .xlsx."
    ),
    "strange": gettext_noop(
        "This is no spreadsheet. Upload a file saved as .xlsx, .xls, .ods or .csv."
    ),
    "inflated": gettext_noop(
        "This file is far too large when unpacked. Is it really a list of people?"
    ),
    "rows": gettext_noop(
        "A sheet has more than 20,000 rows; empty rows with borders count, too."
        " Copy the table into a new file."
    ),
    "columns": gettext_noop("A sheet has more than 200 columns. Copy the table into a new file."),
    "cell": gettext_noop(
        "A cell holds more than 32,767 letters, and no list of people does. Empty it, and save the file."
    ),
    "sheets": gettext_noop("This file has more than 80 sheets."),
    "busy": gettext_noop("The machine is busy. Try again in a few minutes."),
}
# What a formula that failed leaves behind, also as a text in .csv or pasted.
_FAILED = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)

# A date of a spreadsheet is a date; a text, number or tick is what it is.
Cell = str | int | float | bool | date | None


class UnreadableFile(Refusal):
    """The file cannot be read; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: list[list[Cell]]
    # First row, first column, last row, last column of each merged range, counted from 0.
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    sheets: tuple[Sheet, ...]
    mac_dates: bool = False  # days are counted from 1904, as old Macs did


def open_workbook(data: bytes) -> Workbook:
    """The visible sheets. Raises UnreadableFile with a sentence, whatever the bytes are.

    The reading happens in the sandbox, which may die of it.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile(_("This file is too large: 10 MB are allowed."), "file_too_large")
    found = _found_in(data)
    if "fault" in found:
        fault = found["fault"]
        raise UnreadableFile(_(_SENTENCES.get(fault, _DAMAGED)), f"sheet_{fault}")
    return Workbook(
        tuple(
            Sheet(
                one["name"],
                [[_cell(value) for value in row] for row in one["rows"]],
                tuple(tuple(each) for each in one["merged"]),
            )
            for one in found["sheets"]
        ),
        found["mac_dates"],
    )


def _found_in(data: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(sandbox.run(_WORK, data, seconds=_SECONDS))
    except sandbox.Busy:
        return {"fault": "busy"}
    except (sandbox.NoAnswer, ValueError):
        return {"fault": "damaged"}
    return found


def _cell(value: Any) -> Cell:
    """What reading.py wrote: a date is a list of one text there."""
    if isinstance(value, list):
        return date.fromisoformat(value[0])
    return None if value == "" or value in _FAILED else value
