"""Which week of teaching a day lies in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from people.years.models import Holiday, SchoolYear

_WEEK = timedelta(weeks=1)
_TEACHING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Week:
    """A week of teaching, counted through both terms; weeks that are free as a whole do not count."""

    number: int
    term: int
    monday: date


def weeks_of(year: SchoolYear) -> list[Week]:
    """All weeks of the year in order; two queries."""
    holidays = list(year.holidays.all())
    return list(_weeks(year, holidays))


def _weeks(year: SchoolYear, holidays: list[Holiday]) -> Iterator[Week]:
    number, last = 0, date.min
    for term in year.terms.all():
        monday = term.starts_on - timedelta(days=term.starts_on.weekday())
        while monday <= term.ends_on:
            if monday > last and not _is_free_week(monday, holidays):
                number += 1
                yield Week(number, term.number, monday)
                last = monday
            monday += _WEEK


def _is_free_week(monday: date, holidays: list[Holiday]) -> bool:
    days = (monday + timedelta(days=n) for n in range(_TEACHING_DAYS))
    return all(any(each.starts_on <= day <= each.ends_on for each in holidays) for day in days)


def week_of(day: date) -> int:
    """The number of the week this day lies in; in a free week that of the week before; 1 where none."""
    year = SchoolYear.objects.filter(starts_on__lte=day, ends_on__gte=day).first()
    if year is None:
        return 1
    past = [week.number for week in weeks_of(year) if week.monday <= day]
    return past[-1] if past else (day - year.starts_on).days // 7 + 1
