"""Staff written in bulk, with their history. Nobody can sign in by that: accounts are made elsewhere."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from people.accounts.keeping import insist_on_own_names
from people.imports.keeping import keep_history
from people.imports.verdicts import Outcome, Scope, Verdict
from people.models import Staff, SubjectGroup
from people.names import key_of

_NAMES = {"username", "email"}


def write(verdicts: Iterable[Verdict], scope: Scope) -> dict[str, Any]:
    verdicts = list(verdicts)
    new = [one for one in verdicts if one.outcome == Outcome.NEW]
    changed = {one.target: one for one in verdicts if one.outcome == Outcome.CHANGED and one.target}
    named = (one.values.get("group", "") for one in (*new, *changed.values()))
    groups, made = _groups(named, scope.by)
    people = [Staff(**_columns(one.values, groups)) for one in new]
    for person in people:
        person.set_unusable_password()
    Staff.objects.bulk_create(people, batch_size=500)
    keep_history(people, scope.by, "+")
    change(
        {pk: {key: new for key, _old, new in one.changes} for pk, one in changed.items()}, scope.by
    )
    return {
        "new": [person.pk for person in people],
        "changed": {str(pk): one.changes for pk, one in changed.items()},
        "groups": made,
    }


def _groups(names: Iterable[str], by: Staff) -> tuple[dict[str, int], list[int]]:
    """Every group by its name; those that were announced are made first."""
    wanted = {name for name in names if name}
    known = dict(SubjectGroup.objects.values_list("name", "pk"))
    missing = sorted(wanted - set(known))
    made = [SubjectGroup(name=name, is_office="văn phòng" in name.casefold()) for name in missing]
    SubjectGroup.objects.bulk_create(made)
    keep_history(made, by, "+")
    return known | {one.name: one.pk for one in made}, [one.pk for one in made]


def _columns(values: Mapping[str, str], groups: Mapping[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {key: value for key, value in values.items() if key != "group"}
    for key in ("staff_code", "personal_id"):
        if key in found:
            found[key] = found[key] or None
    if "born_on" in found:
        found["born_on"] = date.fromisoformat(found["born_on"]) if found["born_on"] else None
    if "group" in values:
        found["group_id"] = groups.get(values["group"])
    if "full_name" in found:
        found["name_key"] = key_of(found["full_name"])
    return found


def change(changes: Mapping[int, Mapping[str, str]], by: Staff) -> None:
    """Raises Refusal where somebody's user name or e-mail is not this person's to change."""
    groups = dict(SubjectGroup.objects.values_list("name", "pk"))
    rows = list(Staff.objects.select_for_update(no_key=True).filter(pk__in=changes))
    columns: set[str] = set()
    for row in rows:
        for key, value in _columns(changes[row.pk], groups).items():
            setattr(row, key, value)
            columns.add(key.removesuffix("_id") if key == "group_id" else key)
        if _NAMES & set(changes[row.pk]):
            insist_on_own_names(row, by)
    if rows:
        Staff.objects.bulk_update(rows, sorted(columns), batch_size=200)
        keep_history(rows, by, "~")
