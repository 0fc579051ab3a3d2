"""How Vietnamese names are written, taken apart and put in order: on screen, in tables, on paper."""

import re
import unicodedata
from typing import Any

from django.db import models

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Digits and capitals alone, so that every database's collation puts them in the same order; "0"
# parts names and comes before any letter.
_CODES = dict(zip(_LETTERS, "123456789ABCDEFGHIJKLMNOPQRSTUVWX", strict=True))
# The order of the dictionaries: level, grave, hook, tilde, acute, dot.
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_SHAPES = {"\u0306", "\u0302", "\u031b"}
# Spaces without width, and marks of the direction of writing, which turn a name around on screen.
_UNSEEN = dict.fromkeys(
    [
        *map(ord, "\u00ad\u061c\u180e\u2060\ufeff"),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)


# Control characters that part no words, and halves of characters: never part of a text.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


def nfc(text: str) -> str:
    """Composed, without what cannot be seen, with single spaces."""
    said = _NO_TEXT.sub("", text.translate(_UNSEEN))
    return " ".join(unicodedata.normalize("NFC", said).split())


def split_name(full: str) -> tuple[str, str, str]:
    """Surname, middle name and given name of a name written in one; a single word is given."""
    surname, *middle = nfc(full).split(" ")
    if not middle:
        return "", "", surname
    return surname, " ".join(middle[:-1]), middle[-1]


PART_LENGTHS = (40, 60, 40)


def is_too_long(full: str) -> bool:
    """One of its parts would not fit where pupils' names are kept: surname, middle, given name."""
    return any(len(part) > most for part, most in zip(split_name(full), PART_LENGTHS, strict=True))


def join_name(surname: str, middle_name: str, given_name: str) -> str:
    return nfc(f"{surname} {middle_name} {given_name}")


def name_key(surname: str, middle_name: str, given_name: str) -> str:
    """What Vietnamese lists are sorted by: given name, then surname, then middle name.

    Within each, letters decide first (a ă â, d đ, e ê, o ô ơ, u ư), tones only between equal letters.
    """
    return "0".join(_key(part) for part in (given_name, surname, middle_name))


def key_of(full: str) -> str:
    surname, middle_name, given_name = split_name(full)
    return name_key(surname, middle_name, given_name)


def _key(part: str) -> str:
    syllables = [_syllable(word) for word in nfc(part).lower().split(" ")]
    return "0".join(letters for letters, _ in syllables) + "00" + "".join(t for _, t in syllables)


def _syllable(word: str) -> tuple[str, str]:
    """The codes of its letters, and its tone."""
    letters, tone = "", "1"
    for mark in unicodedata.normalize("NFD", word):
        if mark in _TONES:
            tone = _TONES[mark]
        elif mark in _SHAPES and letters:
            letters = letters[:-1] + unicodedata.normalize("NFC", letters[-1] + mark)
        else:
            letters += mark
    return "".join(_CODES.get(letter, "") for letter in letters), tone


class NameKeyField(models.CharField[str, str]):
    """Filled in by itself whenever the row is written, one by one or in bulk."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 250, "editable": False, "db_index": True, **options})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 Django's
        key = key_of(str(getattr(model_instance, "full_name", "")))
        setattr(model_instance, self.attname, key)
        return key
