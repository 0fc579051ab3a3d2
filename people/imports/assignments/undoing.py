"""May an import of assignments be taken back? Only until they have been in force for a day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from people.imports.keeping import keep_history
from people.models import Assignment, Duty, SchoolYear, Staff
from people.refusals import Problem
from people.staffing.teaching import Cell, end_many, holders


def depending_on(made: Mapping[str, Any]) -> Iterator[Problem]:
    """A duty that was in force yesterday may have been acted under: it is ended, not taken out."""
    on = date.fromisoformat(made["on"])
    if on < timezone.localdate():
        yield Problem(
            _("These assignments have been in force since %s; change them in the grid.")
            % (f"{on:%d/%m/%Y}"),
            "assignments_in_force",
        )
        return
    now = holders(SchoolYear.objects.get(pk=made["year"]), on)
    held = {
        person == [one.staff_id for one in now.get(Cell(school_class, subject), [])]
        for school_class, subject, *person, _before in made["cells"]
    }
    if held - {True} or _were_ended_anew(made, on):
        yield Problem(_("The assignments were changed since."), "assignments_changed_since")


def _were_ended_anew(made: Mapping[str, Any], on: date) -> bool:
    """Has somebody touched whom the import took out of a place?"""
    ended = {
        one["pk"]
        for _class, _subject, person, before in made["cells"]
        for one in before
        if one["staff"] != person
    }
    rows = Assignment.objects.filter(pk__in=ended)
    return rows.exclude(ends_on=on - timedelta(days=1)).exists()


def take_back(made: Mapping[str, Any], by: Staff) -> None:
    """What has not begun is taken out with its history kept, what began today is ended as if it never
    had, and stays as a row that tells who held it; what ended goes on as before.
    """
    on = date.fromisoformat(made["on"])
    now = holders(SchoolYear.objects.get(pk=made["year"]), on)
    new: list[Assignment] = []
    again: list[Assignment] = []
    ended: dict[int, tuple[dict[str, Any], int, int | None]] = {}
    for school_class, subject, _person, before in made["cells"]:
        known = {one["pk"] for one in before}
        new += [one for one in now[Cell(school_class, subject)] if one.pk not in known]
        ended |= {one["pk"]: (one, school_class, subject) for one in before}
    end_many(new, on, by)
    rows = Assignment.objects.in_bulk(list(ended))
    for pk, (one, school_class, subject) in ended.items():
        if pk in rows:
            rows[pk].ends_on = _day(one["ends_on"])
        else:
            again.append(_as_before(one, school_class, subject))
    Assignment.objects.bulk_update(rows.values(), ["ends_on"], batch_size=500)
    keep_history(list(rows.values()), by, "~")
    Assignment.objects.bulk_create(again, batch_size=500)
    keep_history(again, by, "+")


def _as_before(one: Mapping[str, Any], school_class: int, subject: int | None) -> Assignment:
    return Assignment(
        staff_id=one["staff"],
        duty=Duty.SUBJECT_TEACHER if subject else Duty.HOMEROOM_TEACHER,
        school_class_id=school_class,
        subject_id=subject,
        starts_on=_day(one["starts_on"]),
        ends_on=_day(one["ends_on"]),
        decision=one["decision"],
        tasks=one["tasks"],
    )


def _day(said: str | None) -> Any:
    return date.fromisoformat(said) if said else None
