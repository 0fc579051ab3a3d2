"""Which row holds the headings, and which column is what? Schools write them in many ways."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from people.imports.workbook import Cell, Sheet
from people.names import nfc

LOOKED_AT = 15
_LONGEST = 90
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
# Whose heading it is where one says "Father" over "Name | Year of birth", or says it no more.
_KIN = {"cha": "cha|bo", "me": "me", "giam ho": "(?:nguoi )?(?:giam ho|do dau)"}
BOTH = "cha me"
_KIN_SAID = {kin: re.compile(rf"\b(?:{words})\b") for kin, words in _KIN.items()}
# What follows a parent's name without saying whose it is.
_FOLLOWS = re.compile(
    r"nam sinh|nghe( nghiep)?|(so )?(dien thoai|dt|sdt)( di dong| lien (he|lac))?"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its key, and the headings it goes by: without tones, case and dots."""

    key: str
    pattern: str
    # Taken for that column where there is no such one.
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the headings stand, where each column is, and what nobody asked for."""

    first_row: int
    last_row: int
    columns: dict[str, int]
    labels: dict[str, str]
    unused: tuple[str, ...]
    # The columns that come a second time: another list beside the first.
    again: dict[str, int]


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Without tones, case, dots and asterisks: "Họ và tên (*)" is "ho va ten"."""
    bare = unicodedata.normalize("NFD", nfc(text).lower().replace("đ", "d").replace("ð", "d"))
    return " ".join(
        re.findall("[a-z0-9]+", "".join(c for c in bare if not "\u0300" <= c <= "\u036f"))
    )


def find_heading(sheet: Sheet, columns: Sequence[Column], needed: Sequence[str]) -> Heading | None:
    """The row, or pair of rows, of the first fifteen in which most columns are recognised."""
    recognise = _recogniser(tuple(columns))
    lines = [_labels(sheet, row) for row in range(min(LOOKED_AT + 1, len(sheet.rows)))]
    found = [_one_row(row, line, recognise) for row, line in enumerate(lines[:LOOKED_AT])]
    # A title above the headings adds nothing to them: of equals, one row is better than two.
    found += [
        _two_rows(row, upper, lower, recognise)
        for row, (upper, lower) in enumerate(pairwise(lines))
        if any(upper)
    ]
    best = max(found, key=lambda heading: len(heading.columns), default=None)
    if best is None or len(best.columns) < 2 or not any(key in best.columns for key in needed):
        return None
    for column in columns:
        if column.stands_for:
            _stand_in(best, column.key, column.stands_for)
    return best


def _stand_in(heading: Heading, key: str, missing: str) -> None:
    if key in heading.columns and missing not in heading.columns:
        heading.columns[missing] = heading.columns.pop(key)
        heading.labels[missing] = heading.labels.pop(key)


Recognise = Callable[[str], str]


@lru_cache(maxsize=8)
def _recogniser(columns: tuple[Column, ...]) -> Recognise:
    """One for all sheets: fifty classes have the same headings."""
    patterns = [(column.key, re.compile(column.pattern)) for column in columns]

    @lru_cache(maxsize=5_000)
    def recognise(label: str) -> str:
        if kin_of(label) == BOTH:
            return ""
        for said in dict.fromkeys((plain(label), plain(_BRACKETS.sub(" ", label)))):
            for key, pattern in patterns:
                if said and pattern.fullmatch(said):
                    return key
        return ""

    return recognise


def _labels(sheet: Sheet, row: int) -> list[str]:
    """The texts of a row; a merged one stands in each of its columns."""
    texts = [_label(cell) for cell in sheet.rows[row]]
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and top < len(sheet.rows) and left < len(texts):
            said = sheet.rows[top][left] if left < len(sheet.rows[top]) else None
            texts[left : right + 1] = [_label(said)] * (min(right + 1, len(texts)) - left)
    return texts


def _label(cell: Cell) -> str:
    return cell if isinstance(cell, str) and len(cell) <= _LONGEST else ""


def _one_row(row: int, line: list[str], recognise: Recognise) -> Heading:
    keys, kin = [], ""
    for label in line:
        key, kin = _in_its_place(label, kin, recognise)
        keys.append(key)
    return _heading(row, row, keys, line)


def _in_its_place(label: str, kin: str, recognise: Recognise) -> tuple[str, str]:
    """The key of a heading, and whose parent's columns these are now."""
    said = kin_of(label)
    if kin and not said and _FOLLOWS.fullmatch(plain(_BRACKETS.sub(" ", label))):
        return recognise(f"{kin} {label}"), kin
    return recognise(label), said


def kin_of(label: str) -> str:
    """Whose heading this is; of both parents it is nobody's, for one name is kept of each."""
    said = plain(label)
    found = [kin for kin, words in _KIN_SAID.items() if words.search(said)]
    return BOTH if BOTH.split() == found[:2] else next(iter(found), "")


def _two_rows(row: int, upper: list[str], lower: list[str], recognise: Recognise) -> Heading:
    keys, labels, group = [], [], ""
    for place in range(max(len(upper), len(lower))):
        over = upper[place] if place < len(upper) else ""
        under = lower[place] if place < len(lower) else ""
        # Without ranges (.ods, .csv) a group is a heading with nothing to its right.
        group = over or (group if under else "")
        keys.append(_key_of_pair(group, under, recognise))
        labels.append(under if over == under else f"{group} {under}".strip())
    return _heading(row, row + 1, keys, labels)


def _key_of_pair(over: str, under: str, recognise: Recognise) -> str:
    if not under or over == under:
        return recognise(over)
    both = f"{kin_of(over) or over} {under}"
    return recognise(both) or ("" if kin_of(over) else recognise(under))


def _heading(first: int, last: int, keys: list[str], labels: list[str]) -> Heading:
    columns: dict[str, int] = {}
    unused: list[str] = []
    again: dict[str, int] = {}
    for place, (key, label) in enumerate(zip(keys, labels, strict=True)):
        if key and key not in columns:
            columns[key] = place
        elif label and not _beside_itself(key, columns, place):
            unused.append(nfc(label))
            again |= {key: place} if key and key not in again else {}
    named = {key: nfc(labels[place]) for key, place in columns.items()}
    return Heading(first, last, columns, named, tuple(dict.fromkeys(unused)), again)


def _beside_itself(key: str, columns: dict[str, int], place: int) -> bool:
    """The second column under one merged heading: "Full name" over surname and given name."""
    return bool(key) and columns.get(key) == place - 1
