"""The first password, made by us: easy to read aloud and type, hard to guess, shown once."""

import re
import secrets
from math import log2


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Syllables a Vietnamese eye reads at once, without tone marks. Each first part fits each second one.
_FIRST = _words("b h kh l m n nh ph s t th tr v x ch r")
_SECOND = _words(
    "a ai am an ang anh ao au ay e em en eo i im in inh iu "
    "o oai oan oi om on ong u ui um un ung uong"
)
# What somebody would not like to read on his slip.
_NOT = _words("be bo bu chim cu hoi hon lam lao lin lon ma me ngu nhuc ru sao thoi vu xao")
SYLLABLES = tuple(
    word for first in _FIRST for second in _SECOND if (word := first + second) not in _NOT
)
_WORDS, _DIGITS = 3, 5


def make() -> str:
    """Such as "nhong-tuong-khai-40718"."""
    words = [secrets.choice(SYLLABLES) for _ in range(_WORDS)]
    return "-".join([*words, _digits(_DIGITS)])


def make_half() -> str:
    """One of two parts that two people hold; joined by a hyphen they are the password."""
    return "-".join([*(secrets.choice(SYLLABLES) for _ in range(_WORDS - 1)), _digits(_DIGITS)])


def bits() -> float:
    """How hard it is to guess: how many of them there are, as a power of two."""
    return _WORDS * log2(len(SYLLABLES)) + _DIGITS * log2(10)


def bits_of_half() -> float:
    return (_WORDS - 1) * log2(len(SYLLABLES)) + _DIGITS * log2(10)


def looks_first(password: str) -> bool:
    """Is it made like ours? Nobody's own choice should be what a slip of paper says."""
    syllables, _hyphen, digits = password.rpartition("-")
    return bool(
        re.fullmatch(r"\d{5}", digits) and {*syllables.split("-")} <= {*SYLLABLES} and syllables
    )


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))
