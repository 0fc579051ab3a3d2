"""Entries of a PDF's dictionaries, as values: the library's own `get` would hand out references."""

from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject

MOST_PARTS = 5000
"""Longer than any paper of a school, shorter than what keeps a process busy for its whole time."""


class TooMuch(ValueError):
    """The file has more parts than will be looked at."""


def value(holder: DictionaryObject, key: str, otherwise: Any = None) -> Any:
    return holder[key] if key in holder else otherwise  # noqa: SIM401 see above


def elements(holder: DictionaryObject, key: str) -> list[Any]:
    """The elements of an array in a dictionary. Raises TooMuch at an endless one."""
    array = value(holder, key, ())
    if len(array) > MOST_PARTS:
        raise TooMuch
    return [one.get_object() for one in array]
