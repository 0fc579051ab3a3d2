"""What each subject keeps of a pupil: declared once, so that a copy for the family leaves nothing out.

Other rooms declare what they keep when the application starts, as `people.privacy.kept_by_people` does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Field, ForeignKey, Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.models import Pupil, Staff
from people.registry import Registry, name_of

Tracked = type[Model]


@dataclass(frozen=True, slots=True)
class Value:
    """As a machine reads it, and as people do."""

    raw: Any
    shown: str


@dataclass(frozen=True, slots=True)
class Table:
    """One part of a copy: its columns with a name for machines and one for people, and its rows."""

    name: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Value]]

    def pairs(self) -> list[tuple[str, Value]]:
        """The only row of a table that has one, label by label."""
        labels = [label for _name, label in self.columns]
        return list(zip(labels, self.rows[0], strict=True))

    def plain(self) -> list[dict[str, Any]]:
        names = [name for name, _label in self.columns]
        return [dict(zip(names, (each.raw for each in row), strict=True)) for row in self.rows]


Source = Callable[[Pupil], Iterable[Table]]
_sources: Registry[tuple[Source, tuple[Tracked, ...]]] = Registry("source")


def keeps(*models: Tracked) -> Callable[[Source], Source]:
    """This function tells what these tables hold of a pupil."""

    def declare(source: Source) -> Source:
        _sources.add((source, models), name_of(source))
        return source

    return declare


def everything_on(pupil: Pupil) -> list[Table]:
    """All tables that hold something, in the order in which they were declared."""
    return [table for source, _models in _sources.all() for table in source(pupil) if table.rows]


def covered() -> frozenset[Tracked]:
    return frozenset(model for _source, models in _sources.all() for model in models)


def table_of(name: str, title: Any, rows: QuerySet[Any], without: Iterable[str] = ()) -> Table:
    """Every column of the model but its own number, the pupil, and those that mean nothing to a family.

    A column that is added to the model later is in the copy by itself.
    """
    hidden = {"id", "pupil", "name_key", *without}
    fields = [one for one in rows.model._meta.concrete_fields if one.name not in hidden]
    links = [one.name for one in fields if isinstance(one, ForeignKey)]
    return Table(
        name,
        str(title),
        [(one.name, _capitalized(one.verbose_name)) for one in fields],
        [[_value(row, one) for one in fields] for row in rows.select_related(*links)],
    )


def _value(row: Model, field: "Field[Any, Any]") -> Value:
    found = getattr(row, field.name)
    said = getattr(row, f"get_{field.name}_display", None)
    return Value(_raw(found), said() if said and found is not None else shown(found))


def _raw(found: Any) -> Any:
    if isinstance(found, datetime | date):
        return found.isoformat()
    return found if isinstance(found, str | int | bool | list | dict | None) else str(found)


def shown(found: Any) -> str:
    if found is None:
        return ""
    if isinstance(found, bool):
        return _("yes") if found else _("no")
    if isinstance(found, datetime):
        return date_format(timezone.localtime(found), "d/m/Y H:i")
    if isinstance(found, date):
        return date_format(found, "d/m/Y")
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def changes_of(name: str, title: Any, history: QuerySet[Any]) -> Table:
    """What was changed when and by whom, one row for each field; the first entry of each row included."""
    lines = list(history.order_by("id", "history_date", "history_id"))
    people = Staff.objects.in_bulk({one.history_user_id for one in lines} - {None})
    rows: list[list[Value]] = []
    before: Any = None
    for line in lines:
        past = before if before is not None and before.id == line.id else None
        rows += _differences(line, past, people)
        before = line
    columns = [
        ("at", _("When")),
        ("change", _("Change")),
        ("by", _("Who")),
        ("field", _("Field")),
        ("before", _("Before")),
        ("after", _("After")),
    ]
    return Table(name, str(title), columns, rows)


def _differences(line: Any, past: Any, people: Mapping[int, Staff]) -> list[list[Value]]:
    words = {"+": _("entered"), "~": _("changed"), "-": _("deleted")}
    by = people.get(line.history_user_id)
    head = [
        Value(_raw(line.history_date), shown(line.history_date)),
        Value(line.history_type, words[line.history_type]),
        Value(str(by) if by else None, str(by) if by else "Sổ Ký"),
    ]
    if line.history_type == "-":
        return [[*head, Value("", ""), Value(None, ""), Value(None, "")]]
    return [
        [*head, Value(one.name, _capitalized(one.verbose_name)), old, new]
        for one in line.tracked_fields
        if one.name not in {"id", "pupil", "public_id", "name_key"}
        for old, new in [(_of_past(past, one), _value(line, one))]
        if old.raw != new.raw and (past or new.shown)
    ]


def _of_past(past: Any, field: "Field[Any, Any]") -> Value:
    return _value(past, field) if past is not None else Value(None, "")


def _capitalized(words: Any) -> str:
    return str(words)[:1].upper() + str(words)[1:]
