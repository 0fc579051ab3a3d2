"""Which rows stand in a text file: its encoding and its separator are found out, not asked."""

import csv
import io
import re
import unicodedata
from collections import Counter

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SEPARATORS = ",;\t|"
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAYS_SEPARATOR = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
_LOOKED_AT = 30


class NotATable(Exception):
    """One word for what is wrong."""


def rows_of(data: bytes, most_rows: int, most_columns: int) -> list[list[str]]:
    text = _decoded(data)
    if _BINARY.search(text):
        raise NotATable("strange")
    said = _SAYS_SEPARATOR.match(text)
    body = text[said.end() :] if said else text
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(body, newline=""), delimiter=_separator(body, said)):
            rows.append(row)
            if len(rows) > most_rows or len(row) > most_columns:
                raise NotATable("rows" if len(rows) > most_rows else "columns")
    except csv.Error:
        raise NotATable("damaged") from None
    return [[]] * bool(said) + rows


def _decoded(data: bytes) -> str:
    """Windows-1258 writes a tone after its vowel: composed again here."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode(_sixteen_bits(data) or "utf-8")
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))


def _sixteen_bits(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of a separator or digit is zero."""
    sample = data[:2000]
    if sample[1::2].count(0) > len(sample) // 8:
        return "utf-16-le"
    return "utf-16-be" if sample[::2].count(0) > len(sample) // 8 else ""


def _separator(text: str, said: "re.Match[str] | None") -> str:
    """The one that cuts most lines into equally many pieces, more than one."""
    if said:
        return said[1]
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:_LOOKED_AT]
    return max(_SEPARATORS, key=lambda separator: _evenness(lines, separator))


def _evenness(lines: list[str], separator: str) -> int:
    pieces = Counter(line.count(separator) for line in lines if separator in line)
    return max((times * min(cuts, 20) for cuts, times in pieces.items()), default=0)
