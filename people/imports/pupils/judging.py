"""Who is meant by each row of a pupils' list, and what would change."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext as _

from people.door import may_do
from people.imports.class_names import bare, by_name, meant_by, spelt
from people.imports.kin import KIN, OF_KIN
from people.imports.labels import label_of
from people.imports.pupils.reading import PROTECTED
from people.imports.pupils.standing import CODES, OWN, Known, known_to, name_of
from people.imports.rows import Row
from people.imports.verdicts import Scope, Verdict, judged, refused
from people.names import key_of
from people.pupils.acts import CHANGE_PROTECTED

_OF_KIN = tuple(f"{kin}_{part}" for kin in KIN for part in OF_KIN)
_NEW_CLASS = re.compile(r"(?:lop )?([1-5](?:[a-z0-9 ]|(?<=\d)[/.-](?=\d)){0,6})")
_SHEET_WORDS = re.compile(r"\b(lop|ds|danh sach|hs|hoc sinh|si so|sheet)\b")
_BRACKETS = re.compile(r"\(.*?\)")


def judge(rows: Iterable[Row], scope: Scope) -> list[Verdict]:
    """One verdict a row, in the order of the file."""
    judging = _Judging(known_to(scope), scope)
    return [judging.verdict(row) for row in rows]


class _Judging:
    def __init__(self, known: Known, scope: Scope) -> None:
        self.known, self.scope = known, scope
        # Protected facts are taken from those only who may change them.
        protected = PROTECTED if may_do(CHANGE_PROTECTED, scope.by) else ()
        self.compared = (*OWN, *protected, *_OF_KIN)
        # Who stands in the file already, and where.
        self.seen: dict[tuple[str, str], tuple[str, bool]] = {}
        self.taken: dict[int, str] = {}
        self.class_named = lru_cache(maxsize=500)(self._class_named)

    def verdict(self, row: Row) -> Verdict:
        values = row.values
        who = values.get("full_name", "")
        row.problems = list(row.problems)
        school_class = self._class_of(row)
        if not row.problems:
            self._look_for_doubles(row)
        pupil = None if row.problems else self._found(row)
        if pupil is None and not row.problems:
            self._insist_on_what_is_needed(row, school_class)
        admitted = not row.problems and self._is_to_be_admitted(row, pupil, school_class)
        if row.problems:
            return refused(row, who)
        wanted = self._wanted(row, pupil)
        changes = self._changes(wanted, pupil)
        if admitted and pupil is not None:
            changes.append(["class", "", school_class])
        place = self._place(row, school_class) if admitted else {}
        return judged(row, who, changes, pupil, **wanted, **place)

    def _place(self, row: Row, school_class: str) -> dict[str, str]:
        """The class, and the number in the paper register; a number that was given here stays."""
        former = row.values.get("former_number", "")
        return {"class": school_class} | ({"former_number": former} if former else {})

    def _class_of(self, row: Row) -> str:
        """The class by its name in this year; one that would be made is named as the file does."""
        said = row.values.get("class", "")
        found = self.class_named(said)
        if found or not said:
            return found
        if "class" in row.places or _NEW_CLASS.fullmatch(bare(said)):
            row.refuse(
                "class",
                _("there is no class “%(name)s” in %(year)s.")
                % {"name": said, "year": self.scope.year},
            )
        return ""

    def _class_named(self, said: str) -> str:
        name = " ".join(_SHEET_WORDS.sub(" ", bare(_BRACKETS.sub(" ", said))).split())
        classes = self.known.classes
        found = meant_by(said, classes) or meant_by(name, classes)
        if found or not self.scope.make_missing or not _NEW_CLASS.fullmatch(name):
            return found or ""
        made = spelt(name)[:10]
        # Whoever spells it otherwise further down comes into the same class.
        self.known.classes |= by_name([made])
        return made

    def _look_for_doubles(self, row: Row) -> None:
        """The same code twice, or the same name, birth date and class unless codes tell them apart."""
        values = row.values
        here = _("row %(row)d of “%(sheet)s”") % {"row": row.number, "sheet": row.sheet}
        codes = [key for key in CODES if key in values]
        person = "|".join(values.get(key, "") for key in ("full_name", "born_on", "class"))
        for key, value in [
            *((key, values[key]) for key in codes),
            ("full_name", person.casefold()),
        ]:
            earlier, had_codes = self.seen.setdefault((key, value), (here, bool(codes)))
            if earlier != here and not (key == "full_name" and codes and had_codes):
                row.refuse(key, _("the same pupil stands in %s already.") % earlier)
                return

    def _found(self, row: Row) -> int | None:
        """By ministry code, else personal ID, else name and birth date; more than one is nobody."""
        values, known = row.values, self.known
        keys = [key for key in CODES if key in values]
        found = {
            known.by_code[key, values[key]] for key in keys if (key, values[key]) in known.by_code
        }
        if len(found) > 1:
            row.refuse(keys[0], _("the two codes belong to two different pupils."))
            return None
        pupil = found.pop() if found else self._by_name(row)
        if pupil is not None and not row.problems:
            self._insist_on_same_person(row, pupil)
            self._insist_on_once(row, pupil)
        return pupil

    def _by_name(self, row: Row) -> int | None:
        values = row.values
        same = self.known.by_name.get(
            name_of(values.get("full_name", ""), values.get("born_on", "")), []
        )
        same = [pupil for pupil in same if not self._has_other_codes(pupil, values)]
        if len(same) > 1:
            there = [one for one in same if self._is_in(one, values.get("class", ""))]
            same = there if len(there) == 1 else same
        if len(same) > 1:
            row.refuse(
                "full_name", _("%d pupils have this name and birth date; give a code.") % len(same)
            )
        return same[0] if len(same) == 1 else None

    def _has_other_codes(self, pupil: int, values: dict[str, str]) -> bool:
        """Two people may share name and birth date; they do not share a code."""
        own = self.known.values[pupil]
        keys = CODES
        return any(own[key] and key in values and own[key] != values[key] for key in keys)

    def _is_in(self, pupil: int, said: str) -> bool:
        place = self.known.places.get(pupil)
        return bool(place) and place is not None and place[0] == self.class_named(said)

    def _insist_on_same_person(self, row: Row, pupil: int) -> None:
        own, values = self.known.values[pupil], row.values
        if key_of(own["full_name"]) == key_of(values["full_name"]):
            return
        if own["born_on"] != values.get("born_on", own["born_on"]):
            key = "ministry_code" if "ministry_code" in values else "personal_id"
            row.refuse(key, _("this code belongs to %s, born on another day.") % own["full_name"])

    def _insist_on_once(self, row: Row, pupil: int) -> None:
        here = _("row %(row)d of “%(sheet)s”") % {"row": row.number, "sheet": row.sheet}
        earlier = self.taken.setdefault(pupil, here)
        if earlier != here:
            row.refuse("full_name", _("the same pupil stands in %s already.") % earlier)

    def _insist_on_what_is_needed(self, row: Row, school_class: str) -> None:
        for key, sentence in (
            ("born_on", _("the birth date is missing.")),
            ("gender", _("the gender is missing.")),
            ("class", _("the class is missing.")),
        ):
            if key not in row.values:
                row.refuse(key, sentence)
        if "state" in row.values:
            row.refuse("state", _("“%s”: not brought in as a new pupil.") % row.values["state"])
        if not school_class and not row.problems:
            row.refuse("class", _("the class is missing."))

    def _is_to_be_admitted(self, row: Row, pupil: int | None, school_class: str) -> bool:
        """A spreadsheet brings pupils in; it moves nobody from class to class, and brings nobody back."""
        known = self.known
        if pupil is None:
            return True
        if "state" in row.values:
            sentence = _("“%s”: nothing is changed by that; leaving is done on the pupil's page.")
            row.remark("state", sentence % row.values["state"])
            return False
        if not school_class:
            return False
        if known.has_left(pupil):
            row.refuse("class", _("this pupil has left; taking back is done on the pupil's page."))
            return False
        place = known.places.get(pupil)
        if place and (place[0], place[1]) != (school_class, self.scope.year.pk):
            said = {"name": place[0], "year": place[2]}
            row.refuse(
                "class",
                _("this pupil is in %(name)s (%(year)s); moving is done on the pupil's page.")
                % said,
            )
        return place is None

    def _wanted(self, row: Row, pupil: int | None) -> dict[str, str]:
        """What would be kept: nothing of a parent whose name nobody knows."""
        own = self.known.values[pupil] if pupil is not None else {}
        wanted = {key: row.values[key] for key in self.compared if key in row.values}
        for kin in KIN:
            if not (wanted.get(f"{kin}_name") or own.get(f"{kin}_name")):
                nobodys = [key for key in wanted if key.startswith(f"{kin}_")]
                self._remark_on_nobodys(row, nobodys)
                wanted = {key: value for key, value in wanted.items() if key not in nobodys}
        return wanted

    def _remark_on_nobodys(self, row: Row, keys: list[str]) -> None:
        if keys:
            labels = ", ".join(map(label_of, keys))
            row.remark(keys[0], _("%s: left out, for the name is missing.") % labels)

    def _changes(self, values: dict[str, str], pupil: int | None) -> list[list[str]]:
        if pupil is None:
            return []
        own = self.known.values[pupil]
        return [
            [key, own.get(key, ""), values[key]]
            for key in values
            if not is_same(key, own.get(key, ""), values[key])
        ]


def is_same(key: str, old: str, new: str) -> bool:
    """Another case, or a tone on the other vowel of "oà", changes nothing."""
    if key == "full_name" and key_of(old) == key_of(new):
        return True
    return old == new or (key not in CODES and old.casefold() == new.casefold())
