"""The attendance of a class in a month: pupils down, teaching days across, what it adds up to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from people.attendance.marks import PRESENT, is_excused, mark_of, sessions_of
from people.attendance.teaching_days import TeachingDays, end_of_month
from people.fingerprint import fingerprint_of
from people.models import Absence, Enrolment, Pupil, RollCall, SchoolClass

Span = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Column:
    """A teaching day; `is_missing`: its attendance was not taken though there was somebody to call."""

    day: date
    is_taken: bool
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil; a mark for each day, None where he or she was not in the class."""

    pupil: Pupil
    marks: list[str | None]
    excused: int
    unexcused: int


class MonthSheet:
    """Five queries."""

    def __init__(self, school_class: SchoolClass, month: date) -> None:
        self.school_class, self.month, self.ends_on = school_class, month, end_of_month(month)
        self.days = TeachingDays(school_class.year).between(month, self.ends_on)
        self._spans: dict[Pupil, list[Span]] = defaultdict(list)
        for row in self._enrolments():
            self._spans[row.pupil].append((row.starts_on, row.ends_on))
        self._taken = set(
            RollCall.objects.filter(
                school_class=school_class, on__range=(month, self.ends_on)
            ).values_list("on", flat=True)
        )
        self._absences = self._load_absences()
        self.rows = [self._row(pupil) for pupil in self._spans]
        self.columns = [self._column(day) for day in self.days]

    def _enrolments(self) -> list[Enrolment]:
        rows = Enrolment.objects.filter(
            school_class=self.school_class, starts_on__lte=self.ends_on
        ).exclude(ends_on__lt=self.month)
        return list(rows.select_related("pupil").order_by("pupil__name_key", "pupil", "starts_on"))

    def _load_absences(self) -> dict[tuple[int, date], str]:
        rows = Absence.objects.filter(pupil__in=[one.pk for one in self._spans], on__in=self.days)
        return {(row.pupil_id, row.on): mark_of(row) for row in rows}

    def _row(self, pupil: Pupil) -> Row:
        marks = [self._mark(pupil, day) for day in self.days]
        sessions: dict[bool, int] = {True: 0, False: 0}
        for mark in filter(None, marks):
            sessions[is_excused(mark)] += sessions_of(mark, self.school_class.year.sessions_a_day)
        return Row(pupil, marks, sessions[True], sessions[False])

    def _mark(self, pupil: Pupil, day: date) -> str | None:
        if not is_within(day, self._spans[pupil]):
            return None
        return self._absences.get((pupil.pk, day), PRESENT)

    def _column(self, day: date) -> Column:
        taken = day in self._taken
        is_due = day < timezone.localdate() and any(
            is_within(day, spans) for spans in self._spans.values()
        )
        return Column(day, taken, is_due and not taken)

    @property
    def is_over(self) -> bool:
        """No teaching day of it is left; a month without any ends as the calendar says."""
        return timezone.localdate() > (self.days[-1] if self.days else self.ends_on)

    @property
    def missing(self) -> list[date]:
        return [column.day for column in self.columns if column.is_missing]

    @property
    def excused(self) -> int:
        return sum(row.excused for row in self.rows)

    @property
    def unexcused(self) -> int:
        return sum(row.unexcused for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """Of what is closed: which days, which pupils, which marks."""
        return fingerprint_of(
            [column.day for column in self.columns if column.is_taken],
            sorted((row.pupil.pk, row.marks) for row in self.rows),
        )


def is_within(day: date, spans: list[Span]) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in spans)
