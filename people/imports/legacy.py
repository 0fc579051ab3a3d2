"""Was this typed for an old font? TCVN3 and VNI look like Vietnamese only in their own fonts.

Such text is refused, not converted: TCVN3's capital fonts use the codes of small letters, so a
conversion would guess, and a name in a school's records must not be guessed.
"""

import re
import unicodedata

# Signs that no word has, but every other one in TCVN3.
_ALIEN = re.compile("[¡-¿Ð×Þð÷þ]")
# VNI writes the tone as a letter behind the vowel: "Traàn", "Leâ", "Vaên".
_TONE_BEHIND = re.compile("[ae][àáâãèéêìíòóôõùúý]|o[âêä]", re.IGNORECASE)
# Letters of other peoples' names: Müller, Muñoz, Françoise. In the old fonts they are Vietnamese ones.
_FOREIGN = "ÄÅÆÇËÎÏÑÖØÛÜßäåæçëîïñöøûüÿ"
_HAS_FOREIGN = re.compile(f"[{_FOREIGN}]")
_WORD = re.compile(r"[^\W\d_]+")
_IN_TCVN3 = str.maketrans("ÆÇËÎÏÑÖØÜßäåæçëîïñöøûü", "aaaeeeeiiooooooouuuuyy")
_IN_VNI = str.maketrans("ñöæî", "duiy")
_TONE_IN_VNI = re.compile("(?<=[aeouyôö])[ùøûõïâáàåãäêéèúüë]")
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    r"(?:[aeiouy]|i[aeu]|ieu|y[ae]|yeu|ua|uo[iu]?|o[aeio]|oa[ioy]|oeo|u[eyiu]|uay?|uy[aeu]|uye|a[iouy]|eo|eu)"
    r"(?:ch?|m|ng?|nh|p|t)?"
)
_ETH = re.compile(r"\b[Ðð](?=\w)")


def looks_legacy(text: str) -> bool:
    if text.isascii():
        return False
    if _ALIEN.search(text) or _TONE_BEHIND.search(text):
        return True
    if not _HAS_FOREIGN.search(text):
        return False
    return any(_is_ours(word) for word in _WORD.findall(text) if _HAS_FOREIGN.search(word))


def _is_ours(word: str) -> bool:
    """Is it a Vietnamese syllable in one of the old fonts? "Ngäc" is, "Jäger" is not."""
    in_vni = _TONE_IN_VNI.sub("", word.lower()).translate(_IN_VNI)
    return any(_SYLLABLE.fullmatch(_bare(said)) for said in (word.translate(_IN_TCVN3), in_vni))


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def with_real_d(text: str) -> str:
    """The Icelandic letter that looks like Đ is one, at the head of a word."""
    return _ETH.sub(lambda found: "Đ" if found[0] == "Ð" else "đ", text)
