"""How lists call a class: "Lớp 3 A" and "3a" are one; 1D and 1Đ are two, and 1/1 and 11 are, too."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from people.imports.headings import plain
from people.models import SchoolClass
from people.names import nfc

T = TypeVar("T", str, SchoolClass)
_BAR = "dd"
# What parts two numbers of a name; anywhere else it parts nothing.
_PARTED = re.compile(r"(?<=\d)(\s*[/.–_-]\s*|\s+)(?=\d)")
_PARTS = {"": "/", "–": "-", "_": "-"}


def bare(text: str) -> str:
    """As `plain`, but the bar of đ is kept, as a second d, and what parts two numbers."""
    pieces = _PARTED.split(text.lower().replace("đ", _BAR).replace("ð", _BAR))
    numbers, between = map(plain, pieces[::2]), [part.strip() for part in pieces[1::2]]
    ends = [*(_PARTS.get(part, part) for part in between), ""]
    return "".join(number + end for number, end in zip(numbers, ends, strict=True))


def spelt(name: str) -> str:
    """The class that a `bare` name makes: "3 a" is 3A."""
    return name.replace(" ", "").removeprefix("lop").replace(_BAR, "đ").upper()


def key_of(name: str) -> str:
    return _PARTED.sub("/", bare(name)).removeprefix("lop").replace(" ", "")


def by_name(classes: Iterable[T]) -> dict[str, T]:
    """Each by its key; 1Đ also as 1D where there is no 1D, for who types without Vietnamese letters."""
    there = list(classes)
    named = {key_of(str(one)): one for one in there}
    for one in list(named.values()):
        named.setdefault(loose_key_of(str(one)), one)
    return named | {_as_written(str(one)): one for one in there}


def meant_by(said: str, named: Mapping[str, T]) -> T | None:
    """Of what `by_name` found: the very name before one that is only like it."""
    return named.get(_as_written(said)) or named.get(key_of(said))


def _as_written(name: str) -> str:
    return nfc(name).lower()


def loose_key_of(name: str) -> str:
    return key_of(name.lower().replace("đ", "d").replace("ð", "d"))


def told_apart(classes: Iterable[T]) -> list[T]:
    """Those that a heading without its bar still means alone."""
    there = list(classes)
    meant = Counter(loose_key_of(str(one)) for one in there)
    return [one for one in there if meant[loose_key_of(str(one))] == 1]


def heading_of(name: str) -> str:
    """The pattern of a `plain` heading that means this class: 1/1 stands there as "1 1"."""
    letters = r"\s?".join(loose_key_of(name)).replace(r"\s?/\s?", " ")
    return re.sub(r"(?<=\d)\\s\?(?=\d)", "", letters)
