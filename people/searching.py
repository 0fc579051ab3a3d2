"""How typed words find names and titles: with tone marks or without, in small letters or capitals."""

import re
import unicodedata
from functools import lru_cache

from django.db.models import Q

from people.names import nfc

_LONGEST = 100
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_LETTERS = ["d", "đ"] + [
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in _TONES
]


def holding(sought: str, *fields: str) -> Q:
    """Each word that was typed begins a word in one of these fields; nothing typed holds for all.

    A letter finds itself with more marks than were typed, never with fewer: “e” finds “ê” and “ế”,
    “ê” finds “ế”, “ế” finds itself alone. No database compares letters so by itself.
    """
    every = Q()
    for word in nfc(sought)[:_LONGEST].split():
        spelled = r"(^|\W)" + "".join(map(_as_typed, word.lower()))
        any_field = Q()
        for field in fields:
            any_field |= Q(**{f"{field}__regex": spelled})
        every &= any_field
    return every


@lru_cache(maxsize=500)
def _as_typed(letter: str) -> str:
    """A regular expression for it, in small and capital, which SQLite and PostgreSQL read alike."""
    if not letter.isalpha():
        return re.escape(letter)
    base, marks = _taken_apart(letter)
    more = {
        one for one in _LETTERS if _taken_apart(one)[0] == base and _taken_apart(one)[1] >= marks
    }
    both = sorted({form for one in {letter, *more} for form in (one, one.upper())})
    return f"[{''.join(both)}]"


def _taken_apart(letter: str) -> tuple[str, frozenset[str]]:
    apart = unicodedata.normalize("NFD", letter.replace("đ", "d\u0335"))
    return apart[0], frozenset(apart[1:])
