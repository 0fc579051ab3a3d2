"""On which days of a year there is teaching."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Value

from people.models import SchoolYear

_SATURDAY = 5
_DAY = timedelta(days=1)


class TeachingDays:
    """Monday to Friday within the terms, holidays apart; loaded by one query, asked many times.

    A year whose terms nobody has entered yet is taught from its first day to its last.
    """

    def __init__(self, year: SchoolYear) -> None:
        terms, holidays = (
            rows.order_by().values_list("starts_on", "ends_on", Value(is_term))
            for rows, is_term in ((year.terms.all(), 1), (year.holidays.all(), 0))
        )
        found = sorted(terms.union(holidays))
        taught = [(first, last) for first, last, is_term in found if is_term]
        self._terms = taught or [(year.starts_on, year.ends_on)]
        self._holidays = [(first, last) for first, last, is_term in found if not is_term]

    def __contains__(self, day: date) -> bool:
        return (day.weekday() < _SATURDAY and _lies_in(day, self._terms)) and not _lies_in(
            day, self._holidays
        )

    def between(self, first: date, last: date) -> list[date]:
        return [day for day in _each(first, last) if day in self]

    def latest(self, until: date) -> date | None:
        """The last teaching day up to this one, this one included."""
        first, last = self._terms[0][0], min(until, self._terms[-1][1])
        return next((day for day in _each_back(last, first) if day in self), None)

    def beside(self, day: date, until: date) -> tuple[date | None, date | None]:
        """The teaching days before and after this one; none that is later than `until`."""
        last = min(until, self._terms[-1][1])
        after = next((one for one in _each(day + _DAY, last) if one in self), None)
        return self.latest(day - _DAY), after


def _lies_in(day: date, spans: list[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _each_back(last: date, first: date) -> Iterator[date]:
    return (last - timedelta(days=n) for n in range((last - first).days + 1))


def month_of(day: date) -> date:
    """The first day of its month, by which a month is named here."""
    return day.replace(day=1)


def end_of_month(day: date) -> date:
    return month_of(month_of(day) + timedelta(days=31)) - _DAY


def months_of(year: SchoolYear, until: date) -> list[date]:
    """The months of a year that have begun, the earliest first."""
    found, month = [], month_of(year.starts_on)
    while month <= min(until, year.ends_on):
        found.append(month)
        month = end_of_month(month) + _DAY
    return found
