"""Pupils, staff and assignments as a spreadsheet that can be brought in again without a difference."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from people.door import change, may_do
from people.imports.acts import EXPORT
from people.imports.kin import KIN
from people.imports.labels import HEADINGS, PUPIL_HEADINGS, STAFF_HEADINGS
from people.imports.models import ImportRun
from people.imports.pupils.reading import PROTECTED
from people.imports.pupils.standing import current_values
from people.imports.sheets import Cell, spreadsheet
from people.imports.staff.judging import current_values as staff_values
from people.imports.verdicts import Outcome
from people.models import Enrolment, Reading, SchoolClass, SchoolYear, Staff, Subject
from people.movements.enrolments import on_day
from people.pupils.acts import CHANGE_PROTECTED
from people.refusals import Refusal
from people.staffing.teaching import HOMEROOM, effective_from, holders
from people.staffing.teaching import Cell as Place
from people.years.running import last_day_of

Sheet = tuple[Sequence[str], list[Sequence[Cell]]]
# Columns that are read and never written but where they were refused.
_PARTS = {
    "family_name": "Họ và tên đệm",
    "given_name": "Tên",
    "pupil_code": "Mã học sinh",
    "identity": "Mã định danh",
    "permanent": "Thường trú",
    "state": "Trạng thái",
}
# By these the family can be reached, or passed off as.
_NUMBERS = tuple(f"{kin}_{part}" for kin in KIN for part in ("phone", "personal_id"))
_GENDERS = {"nữ": "Nữ", "nam": "Nam", "cô": "Nữ", "thầy": "Nam"}


@dataclass(frozen=True, slots=True)
class Wanted:
    kind: str
    year: SchoolYear
    school_class: SchoolClass | None = None
    protected: bool = False


def export(wanted: Wanted, by: Staff) -> bytes:
    """Told to the trail; whose protected facts, or whose family's numbers, go out gets a line in the
    read log. Raises Refusal.
    """
    if wanted.protected and not may_do(CHANGE_PROTECTED, by):
        raise Refusal(
            _("Protected facts are given out to those only who may change them."), "protected_facts"
        )
    with change(EXPORT, by, kind=wanted.kind, year=wanted.year.pk) as about:
        sheets = _SHEETS[ImportRun.Kind(wanted.kind)](wanted, by)
        about["rows"] = sum(len(rows) for _headings, rows in sheets.values())
    return spreadsheet(sheets)


def _pupils(wanted: Wanted, by: Staff) -> dict[str, Sheet]:
    """A sheet for each class; who is in it now, or last was, in the order of Vietnamese lists."""
    there = Enrolment.objects.filter(
        on_day(last_day_of(wanted.year)), school_class__year=wanted.year
    )
    if wanted.school_class:
        there = there.filter(school_class=wanted.school_class)
    rows = list(
        there.order_by("school_class__grade", "school_class__name", "pupil__name_key").values_list(
            "pupil_id", "school_class__name"
        )
    )
    values = current_values([pupil for pupil, _name in rows])
    keys = [key for key in PUPIL_HEADINGS if wanted.protected or key not in PROTECTED]
    _write_down([pupil for pupil in values if wanted.protected or _has_numbers(values[pupil])], by)
    sheets: dict[str, Sheet] = {}
    headings = ["STT", *(PUPIL_HEADINGS[key] for key in keys)]
    for pupil, name in rows:
        _headings, lines = sheets.setdefault(name, (headings, []))
        lines.append([len(lines) + 1, *_cells(values[pupil] | {"class": name}, keys)])
    return sheets or {"Danh sách": (headings, [])}


def _cells(values: Mapping[str, str], keys: Sequence[str]) -> list[Cell]:
    return [_cell(key, values.get(key, "")) for key in keys]


def _cell(key: str, value: str) -> Cell:
    if key == "born_on":
        return date.fromisoformat(value) if value else None
    return _GENDERS.get(value, value) if key == "gender" else value


def _staff(_wanted: Wanted, _by: Staff) -> dict[str, Sheet]:
    people = list(Staff.objects.filter(is_active=True).values_list("pk", flat=True))
    values = staff_values(people)
    lines: list[Sequence[Cell]] = [
        [number, *_cells(values[pk] | {"gender": values[pk]["address"]}, list(STAFF_HEADINGS))]
        for number, pk in enumerate(people, start=1)
    ]
    return {"Cán bộ, giáo viên": (["STT", *STAFF_HEADINGS.values()], lines)}


def _assignments(wanted: Wanted, _by: Staff) -> dict[str, Sheet]:
    """A grid: classes down, the homeroom teacher and the subjects across."""
    held = holders(wanted.year, effective_from(wanted.year))
    doubled = Counter(Staff.objects.filter(is_active=True).values_list("full_name", flat=True))
    subjects = list(Subject.objects.all())
    lines: list[Sequence[Cell]] = []
    for number, one in enumerate(wanted.year.classes.all(), start=1):
        places = [Place(one.pk, HOMEROOM), *(Place(one.pk, subject.pk) for subject in subjects)]
        names = [
            ", ".join(_called(row.staff, doubled) for row in held.get(place, []))
            for place in places
        ]
        lines.append([number, one.name, *names])
    return {"Phân công": (["STT", "Lớp", "GVCN", *(one.name for one in subjects)], lines)}


def _called(person: Staff, names: Mapping[str, int]) -> str:
    """By name, or by user name where two people have that name."""
    return person.full_name if names[person.full_name] <= 1 else person.username


_SHEETS = {
    ImportRun.Kind.PUPILS: _pupils,
    ImportRun.Kind.STAFF: _staff,
    ImportRun.Kind.ASSIGNMENTS: _assignments,
}


def refused_rows(run: ImportRun, by: Staff) -> bytes:
    """The rows that were refused, with the reasons, to be put right and brought in again.

    Protected facts go out to those only who may change them. The read log is as for any export.
    """
    refused = [row for row in run.verdicts or () if row["outcome"] == Outcome.REFUSED]
    headings = {**HEADINGS[run.kind], **_PARTS}
    hidden = () if may_do(CHANGE_PROTECTED, by) else PROTECTED
    keys = [
        key
        for key in headings
        if key not in hidden and any(row["values"].get(key) for row in refused)
    ]
    _write_down(sorted(_told_of(refused, {*keys} & {*PROTECTED, *_NUMBERS})), by)
    lines = [_refused_line(row, keys) for row in refused]
    # "Trang tính" and "Dòng" say where the row came from; "Lý do" why it was refused.
    head = ["Trang tính", "Dòng", *(headings[key] for key in keys), "Lý do"]
    return spreadsheet({"Chưa nhận": (head, lines)})


def _refused_line(row: dict[str, Any], keys: list[str]) -> list[Any]:
    values = [_as_said(key, row["values"]) for key in keys]
    return [row["sheet"], row["row"], *values, " ".join(row["reasons"])]


def _told_of(refused: Sequence[Mapping[str, Any]], keys: set[str]) -> set[int]:
    """Pupils known here already; who never was has no read log yet."""
    return {
        one["target"]
        for one in refused
        if one.get("target") and any(one["values"].get(key) for key in keys)
    }


def _has_numbers(values: Mapping[str, str]) -> bool:
    return any(values.get(key) for key in _NUMBERS)


def _write_down(pupils: Sequence[int], by: Staff) -> None:
    Reading.objects.bulk_create(
        Reading(pupil_id=pupil, by=by, purpose=Reading.Purpose.EXPORT) for pupil in pupils
    )


def _as_said(key: str, values: Mapping[str, str]) -> Cell:
    said = values.get(key, "")
    try:
        return _cell(key, said)
    except ValueError:
        return said
