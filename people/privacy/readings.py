"""Who looked at whose protected facts, for the whole school: filtered, paged, taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people.digits import are_digits
from people.door import change
from people.imports.sheets import spreadsheet
from people.models import Reading, Staff
from people.privacy.acts import EXPORT_READINGS

_LONGEST_MONTH = timedelta(days=32)
_DIGITS = 15
_YEARS = range(2000, 2101)  # others lead beyond what a clock of a zone can tell


@dataclass(frozen=True, slots=True)
class Filter:
    who: int | None = None
    month: date | None = None

    @classmethod
    def of(cls, asked: Any) -> "Filter":
        """From an address; what cannot be read filters nothing."""
        return cls(_number(asked.get("who", "")), _month(asked.get("month", "")))


def _number(text: str) -> int | None:
    is_one = are_digits(text) and len(text) <= _DIGITS
    return int(text) if is_one else None


def _month(text: str) -> date | None:
    try:
        month = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 a month has no hour
    except ValueError:
        return None
    return month if month.year in _YEARS else None


def readings(wanted: Filter) -> QuerySet[Reading]:
    rows = Reading.objects.select_related("by", "pupil")
    if wanted.who is not None:
        rows = rows.filter(by=wanted.who)
    if wanted.month:
        rows = rows.filter(at__gte=_begin(wanted.month), at__lt=_begin(_next(wanted.month)))
    return rows


def _next(month: date) -> date:
    return (month + _LONGEST_MONTH).replace(day=1)


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def readers() -> QuerySet[Staff]:
    return Staff.objects.filter(Exists(Reading.objects.filter(by=OuterRef("pk"))))


def months() -> list[date]:
    """From the last month in which somebody looked back to the first."""
    ends = Reading.objects.aggregate(first=Min("at"), last=Max("at"))
    if ends["first"] is None:
        return []
    month = timezone.localdate(ends["first"]).replace(day=1)
    found = [month]
    while _next(found[-1]) <= timezone.localdate(ends["last"]):
        found.append(_next(found[-1]))
    return found[::-1]


def taken_out(wanted: Filter, by: Staff) -> bytes:
    """As a spreadsheet; that it was taken out is told to the trail. Raises Refusal."""
    with change(EXPORT_READINGS, by) as about:
        rows: list[Sequence[Any]] = [
            (
                f"{timezone.localtime(one.at):%d/%m/%Y %H:%M}",
                one.by.full_name,
                one.pupil.full_name,
                one.pupil.ministry_code or "",
                str(one.get_purpose_display()),
            )
            for one in readings(wanted)
        ]
        about["rows"] = len(rows)
    headings = (_("When"), _("Who"), _("Pupil"), _("Ministry's pupil code"), _("What for"))
    return spreadsheet({_("Who looked"): (headings, rows)})
