"""Whose row is this? By the ministry's code, then by name; never one of two without a word."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from people.imports.headings import plain
from people.imports.legacy import with_real_d
from people.names import nfc
from people.refusals import Refusal

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True, slots=True)
class PupilRow:
    """A row of the sheet as it stands now; `number` is its place there."""

    number: int
    pupil: int
    name: str
    born_on: date
    code: str
    values: Mapping[str, str | int]
    version: int
    closed: Mapping[str, str] = field(default_factory=dict)
    """By column why nothing is entered there."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a row of the table says of the pupil; nothing where it has no such column."""

    name: str = ""
    code: str = ""
    born_on: date | None = None


class Unmatched(Refusal):
    """This row is nobody's, or could be two pupils'; the sentence says which."""

    code = "unmatched"


class PupilFinder:
    def __init__(self, rows: Iterable[PupilRow]) -> None:
        self._by_code: dict[str, PupilRow] = {}
        self._by_spelling: dict[str, list[PupilRow]] = defaultdict(list)
        self._by_letters: dict[str, list[PupilRow]] = defaultdict(list)
        self._by_number: dict[str, PupilRow] = {}
        for row in rows:
            self._by_number[str(row.number)] = row
            if row.code:
                self._by_code[bare_code(row.code)] = row
            self._by_spelling[spelling(row.name)].append(row)
            self._by_letters[plain(row.name)].append(row)

    def has_code(self, code: str) -> bool:
        return bare_code(code) in self._by_code

    def named(self, name: str) -> list[PupilRow]:
        """With these tones; where nobody is, with these letters."""
        said = with_real_d(nfc(name))
        if not plain(said):
            return []
        return self._by_spelling.get(spelling(said)) or self._by_letters.get(plain(said), [])

    def numbered(self, number: str) -> PupilRow:
        """By the place on the sheet. Raises Unmatched."""
        row = self._by_number.get(number.strip())
        if row is None:
            raise Unmatched(_("No. %s is not on this sheet.") % number)
        return row

    def find(self, said: Identity) -> PupilRow:
        """Raises Unmatched."""
        owner = self._by_code.get(bare_code(said.code)) if said.code else None
        if owner:
            return self._checked_by_name(owner, said)
        named = self.named(said.name)
        found = [row for row in named if not (said.code and row.code)]
        if named and not found:
            facts = {"name": said.name, "code": said.code}
            raise Unmatched(_("“%(name)s” has another code here than %(code)s.") % facts)
        if not found:
            raise Unmatched(_("“%s” is not on this sheet.") % (said.name or said.code))
        return self._checked_by_birth(found, said)

    def _checked_by_name(self, owner: PupilRow, said: Identity) -> PupilRow:
        if said.name and owner not in self.named(said.name):
            facts = {"pupil": owner.name, "name": said.name}
            raise Unmatched(_("The code is that of %(pupil)s, but the name is “%(name)s”.") % facts)
        return owner

    def _checked_by_birth(self, found: list[PupilRow], said: Identity) -> PupilRow:
        born = [row for row in found if said.born_on in {None, row.born_on}]
        if not born:
            facts = {"name": said.name, "day": f"{said.born_on:%d/%m/%Y}"}
            raise Unmatched(_("No “%(name)s” born on %(day)s is on this sheet.") % facts)
        if len(born) > 1:
            numbers = _listed(_("no. %d") % row.number for row in born)
            raise Unmatched(
                _(
                    "Several pupils here are called “%(name)s” (%(numbers)s):"
                    " put the code or the birth date beside the name."
                )
                % {"name": said.name, "numbers": numbers}
            )
        return born[0]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def bare_code(code: str) -> str:
    """A spreadsheet may have dropped the zeros in front."""
    return code.strip().lstrip("0")


def spelling(name: str) -> str:
    """With its tones, wherever they were put: “Hoà” and “Hòa” are one."""
    words = re.findall(r"\w[\w\u0300-\u036f]*", unicodedata.normalize("NFD", nfc(name).casefold()))
    return " ".join(map(_tone_last, words))


def _tone_last(word: str) -> str:
    letters = "".join(sign for sign in word if sign not in _TONES)
    return letters + "".join(sign for sign in word if sign in _TONES)
