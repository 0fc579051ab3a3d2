"""Which school year is running, and under which letterhead the school writes on a day."""

from datetime import date

from django.conf import settings
from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from people.years.models import WORKING, Letterhead, SchoolYear


def _running() -> QuerySet[SchoolYear]:
    # "open" comes after "closing" in the alphabet, and before everything else here.
    return SchoolYear.objects.filter(state__in=WORKING).order_by("-state", "-starts_on")


def running_year() -> SchoolYear | None:
    """The open year; where none is open, the one that is being closed."""
    return _running().first()


def school_and_year(on: date, otherwise: str) -> dict[str, Coalesce]:
    """The `school` by its name on a day and the running `year`, for a query that is asked anyway.

    `otherwise` is what it is called before it is founded.
    """
    name = Letterhead.objects.filter(starts_on__lte=on).values("name")[:1]
    first = Letterhead.objects.order_by("starts_on").values("name")[:1]
    return {
        "school": Coalesce(Subquery(name), Subquery(first), Value(otherwise)),
        "year": Coalesce(Subquery(_running().values("name")[:1]), Value("")),
    }


def last_day_of(year: SchoolYear) -> date:
    """Today within the year, else the end of it that is nearer."""
    return min(max(timezone.localdate(), year.starts_on), year.ends_on)


def letterhead_on(day: date | None = None) -> Letterhead:
    """The lines in force on a day, the first ones on any earlier day.

    Only before the school is founded, those of the settings.
    """
    day = day or timezone.localdate()
    in_force = Letterhead.objects.filter(starts_on__lte=day).first()
    kept = in_force or Letterhead.objects.order_by("starts_on").first()
    return kept or Letterhead(
        starts_on=day,
        authority=settings.SOKY_LETTERHEAD,
        name=settings.SOKY_SCHOOL,
        place=settings.SOKY_PLACE,
    )


def school_name() -> str:
    """As it is called today."""
    return letterhead_on().name
