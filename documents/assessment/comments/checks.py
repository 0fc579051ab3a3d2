"""What deserves a second look in a comment: said at its place, never refused."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from documents.assessment.comments.words_that_hurt import WORDS
from people.names import nfc, split_name

MALE, FEMALE = "nam", "nữ"
_NOT_OF = {
    MALE: ("cô bé", "bé gái", "bạn gái", "nữ sinh", "cô học trò", "cô gái"),
    FEMALE: ("cậu bé", "bé trai", "bạn trai", "nam sinh", "cậu học trò", "chàng trai", "cậu"),
}
# Where capitals name no pupil.
_PROPER = ("Tiếng Việt", "Tiếng Anh", "Việt Nam", "Bác Hồ", "Hồ Chí Minh", "Đội", "Sao Nhi đồng")
# At the beginning of a sentence these are no names: "Tiến bộ rõ." of a class with a Tiến.
_BEGINNINGS = {
    "an": {"toàn", "tâm"},
    "bình": {"tĩnh", "thường"},
    "chi": {"tiết"},
    "chính": {"xác"},
    "hiền": {"lành", "hòa", "hoà"},
    "hòa": {"đồng", "nhã"},
    "hoà": {"đồng", "nhã"},
    "kiên": {"trì"},
    "linh": {"hoạt"},
    "minh": {"bạch"},
    "nhã": {"nhặn"},
    "nhân": {"ái", "hậu"},
    "thành": {"thạo"},
    "thảo": {"luận"},
    "thông": {"minh"},
    "thực": {"hiện", "hành"},
    "tiến": {"bộ", "triển"},
    "tâm": {"huyết"},
    "trung": {"thực"},
    "vui": {"vẻ"},
    "yên": {"tĩnh"},
    "đạt": {"yêu", "mức", "được"},
}
_WORD = re.compile(r"\w+")
_ALWAYS, _SHARE = 3, 4
"""The same sentence: for so many always, and for every fourth of the class."""


@dataclass(frozen=True, slots=True)
class Child:
    """Whom a comment is about, or who is in the same class."""

    name: str
    gender: str = ""

    @property
    def given_name(self) -> str:
        return split_name(self.name)[2]


class ClassOfComments:
    """The pupils of a sheet, and all that is written in one of its columns."""

    def __init__(self, children: Sequence[Child], texts: Iterable[str]) -> None:
        self._children = children
        self._times = Counter(map(_alike, filter(None, texts)))

    def doubts(self, text: str, child: Child) -> list[str]:
        """Sentences; none where nothing strikes."""
        return [
            *self._other_names(text, child),
            *_pronouns(text, child),
            *_hurting(text),
            *self._worn_out(text),
        ]

    @cached_property
    def _given_names(self) -> set[str]:
        return {child.given_name for child in self._children}

    def _other_names(self, text: str, child: Child) -> Iterator[str]:
        said = nfc(text)
        whole = [each.name for each in self._children if each.name != child.name]
        named = next((name for name in whole if re.search(rf"\b{re.escape(name)}\b", said)), "")
        named = named or next(
            (name for name in names_in(said, self._given_names) if name not in child.name.split()),
            "",
        )
        if named:
            yield (
                _("“%s” is another pupil of this sheet: is this comment in the right row?") % named
            )

    def _worn_out(self, text: str) -> Iterator[str]:
        times, size = self._times[_alike(text)], len(self._children)
        if times > _ALWAYS and times * _SHARE > size:
            said = _("The same sentence stands for %(times)d of %(size)d pupils.")
            yield said % {"times": times, "size": size}


def names_in(text: str, given_names: Iterable[str]) -> list[str]:
    """Which of these names stand in a text, as names: with a capital, and not as a word that begins so."""
    names = set(given_names)
    for proper in _PROPER:
        text = re.sub(rf"\b{proper}\b", lambda match: match[0].lower(), text)
    words = list(_WORD.finditer(text))
    return [
        word[0]
        for at, word in enumerate(words)
        if word[0] in names and not _is_beginning(text, word, words[at + 1 : at + 2])
    ]


def _is_beginning(text: str, word: "re.Match[str]", after: Sequence["re.Match[str]"]) -> bool:
    before = text[: word.start()].rstrip()
    starts = not before or before[-1] in ".!?;:–-"
    following = after[0][0] if after else ""
    return starts and following in _BEGINNINGS.get(word[0].lower(), ())


def _pronouns(text: str, child: Child) -> Iterator[str]:
    said = _syllables(text)
    for word in _NOT_OF.get(child.gender.lower(), ()):
        if f" {word} " in said:
            facts = {"word": word, "name": child.name, "gender": child.gender.lower()}
            yield _("“%(word)s”, but %(name)s is entered as “%(gender)s”.") % facts
            return


def _hurting(text: str) -> Iterator[str]:
    said = _syllables(text)
    for each in WORDS:
        if f" {each.word} " in said:
            yield _("“%(word)s”: %(why)s") % {"word": each.word, "why": each.why}
            said = said.replace(f" {each.word} ", " · ")


def _syllables(text: str) -> str:
    """Small letters and spaces alone, with one at either end."""
    return f" {' '.join(_WORD.findall(nfc(text).lower()))} "


def _alike(text: str) -> str:
    """Two comments are the same whatever their dots and capitals."""
    return _syllables(text)
