"""Which closed months a change of the calendar touches: those whose days of teaching are other ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.utils import timezone

from people.attendance.teaching_days import TeachingDays, month_of
from people.models import AttendanceMonth, SchoolYear


@contextmanager
def noted(year: SchoolYear) -> Iterator[None]:
    """What is changed inside lets these months count as corrected since they were closed."""
    before = _taught(year)
    yield
    months = {month_of(day) for day in before ^ _taught(year)}
    touched = AttendanceMonth.objects.filter(school_class__year=year, starts_on__in=months)
    touched.update(changed_at=timezone.now())


def _taught(year: SchoolYear) -> set[date]:
    return set(TeachingDays(year).between(year.starts_on, year.ends_on))
