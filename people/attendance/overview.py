"""How far the classes are: the attendance of one day, and the closing of each month."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from people.attendance.closing import Standing, due_on, months, standing
from people.attendance.month_sheet import Span, is_within
from people.attendance.teaching_days import TeachingDays, end_of_month, months_of
from people.duties import in_force
from people.models import (
    Assignment,
    AttendanceMonth,
    Duty,
    Enrolment,
    RollCall,
    SchoolClass,
    SchoolYear,
)
from people.movements.enrolments import on_day


@dataclass(frozen=True, slots=True)
class ClassToday:
    """One class on the day; no roll call where nobody has taken it yet."""

    school_class: SchoolClass
    homeroom: str
    roll_call: RollCall | None
    pupils: int
    excused: int
    unexcused: int


@dataclass(frozen=True, slots=True)
class ClassMonth:
    """How far one class is with one month; `missing` are days that nobody has taken."""

    month: date
    standing: Standing
    missing: int
    is_late: bool


def classes_on(classes: Iterable[SchoolClass], day: date) -> list[ClassToday]:
    """Four queries, however many classes."""
    listed = list(classes)
    numbers = [one.pk for one in listed]
    taken = {
        row.school_class_id: row
        for row in RollCall.objects.filter(school_class__in=numbers, on=day).select_related("by")
    }
    counts, homerooms = _counts(numbers, day), _homerooms(numbers, day)
    return [
        ClassToday(
            one, ", ".join(homerooms[one.pk]), taken.get(one.pk), *counts.get(one.pk, (0, 0, 0))
        )
        for one in listed
    ]


def _counts(classes: list[int], day: date) -> dict[int, tuple[int, int, int]]:
    """By class: its pupils on the day, and how many of them are marked absent."""
    rows = (
        Enrolment.objects.filter(on_day(day), school_class__in=classes)
        .annotate(away=FilteredRelation("pupil__absences", condition=Q(pupil__absences__on=day)))
        .values("school_class")
        .annotate(
            pupils=Count("pk"),
            excused=Count("away", filter=Q(away__is_excused=True)),
            unexcused=Count("away", filter=Q(away__is_excused=False)),
        )
    )
    return {
        row["school_class"]: (row["pupils"], row["excused"], row["unexcused"])
        for row in rows.order_by()
    }


def _homerooms(classes: list[int], day: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Assignment.objects.filter(
        in_force(day), duty=Duty.HOMEROOM_TEACHER, school_class__in=classes
    )
    for row in rows.select_related("staff"):
        found[row.school_class_id or 0].append(row.staff.called)
    return found


class Months:
    """The months of a year that have begun, for some classes; three queries."""

    def __init__(
        self, year: SchoolYear, classes: Iterable[SchoolClass], days: TeachingDays
    ) -> None:
        today = timezone.localdate()
        self.names = [
            month for month in months_of(year, today) if days.between(month, end_of_month(month))
        ]
        self._days = {month: days.between(month, end_of_month(month)) for month in self.names}
        self._classes = list(classes)
        numbers = [one.pk for one in self._classes]
        self._rows = {
            (row.school_class_id, row.starts_on): row
            for row in months().filter(school_class__in=numbers)
        }
        self._spans = _spans(numbers)
        self._taken = self._count_taken(numbers)

    def _count_taken(self, classes: list[int]) -> Mapping[tuple[int, date], int]:
        days = [day for month in self._days.values() for day in month]
        rows = RollCall.objects.filter(school_class__in=classes, on__in=days)
        counted = rows.order_by().values("school_class", month=TruncMonth("on"))
        return {
            (row["school_class"], row["month"]): row["number"]
            for row in counted.annotate(number=Count("pk"))
        }

    def table(self) -> list[tuple[SchoolClass, list[ClassMonth]]]:
        return [(one, [self._month(one, month) for month in self.names]) for one in self._classes]

    def _month(self, school_class: SchoolClass, month: date) -> ClassMonth:
        today, days = timezone.localdate(), self._days[month]
        spans = self._spans[school_class.pk]
        due = sum(day < today and is_within(day, spans) for day in days)
        missing = max(0, due - self._taken.get((school_class.pk, month), 0))
        row: AttendanceMonth | None = self._rows.get((school_class.pk, month))
        state = standing(row, is_over=today > days[-1], missing=missing)
        late = state != Standing.CLOSED and today > due_on(month)
        return ClassMonth(month, state, missing, late)


def _spans(classes: list[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    rows: QuerySet[Enrolment] = Enrolment.objects.filter(school_class__in=classes)
    for school_class, first, last in rows.values_list("school_class", "starts_on", "ends_on"):
        found[school_class].append((first, last))
    return found
