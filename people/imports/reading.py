"""What stands in this spreadsheet? Sheets and rows in JSON, as `people.sandbox` runs it."""

import datetime
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from people.imports import delimited

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS, MOST_CELLS = 20_000, 200, 80, 1_000_000
MOST_INFLATED, MOST_MEMBERS = 100 * 1024 * 1024, 1_000
# Letters in a cell, as Excel has it, and in all of them: one text may stand in every cell.
MOST_IN_A_CELL, MOST_LETTERS = 32_767, 20_000_000
_CHUNK = 256 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKUP = re.compile(rb"<(!doctype html|html|head|body|table|meta|div|\?xml|!--)", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row [^>]*?\br=\"(\d+)\"")
# A workbook of Excel 97 whose first record after the beginning is the one of a password.
_LOCKED = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml|content\.xml")


class Unreadable(Exception):
    """One word for what is wrong with the file."""


def read(data: bytes) -> dict[str, Any]:
    """Sheets as lists of rows. Told apart by what the bytes are, whatever the file was called."""
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \r\n\t"):
        raise Unreadable("empty")
    if data.startswith(b"PK"):
        return _from_zip(data)
    if data.startswith(_OLE):
        return _from_ole(data)
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf").lstrip()[:64]):
        raise Unreadable("markup")
    rows = _from_text(data)
    _letters_in(rows)
    return {"sheets": [{"name": "", "rows": rows, "merged": []}], "mac_dates": False}


def _from_zip(data: bytes) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = _kind(archive)
            return _from_library(data, _looked_through(archive, kind))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error):
        raise Unreadable("damaged") from None


def _kind(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    names = {member.filename for member in members}
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_INFLATED:
        raise Unreadable("inflated")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "spreadsheet" in archive.read("mimetype").decode("latin-1"):
        return "ods"
    raise Unreadable("strange")


def _looked_through(archive: zipfile.ZipFile, kind: str) -> bool:
    """Is every member whole and as large as it says, and no sheet too long? Does it count from 1904?"""
    for member in archive.infolist():
        rows, tail = 0, b""
        with archive.open(member) as opened:
            while chunk := opened.read(_CHUNK):
                _check_short_texts(member, chunk)
                rows += chunk.count(b"<row ") + chunk.count(b"<table:table-row")
                tail = chunk if len(chunk) > _CHUNK // 2 else tail[-_CHUNK:] + chunk
        last = [int(number) for number in _ROW.findall(tail)[-1:]]
        if _SHEET.fullmatch(member.filename) and max([rows, *last]) > MOST_ROWS:
            raise Unreadable("rows")
    return kind == "xlsx" and b'date1904="1"' in archive.read("xl/workbook.xml")


def _check_short_texts(member: zipfile.ZipInfo, chunk: bytes) -> None:
    """A cell that fills a whole chunk is not even shown to the library, which would copy it often."""
    if len(chunk) == _CHUNK and b"<" not in chunk and member.filename.endswith(".xml"):
        raise Unreadable("cell")


def _from_ole(data: bytes) -> dict[str, Any]:
    if "EncryptedPackage".encode("utf-16-le") in data or _LOCKED.search(data):
        raise Unreadable("encrypted")
    return _from_library(data, mac_dates=False)


def _from_library(data: bytes, mac_dates: bool) -> dict[str, Any]:  # noqa: FBT001
    import python_calamine as calamine  # noqa: PLC0415 a text file needs no library

    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            sheets = list(_sheets(book, calamine))
    except calamine.PasswordError:
        raise Unreadable("encrypted") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise Unreadable("damaged") from None
    return {"sheets": sheets, "mac_dates": mac_dates}


def _sheets(book: Any, calamine: Any) -> Iterator[dict[str, Any]]:
    """The sheets that can be seen: hidden ones hold the lists that drop-down cells choose from."""
    seen = [
        about.name
        for about in book.sheets_metadata
        if about.visible == calamine.SheetVisibleEnum.Visible
        and about.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if len(seen) > MOST_SHEETS:
        raise Unreadable("sheets")
    cells = letters = 0
    for name in seen:
        sheet = book.get_sheet_by_name(name)
        cells += sheet.total_height * sheet.total_width
        _fits(sheet, cells)
        rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        letters += _letters_in(rows)
        if letters > MOST_LETTERS:
            raise Unreadable("inflated")
        merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or ()]
        yield {"name": name, "rows": rows, "merged": merged}


def _fits(sheet: Any, cells: int) -> None:
    if sheet.total_height > MOST_ROWS:
        raise Unreadable("rows")
    if sheet.total_width > MOST_COLUMNS:
        raise Unreadable("columns")
    if cells > MOST_CELLS:
        raise Unreadable("inflated")


def _letters_in(rows: Sequence[Sequence[Any]]) -> int:
    """How many letters their texts have. Raises Unreadable where one of them has too many."""
    lengths = [len(cell) for row in rows for cell in row if isinstance(cell, str)]
    if max(lengths, default=0) > MOST_IN_A_CELL:
        raise Unreadable("cell")
    return sum(lengths)


def _plain(cell: Any) -> Any:
    """A date becomes a list, so that no text can pass for one."""
    if isinstance(cell, datetime.datetime | datetime.date):
        return [cell.isoformat()[:10]]
    if isinstance(cell, datetime.time | datetime.timedelta):
        return str(cell)
    return cell


def _from_text(data: bytes) -> list[list[str]]:
    try:
        return delimited.rows_of(data, MOST_ROWS, MOST_COLUMNS)
    except delimited.NotATable as fault:
        raise Unreadable(str(fault)) from None


def answer(_request: Mapping[str, Any], data: bytes) -> bytes:
    try:
        found = read(data)
    except Unreadable as fault:
        found = {"fault": str(fault)}
    return json.dumps(found).encode()
