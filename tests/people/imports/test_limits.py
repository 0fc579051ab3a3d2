"""Is what is far too large, damaged, disguised or hostile refused quickly, each with its own sentence?"""

import io
import struct
import zipfile

import pytest

from people import sandbox
from people.imports import workbook
from people.imports.workbook import MOST_BYTES, UnreadableFile, open_workbook
from tests import cpu
from tests.people.imports.sheets import AN, HEADINGS, csv, ods, xls, xlsx, zipped
from tests.refused import refused

SECONDS = 4  # of work, mostly the reader's start


def a_million_rows() -> bytes:
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1_000_001)
    )
    return _with_sheet(b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")


def _with_sheet(sheet: bytes) -> bytes:
    """A whole file of which one sheet is replaced."""
    file, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(xlsx({"3A": [HEADINGS, AN]})))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            archive.writestr(name, sheet if is_sheet else source.read(name))
    return file.getvalue()


def _one_cell_at(where: str, row: int) -> bytes:
    return _with_sheet(
        b"<worksheet><sheetData>"
        + f'<row r="{row}"><c r="{where}"><v>1</v></c></row>'.encode()
        + b"</sheetData></worksheet>"
    )


def a_bomb() -> bytes:
    return zipped({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": bytes(300_000_000)})


def a_bomb_that_lies() -> bytes:
    """Says that it holds a kilobyte, and holds 150 megabytes."""
    bomb = bytearray(zipped({"xl/workbook.xml": "<a/>", "xl/worksheets/a.xml": bytes(150_000_000)}))
    size = struct.pack("<I", 150_000_000)
    return bytes(bomb.replace(size, struct.pack("<I", 1_000)))


def a_cell_of_90_megabytes() -> bytes:
    return _with_sheet(
        b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
        + b"a" * 90_000_000
        + b"</t></is></c></row></sheetData></worksheet>"
    )


def many_sheets() -> bytes:
    return xlsx({f"s{number}": [["x"]] for number in range(81)})


FILES = {
    "a million rows": (a_million_rows, "sheet_rows"),
    "20,001 rows of text": (
        lambda: csv([["a", "b"]] * 20_001),
        "sheet_rows",
    ),
    "one cell at the very end": (lambda: _one_cell_at("XFD1048576", 1_048_576), "sheet_rows"),
    "one cell far to the right": (lambda: _one_cell_at("XFD3", 3), "sheet_columns"),
    "201 columns of text": (lambda: csv([["a"] * 201] * 3), "sheet_columns"),
    "a zip bomb": (a_bomb, "sheet_inflated"),
    "a zip bomb that lies": (a_bomb_that_lies, "sheet_damaged"),
    "a cell of 90 MB": (a_cell_of_90_megabytes, "sheet_cell"),
    "a cell just too long": (lambda: csv([["a" * 32_768, "b"]] * 2), "sheet_cell"),
    "one text in all cells": (lambda: xlsx({"s": [["a" * 32_767]] * 700}), "sheet_inflated"),
    "a thousand members": (lambda: zipped({str(n): "" for n in range(1_100)}), "sheet_inflated"),
    "too many sheets": (many_sheets, "sheet_sheets"),
    "more than 10 MB": (lambda: bytes(MOST_BYTES + 1), "file_too_large"),
    "nothing": (lambda: b"", "sheet_empty"),
    "a mark of UTF-8 and nothing": (lambda: b"\xef\xbb\xbf\r\n", "sheet_empty"),
    "half a file": (lambda: xlsx({"3A": [HEADINGS, AN]})[:-200], "sheet_damaged"),
    "half of Excel 97": (lambda: xls("3A", [HEADINGS, AN])[:1500], "sheet_damaged"),
    "a web page": (lambda: b"\xef\xbb\xbf <!DOCTYPE html><table><tr><td>STT", "sheet_markup"),
    "Excel 2003's XML": (lambda: b'<?xml version="1.0"?><Workbook></Workbook>', "sheet_markup"),
    "a password, new": (
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") * 40,
        "sheet_encrypted",
    ),
    "a password, old": (lambda: xls("3A", [HEADINGS, AN], protected=True), "sheet_encrypted"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "sheet_strange"),
    "a letter": (lambda: zipped({"word/document.xml": "<a/>"}), "sheet_strange"),
    "an OpenDocument letter": (
        lambda: zipped(
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}
        ),
        "sheet_strange",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_with_its_sentence_and_soon(name: str) -> None:
    make, code = FILES[name]
    data = make()
    with cpu.at_most(SECONDS), refused(code):
        open_workbook(data)


def test_a_repeated_row_of_text_in_an_open_document_does_not_fill_the_memory() -> None:
    data = ods({"3A": [HEADINGS, AN]}, empty_rows_below=1)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml").decode()
        kind = archive.read("mimetype")
    repeated = content.replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">', 1
    )
    with cpu.at_most(SECONDS), pytest.raises(UnreadableFile):
        open_workbook(zipped({"mimetype": kind, "content.xml": repeated}))


def test_a_reader_that_dies_is_a_sentence_and_so_is_a_machine_without_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for work in ("people.imports.export", "people.nowhere"):  # the first asks for Django, in vain
        monkeypatch.setattr(workbook, "_WORK", work)
        with refused("sheet_damaged"):
            open_workbook(b"a,b")
    monkeypatch.undo()
    monkeypatch.setattr(sandbox, "_PATIENCE", 1e-6)
    with refused("sheet_busy"):
        open_workbook(b"a,b")
