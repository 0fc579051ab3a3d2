"""The sample school's lists as spreadsheets, brought in the way a real school brings in its own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import cycle

from config.sample.cast import CAST, CO
from people.imports.apply import apply
from people.imports.dry_run import Asked, compare
from people.imports.labels import STAFF_HEADINGS
from people.imports.models import ImportRun
from people.imports.sheets import Cell, spreadsheet
from people.imports.verdicts import Outcome
from people.models import SchoolYear, Staff, Subject

Sheets = Mapping[str, tuple[Sequence[str], Iterable[Sequence[Cell]]]]
_STAFF = ("username", "full_name", "gender", "group", "position")


class NotTakenIn(Exception):
    """The import refused a row of the sample: either the sample or the import is wrong."""


def bring_in(asked: Asked, name: str, sheets: Sheets, by: Staff) -> None:
    """Compared, looked at, applied: nothing may be refused."""
    run = compare(spreadsheet(sheets), f"{name}.xlsx", asked, by)
    refused = [one for one in run.verdicts or () if one["outcome"] == Outcome.REFUSED]
    if refused:
        raise NotTakenIn(f"{name}: {refused[0]['who']}: {refused[0]['reasons']}")
    apply(run, run.fingerprint, by)


def bring_in_staff(year: SchoolYear, on: date, by: Staff) -> None:
    headings = [STAFF_HEADINGS[key] for key in _STAFF]
    rows = [
        [
            one.username,
            one.full_name,
            "Nữ" if one.address == CO else "Nam",
            one.group,
            _position(one.homeroom),
        ]
        for one in CAST
    ]
    asked = Asked(ImportRun.Kind.STAFF, year, on, make_missing=True)
    bring_in(asked, "can-bo-giao-vien", {"Cán bộ, giáo viên": (headings, rows)}, by)


def _position(homeroom: str) -> str:
    return "Giáo viên" if homeroom else ""


def bring_in_teaching(
    year: SchoolYear, on: date, subjects: Sequence[Subject], classes: Iterable[str], by: Staff
) -> None:
    """A grid: classes down, homeroom and subjects across."""
    specialists = {
        subject.code: cycle(
            [one.full_name for one in CAST if one.specialist == subject.code] or [""]
        )
        for subject in subjects
    }
    rows = [_of_class(name, subjects, specialists) for name in classes]
    headings = ["Lớp", "GVCN", *(subject.name for subject in subjects)]
    asked = Asked(ImportRun.Kind.ASSIGNMENTS, year, on)
    bring_in(asked, "phan-cong-giang-day", {"Phân công": (headings, rows)}, by)


def _of_class(
    name: str, subjects: Sequence[Subject], specialists: Mapping[str, Iterable[str]]
) -> list[Cell]:
    homeroom = next(one.full_name for one in CAST if one.homeroom == name)
    taught = [subject for subject in subjects if int(name[0]) in subject.grades]
    cells = {subject.code: next(iter(specialists[subject.code])) or homeroom for subject in taught}
    return [name, homeroom, *(cells.get(subject.code, "") for subject in subjects)]
