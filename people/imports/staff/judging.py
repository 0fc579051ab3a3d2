"""Who is meant by each row of a staff list, and what would change."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from people.accounts.keeping import answers_for_the_school
from people.duties import holds
from people.imports.headings import plain
from people.imports.rows import Row
from people.imports.verdicts import Scope, Verdict, judged, refused
from people.models import Duty, Staff, SubjectGroup
from people.names import key_of

COMPARED = (
    *("full_name", "staff_code", "personal_id", "born_on", "address", "email", "phone"),
    *("group", "position"),
)
_CODES = ("staff_code", "personal_id", "username")


@dataclass(slots=True)
class _Known:
    values: dict[int, dict[str, str]] = field(default_factory=dict)
    by_code: dict[tuple[str, str], int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[str, str] = field(default_factory=dict)
    usernames: set[str] = field(default_factory=set)


def current_values(staff: Iterable[int] | None = None) -> dict[int, dict[str, str]]:
    rows = Staff.objects.order_by()
    rows = rows if staff is None else rows.filter(pk__in=staff)
    columns = [key for key in (*COMPARED, "username") if key != "group"]
    return {
        row.pop("pk"): {key.removesuffix("__name"): str(value or "") for key, value in row.items()}
        for row in rows.values("pk", "group__name", *columns)
    }


def _known() -> _Known:
    known = _Known(current_values())
    for person, values in known.values.items():
        known.usernames.add(values["username"])
        known.by_name[key_of(values["full_name"])].append(person)
        for key in _CODES:
            if values[key]:
                known.by_code[key, values[key]] = person
    for name in SubjectGroup.objects.values_list("name", flat=True):
        known.groups[_squeezed(name)] = name
    return known


def _squeezed(name: str) -> str:
    """ "Tổ chuyên môn 3", "Tổ 3" and "3" are one group."""
    said = plain(name)
    return said.removeprefix("to ").removeprefix("chuyen mon ").removeprefix("khoi ").strip()


def judge(rows: Iterable[Row], scope: Scope) -> list[Verdict]:
    judging = _Judging(_known(), scope)
    return [judging.verdict(row) for row in rows]


class _Judging:
    def __init__(self, known: _Known, scope: Scope) -> None:
        self.known, self.scope = known, scope
        self.is_principal = holds(scope.by, Duty.PRINCIPAL)
        self.seen: dict[tuple[str, str], str] = {}
        self.taken: dict[int, str] = {}

    def verdict(self, row: Row) -> Verdict:
        values, who = row.values, row.values.get("full_name", "")
        row.problems = list(row.problems)
        group = self._group(row)
        if not row.problems:
            self._look_for_doubles(row)
        person = None if row.problems else self._found(row)
        if person is None and not row.problems and "address" not in values:
            row.refuse("gender", _("the gender is missing."))
        if row.problems:
            return refused(row, who)
        wanted = {key: values[key] for key in COMPARED if key in values}
        wanted |= {"group": group} if group else {}
        if person is None:
            wanted["username"] = self._username(values)
            return judged(row, who, [], None, **wanted)
        changes = list(self._changes(wanted, person))
        if key := self._keepers_own(person, changes):
            row.refuse(key, _("only the principal changes that of who keeps the accounts."))
            return refused(row, who)
        return judged(row, who, changes, person, **wanted)

    def _keepers_own(self, person: int, changes: list[list[str]]) -> str:
        """Which change of how somebody is called or reached is not for this person to make."""
        keys = [one[0] for one in changes if one[0] in {"full_name", "email"}]
        if not keys or person == self.scope.by.pk or self.is_principal:
            return ""
        return keys[0] if answers_for_the_school(Staff(pk=person)) else ""

    def _group(self, row: Row) -> str:
        said = row.values.get("group", "")
        found = self.known.groups.get(_squeezed(said), "")
        if said and not found:
            if not self.scope.make_missing:
                row.refuse("group", _("there is no group “%s”.") % said)
                return ""
            found = self.known.groups[_squeezed(said)] = said
        return found

    def _look_for_doubles(self, row: Row) -> None:
        here = _("row %(row)d of “%(sheet)s”") % {"row": row.number, "sheet": row.sheet}
        keys = [(key, row.values[key]) for key in _CODES if key in row.values]
        person = "|".join((key_of(row.values["full_name"]), row.values.get("born_on", "")))
        for key, value in keys or [("full_name", person)]:
            earlier = self.seen.setdefault((key, value), here)
            if earlier != here:
                row.refuse(key, _("the same person stands in %s already.") % earlier)
                return

    def _found(self, row: Row) -> int | None:
        """By staff code, personal ID or user name, else by the name where it is the only one."""
        keys = [(key, row.values[key]) for key in _CODES if key in row.values]
        found = {self.known.by_code[key] for key in keys if key in self.known.by_code}
        if len(found) > 1:
            row.refuse(keys[0][0], _("the codes belong to two different people."))
            return None
        person = found.pop() if found else self._by_name(row)
        if person is not None:
            self._insist_on_same_person(row, person)
        return person

    def _by_name(self, row: Row) -> int | None:
        same = [
            person
            for person in self.known.by_name.get(key_of(row.values["full_name"]), [])
            if not self._is_another(person, row.values)
        ]
        if len(same) > 1:
            row.refuse("full_name", _("%d people have this name; give a staff code.") % len(same))
        return same[0] if len(same) == 1 else None

    def _is_another(self, person: int, values: dict[str, str]) -> bool:
        own = self.known.values[person]
        keys = ("staff_code", "personal_id", "born_on")
        return any(own[key] and key in values and own[key] != values[key] for key in keys)

    def _insist_on_same_person(self, row: Row, person: int) -> None:
        """A code may correct a name; a user name alone, or a code with another birth date, may not."""
        own, values = self.known.values[person], row.values
        here = _("row %(row)d of “%(sheet)s”") % {"row": row.number, "sheet": row.sheet}
        earlier = self.taken.setdefault(person, here)
        if earlier != here:
            row.refuse("full_name", _("the same person stands in %s already.") % earlier)
        elif key_of(own["full_name"]) != key_of(values["full_name"]):
            by = [key for key in _CODES if key in values and own[key] == values[key]]
            if by == ["username"] or self._is_another(person, values):
                row.refuse(by[0], _("this belongs to %s.") % own["full_name"])

    def _changes(self, wanted: dict[str, str], person: int) -> Iterator[list[str]]:
        own = self.known.values[person]
        for key, value in wanted.items():
            same_name = key == "full_name" and key_of(own[key]) == key_of(value)
            if own[key].casefold() != value.casefold() and not same_name:
                yield [key, own[key], value]

    def _username(self, values: dict[str, str]) -> str:
        """The given name and the initials before it, without tones: Lê Thị Đào is daolt."""
        *before, given = plain(values["full_name"]).split(" ")
        proposal = values.get("username") or given + "".join(word[0] for word in before)
        username, number = proposal[:50], 1
        while username in self.known.usernames:
            number += 1
            username = f"{proposal[:50]}{number}"
        self.known.usernames.add(username)
        return username
