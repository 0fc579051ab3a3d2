"""How far the classes are: the attendance of one day, and the closing of each month."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from people.attendance.closing import Standing, due_on, months, standing
from people.attendance.month_sheet import is_within
from people.attendance.teaching_days import TeachingDays, end_of_month, months_of
from people.models import AttendanceMonth, Enrolment, RollCall, SchoolClass
from people.staffing.teaching import homeroom_on


@dataclass(frozen=True, slots=True)
class ClassOnDay:
    """One class; no roll call where nobody has taken it yet; the months that have begun."""

    school_class: SchoolClass
    roll_call: RollCall | None
    pupils: int
    excused: int
    unexcused: int
    months: list["ClassMonth"]


@dataclass(frozen=True, slots=True)
class ClassMonth:
    """How far one class is with one month; `missing` are days that nobody has taken."""

    month: date
    standing: Standing
    missing: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class _Enrolled:
    """A pupil's time in a class, and whether he or she is marked on the day looked at."""

    starts_on: date
    ends_on: date | None
    is_excused: bool | None


def of_the_running_year(classes: QuerySet[SchoolClass]) -> list[SchoolClass]:
    """With `homeroom`, the teacher's name. Of the open year; else of the one being closed."""
    named = classes.annotate(homeroom=homeroom_on(timezone.localdate()))
    # "open" comes after "closing" in the alphabet.
    found = list(named.order_by("-year__state", "-year__starts_on", "grade", "name"))
    return [one for one in found if one.year_id == found[0].year_id]


class Overview:
    """Classes of one year on a day, and their months that have begun; four queries."""

    def __init__(self, classes: Sequence[SchoolClass], day: date, days: TeachingDays) -> None:
        self.classes, self.day = classes, day
        begun = months_of(classes[0].year, timezone.localdate())
        taught = {month: days.between(month, end_of_month(month)) for month in begun}
        self._days = {month: found for month, found in taught.items() if found}
        self._enrolled = self._load_enrolments()
        self._taken = self._count_taken()
        self._rows: Mapping[tuple[int, date], AttendanceMonth] = {
            (row.school_class_id, row.starts_on): row
            for row in months().filter(school_class__in=classes)
        }

    def _load_enrolments(self) -> dict[int, list[_Enrolled]]:
        on_the_day = Q(pupil__absences__on=self.day)
        rows = Enrolment.objects.filter(school_class__in=self.classes).annotate(
            away=FilteredRelation("pupil__absences", condition=on_the_day)
        )
        found: dict[int, list[_Enrolled]] = defaultdict(list)
        for school_class, *facts in rows.values_list(
            "school_class", "starts_on", "ends_on", "away__is_excused"
        ):
            found[school_class].append(_Enrolled(*facts))
        return found

    def _count_taken(self) -> Mapping[tuple[int, date], int]:
        days = [day for found in self._days.values() for day in found]
        rows = RollCall.objects.filter(school_class__in=self.classes, on__in=days).order_by()
        counted = rows.values("school_class", month=TruncMonth("on")).annotate(number=Count("pk"))
        return {(row["school_class"], row["month"]): row["number"] for row in counted}

    def today(self) -> list[ClassOnDay]:
        """One more query."""
        calls = RollCall.objects.filter(school_class__in=self.classes, on=self.day)
        taken = {row.school_class_id: row for row in calls.select_related("by", "acting_for")}
        return [self._today(one, taken.get(one.pk)) for one in self.classes]

    def _today(self, school_class: SchoolClass, roll_call: RollCall | None) -> ClassOnDay:
        marks = [
            one.is_excused
            for one in self._enrolled[school_class.pk]
            if is_within(self.day, [(one.starts_on, one.ends_on)])
        ]
        absent = marks.count(True), marks.count(False)
        begun = [self._month(school_class, month) for month in self._days]
        return ClassOnDay(school_class, roll_call, len(marks), *absent, begun)

    def _month(self, school_class: SchoolClass, month: date) -> ClassMonth:
        today, days = timezone.localdate(), self._days[month]
        spans = [(one.starts_on, one.ends_on) for one in self._enrolled[school_class.pk]]
        due = sum(day < today and is_within(day, spans) for day in days)
        missing = max(0, due - self._taken.get((school_class.pk, month), 0))
        row = self._rows.get((school_class.pk, month))
        state = standing(row, is_over=today > days[-1], missing=missing)
        late = state != Standing.CLOSED and today > due_on(month)
        return ClassMonth(month, state, missing, late)
