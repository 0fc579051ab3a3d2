"""Spreadsheets as schools have them, made here: .xlsx, .ods, .xls and .csv."""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

HEADINGS = ["STT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Giới tính", "Lớp"]
AN = ["1", "7912345678", "Nguyễn Văn An", date(2018, 5, 3), "Nam", "3A"]
BINH = ["2", "7912345679", "Trần Thị Bình", date(2018, 10, 20), "Nữ", "3A"]
CHI = ["3", "7912345680", "Lê Ngọc Chi", date(2018, 1, 15), "Nữ", "3A"]

Rows = Sequence[Sequence[Any]]


def xlsx(
    sheets: dict[str, Rows], finish: Callable[..., None] | None = None, **options: Any
) -> bytes:
    """`finish(book, sheets by name)` adds what rows alone cannot say: merged cells, hidden sheets."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **options})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    made = {}
    for name, rows in sheets.items():
        made[name] = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                _write(made[name], number, place, cell, day)
    if finish:
        finish(book, made)
    book.close()
    return file.getvalue()


def _write(sheet: Any, number: int, place: int, cell: Any, day: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(number, place, cell, day)
    elif not isinstance(cell, str):
        sheet.write(number, place, cell)
    elif cell:
        sheet.write_string(number, place, cell)


def merged(*ranges: tuple[str, str, str]) -> Callable[..., None]:
    """Merge these ranges of a sheet, each with what it says."""

    def finish(_book: Any, made: dict[str, Any]) -> None:
        for sheet, where, said in ranges:
            made[sheet].merge_range(where, said)

    return finish


def csv(rows: Rows, encoding: str = "utf-8", separator: str = ",", ending: str = "\r\n") -> bytes:
    lines = (separator.join(_said(cell) for cell in row) for row in rows)
    return ending.join(lines).encode(encoding)


def _said(cell: Any) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def ods(sheets: dict[str, Rows], empty_rows_below: int = 0) -> bytes:
    """An OpenDocument file as LibreOffice writes it, down to the repeated empty rows at the end."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
        )
        + (
            f'<table:table-row table:number-rows-repeated="{empty_rows_below}">'
            '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
            if empty_rows_below
            else ""
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _ods_cell(cell: Any) -> str:
    if isinstance(cell, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}">'
            f"<text:p>{cell:%d/%m/%Y}</text:p></table:table-cell>"
        )
    if isinstance(cell, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{cell}">'
            f"<text:p>{cell}</text:p></table:table-cell>"
        )
    return (
        '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(str(cell))}</text:p></table:table-cell>"
    )


def zipped(members: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def xls(name: str, rows: Rows, *, protected: bool = False) -> bytes:
    """An Excel 97 file with one sheet: BIFF8 records in a compound file."""
    globals_ = [_record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))]
    if protected:
        globals_.append(_record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48)))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    before = b"".join(globals_)
    end = _record(0x0A, b"")
    start = len(before) + 4 + 6 + len(title) + len(end)
    sheet = _record(0x85, struct.pack("<IBB", start, 0, 0) + title)
    book = before + sheet + end + _record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0))
    for number, row in enumerate(rows):
        book += b"".join(_xls_cell(number, place, cell) for place, cell in enumerate(row))
    return _compound(book + end)


def _xls_cell(row: int, place: int, cell: Any) -> bytes:
    where = struct.pack("<HHH", row, place, 0)
    if isinstance(cell, date):
        cell = (cell - date(1899, 12, 30)).days
    if isinstance(cell, int | float):
        return _record(0x203, where + struct.pack("<d", cell))
    if not cell:
        return b""
    said = str(cell)
    return _record(0x204, where + struct.pack("<HB", len(said), 1) + said.encode("utf-16-le"))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _compound(stream: bytes, name: str = "Workbook") -> bytes:
    """The smallest compound file (OLE) with one stream: its table, its folder, then the stream."""
    stream = stream.ljust(4096, b"\0")
    stream += bytes(-len(stream) % 512)
    sectors = len(stream) // 512
    tables = 1 + (sectors + 2) // 127
    end, free, own = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    first = tables + 1
    chain = [own] * tables + [end] + [first + n + 1 for n in range(sectors - 1)] + [end]
    chain += [free] * (tables * 128 - len(chain))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0, 4096, end, 0, end, 0
    )
    head += struct.pack("<109I", *range(tables), *[free] * (109 - tables))
    folder = _entry("Root Entry", 5, 1, end, 0) + _entry(name, 2, free, first, len(stream))
    return head + struct.pack(f"<{len(chain)}I", *chain) + folder.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    said = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    return (
        said.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(said) + 2, kind, 1, none, none, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
