"""What is still open in a school year before its state turns; each subject says its own part."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from people.attendance.closing import unclosed
from people.models import SchoolYear
from people.registry import Registry
from people.years.running import last_day_of

Part = Callable[[SchoolYear], Iterator[str]]
_parts: Registry[Part] = Registry("part of a year")
tells_what_is_open = _parts.add


def unfinished(year: SchoolYear) -> list[str]:
    return [sentence for part in _parts.all() for sentence in part(year)]


@tells_what_is_open
def _months(year: SchoolYear) -> Iterator[str]:
    months = unclosed(last_day_of(year)).filter(school_class__year=year)
    if count := months.count():
        yield _("%d month(s) of attendance are not closed.") % count
