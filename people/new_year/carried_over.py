"""Which classes and lessons of the old year the new one takes over, and what it then has."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from people.models import Assignment, Duty, SchoolClass, SchoolYear, Staff
from people.staffing.gaps import held_between
from people.staffing.teaching import Cell, assign_many, by_cell, duty_in, effective_from, holders


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """Thought of, not saved: the classes to be made are numbered downwards from -1 until they are."""

    new: SchoolYear
    classes: list[SchoolClass]
    """All that the new year then has."""
    lessons: dict[Cell, Assignment]
    """Who keeps which place, as the old year's duty tells it."""
    duties: list[Assignment]
    """In force on the first day that counts, the carried ones included."""

    @property
    def fresh(self) -> list[SchoolClass]:
        return [one for one in self.classes if one.pk < 0]

    def told(self) -> list[str]:
        """The lessons, as they are listed."""
        names = {one.pk: one.name for one in self.classes}
        rows = self.lessons.items()
        return sorted(_told(names[cell.school_class], row) for cell, row in rows)

    def keep(self, by: Staff) -> None:
        """Save it, inside somebody's `change`. Raises Refusal."""
        made = [
            SchoolClass(year=self.new, grade=one.grade, name=one.name, site_id=one.site_id)
            for one in self.fresh
        ]
        bulk_create_with_history(made, SchoolClass, default_user=by)
        numbers = {one.pk: one.pk for one in self.classes}
        numbers |= {one.pk: kept.pk for one, kept in zip(self.fresh, made, strict=True)}
        wanted = {
            Cell(numbers[cell.school_class], cell.subject): row.staff
            for cell, row in self.lessons.items()
        }
        assign_many(self.new, wanted, self.new.starts_on, by)


def carried_over(old: SchoolYear, new: SchoolYear) -> CarriedOver:
    """Three queries. A class is made for every old one whose name the new year lacks."""
    rows = SchoolClass.objects.filter(year__in=(old, new))
    before = [one for one in rows if one.year_id == old.pk]
    there = [one for one in rows if one.year_id == new.pk]
    names = {one.name for one in there}
    missing = [one for one in before if one.name not in names]
    classes = there + [
        SchoolClass(pk=-place, year=new, grade=one.grade, name=one.name, site_id=one.site_id)
        for place, one in enumerate(missing, start=1)
    ]
    day = effective_from(new)
    held = list(held_between(new, new.starts_on, day))
    lessons = _lessons(old, before, classes, held)
    carried = [duty_in(cell, row.staff, new.starts_on) for cell, row in lessons.items()]
    in_force = [row for row in held if _holds_on(row, day)]
    return CarriedOver(new, classes, lessons, in_force + carried)


def _holds_on(row: Assignment, day: date) -> bool:
    return row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)


def _lessons(
    old: SchoolYear,
    before: list[SchoolClass],
    classes: list[SchoolClass],
    held: list[Assignment],
) -> dict[Cell, Assignment]:
    """A teacher keeps the class of the same name where nobody else holds it.

    Who has left does not; nor who goes up with the pupils, and leads another class in the new year.
    """
    taken = by_cell(row for row in held if row.school_class_id)
    leads = {row.staff_id: row.school_class_id for row in held if _is_homeroom(row)}
    names = {one.pk: one.name for one in before}
    now = {one.name: one.pk for one in classes}
    were = holders(old, old.ends_on)
    found = {}
    for cell, rows in were.items():
        there = Cell(now[names[cell.school_class]], cell.subject)
        if there in taken or len(rows) != 1 or not rows[0].staff.is_active:
            continue
        led_by = {row.staff_id for row in were.get(Cell(cell.school_class), [])}
        goes_up = leads.get(rows[0].staff_id, there.school_class) != there.school_class
        if not (goes_up and rows[0].staff_id in led_by):
            found[there] = rows[0]
    return found


def _is_homeroom(row: Assignment) -> bool:
    return row.duty == Duty.HOMEROOM_TEACHER


def _told(name: str, row: Assignment) -> str:
    what = row.subject.name if row.subject else _("homeroom")
    return f"{name} · {what}: {row.staff.full_name}"
