"""On which days the office works: neither a weekend nor a holiday of the school's calendar."""

from datetime import date, timedelta
from itertools import islice

from people.years.models import Holiday

_DAY = timedelta(days=1)
_SATURDAY = 5
# Longer than any due time with the longest holidays in it.
_AHEAD = timedelta(days=120)


class WorkingDays:
    """The working days of a span; its holidays are asked for once."""

    def __init__(self, first: date, last: date) -> None:
        holidays = Holiday.objects.filter(starts_on__lte=last, ends_on__gte=first)
        self._free = list(holidays.values_list("starts_on", "ends_on"))

    def includes(self, day: date) -> bool:
        is_free = any(first <= day <= last for first, last in self._free)
        return day.weekday() < _SATURDAY and not is_free

    def after(self, day: date, count: int) -> date:
        """The working day that is so many working days after this day; in a calendar that is free
        as far as one looks, the last day one looks at.
        """
        days = (day + _DAY * number for number in range(1, _AHEAD.days + 1))
        working = islice(filter(self.includes, days), count)
        found = [day, *working]
        return found[-1] if len(found) > count else day + _AHEAD

    def between(self, first: date, last: date) -> int:
        """How many working days lie after the first, up to the last."""
        days = (first + _DAY * number for number in range(1, (last - first).days + 1))
        return sum(map(self.includes, days))


def working_day_after(day: date, count: int) -> date:
    return WorkingDays(day, day + _AHEAD).after(day, count)
