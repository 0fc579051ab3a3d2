"""Was this typed for an old font? TCVN3 and VNI look like Vietnamese only in their own fonts.

Such text is refused, not converted: TCVN3's capital fonts use the codes of small letters, so a
conversion would guess, and a name in a school's records must not be guessed.
"""

import re

# Letters and signs that no Vietnamese word has, but every other word in TCVN3 or VNI.
_ALIEN = re.compile("[¡-¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñöø÷ûüþÿ]")
# VNI writes the tone as a letter behind the vowel: "Traàn", "Leâ", "Vaên".
_TONE_BEHIND = re.compile("[ae][àáâãèéêìíòóôõùúý]|o[âêäë]", re.IGNORECASE)
_ETH = re.compile(r"\b[Ðð](?=\w)")


def looks_legacy(text: str) -> bool:
    return bool(_ALIEN.search(text) or _TONE_BEHIND.search(text))


def with_real_d(text: str) -> str:
    """The Icelandic letter that looks like Đ is one, at the head of a word."""
    return _ETH.sub(lambda found: "Đ" if found[0] == "Ð" else "đ", text)
