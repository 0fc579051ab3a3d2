"""How lists call classes, subjects and teachers: in full, by code, or short."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from people.digits import are_digits
from people.imports.class_names import by_name
from people.imports.headings import plain
from people.models import SchoolClass, SchoolYear, Staff, Subject
from people.names import key_of

HOMEROOM = "gvcn"
HOMEROOM_SAID = r"gvcn|(giao vien |gv )?chu nhiem( lop)?|homeroom"
_CALLED = re.compile(r"(cô|thầy|gv|đ/c|ông|bà)[.:]?\s+", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:[,;+&\n]|\bvà\b)\s*")
# What everybody says, although the programme's name is another.
_ALSO = {
    "ngoai ngu 1": ("tieng anh", "ngoai ngu", "ta", "nn", "nn1"),
    "lich su va dia li": ("lich su va dia ly", "lsdl", "ls dl", "lich su dia li", "su dia"),
    "giao duc the chat": ("the duc", "td"),
    "nghe thuat am nhac": ("am nhac",),
    "nghe thuat mi thuat": ("mi thuat", "my thuat"),
    "mi thuat": ("my thuat",),
}


def subjects_by_name() -> dict[str, Subject]:
    """Each subject under its name, code and initials; what two could mean is nobody's."""
    found: dict[str, set[Subject]] = defaultdict(set)
    for subject in Subject.objects.all():
        name = plain(subject.name)
        initials = "".join(word[0] for word in name.split())
        short = "".join(word[0] for word in name.split() if word != "va")
        for said in {name, plain(subject.code), *_ALSO.get(name, ())}:
            found[said] = {subject}
        for said in {initials, short} - {""}:
            if len(said) > 1:
                found.setdefault(said, set()).add(subject)
    return {said: one for said, (one, *more) in found.items() if not more}


def classes_by_name(year: SchoolYear) -> dict[str, SchoolClass]:
    return by_name(SchoolClass.objects.filter(year=year))


class Teachers:
    """Who is meant by a code, a name, or "cô Hoa"."""

    def __init__(self, staff: Iterable[Staff]) -> None:
        self._by: Mapping[str, set[Staff]] = defaultdict(set)
        for person in staff:
            for said in (person.staff_code, person.username, key_of(person.full_name)):
                self._by[str(said or "").casefold()].add(person)
            self._by[person.called.casefold()].add(person)

    def meant_by(self, said: str) -> set[Staff]:
        """Nobody, one, or all of whom it may be."""
        bare = _CALLED.sub("", said.strip(), count=1)
        # Ông Thị Hoa is called so in full before she is a "Thị Hoa" with an address.
        for name in (said.strip().casefold(), *(key_of(one).casefold() for one in (said, bare))):
            if name and self._by.get(name):
                return self._by[name]
        return set()


def pieces(text: str) -> list[str]:
    """ "3A, 3B" are two; in "3A, B" the second takes the grade of the first."""
    grade, found = "", []
    for piece in filter(None, _SPLIT.split(text.strip())):
        grade = piece[0] if are_digits(piece[0]) else grade
        found.append(f"{grade}{piece}" if len(piece) == 1 and not are_digits(piece) else piece)
    return found
