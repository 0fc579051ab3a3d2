"""A class with its pupils, and what becomes of a day in it."""

from datetime import date

from people.attendance.day_sheet import DaySheet
from people.attendance.taking import take
from people.models import Pupil, SchoolClass, Staff
from people.movements.models import Kind
from tests.people.pupils_of import move, pupil

TODAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)


def enrol(school_class: SchoolClass, by: Staff, number: int) -> list[Pupil]:
    """Since 7 September."""
    children = [pupil(f"Nguyễn Ngọc Bảo Trân {place}") for place in range(number)]
    for child in children:
        move(child, Kind.ADMISSION, school_class, by=by)
    return children


def call(  # as somebody would who has just opened the page
    of: SchoolClass, on: date, marks: dict[Pupil, str], by: Staff, reason: str = ""
) -> bool:
    seen = DaySheet(of, on).fingerprint
    return take(of, on, {who.pk: mark for who, mark in marks.items()}, by, seen=seen, reason=reason)


def address(of: SchoolClass, on: date) -> str:
    return f"/classes/{of.pk}/attendance/{on.isoformat()}/"


def month_address(of: SchoolClass, month: str = "2026-10") -> str:
    return f"/classes/{of.pk}/attendance/{month}/"
