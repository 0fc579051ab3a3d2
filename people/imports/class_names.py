"""How lists call a class: "Lớp 3 A" and "3a" are one; 1D and 1Đ are two."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from people.imports.headings import plain
from people.models import SchoolClass

T = TypeVar("T", str, SchoolClass)
_BAR = "dd"


def bare(text: str) -> str:
    """As `plain`, but the bar of đ is kept, as a second d."""
    return plain(text.lower().replace("đ", _BAR).replace("ð", _BAR))


def spelt(name: str) -> str:
    """The class that a `bare` name makes: "3 a" is 3A."""
    return name.replace(" ", "").removeprefix("lop").replace(_BAR, "đ").upper()


def key_of(name: str) -> str:
    return bare(name).removeprefix("lop").replace(" ", "")


def by_name(classes: Iterable[T]) -> dict[str, T]:
    """Each by its key; 1Đ also as 1D where there is no 1D, for who types without Vietnamese letters."""
    named = {key_of(str(one)): one for one in classes}
    for one in list(named.values()):
        named.setdefault(loose_key_of(str(one)), one)
    return named


def loose_key_of(name: str) -> str:
    return plain(name).removeprefix("lop").replace(" ", "")


def told_apart(classes: Iterable[T]) -> list[T]:
    """Those that a heading without its bar still means alone."""
    there = list(classes)
    meant = Counter(loose_key_of(str(one)) for one in there)
    return [one for one in there if meant[loose_key_of(str(one))] == 1]
