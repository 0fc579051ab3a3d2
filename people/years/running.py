"""Which school year is running, and under which letterhead the school writes on a day."""

from datetime import date

from django.conf import settings
from django.utils import timezone

from people.years.models import Letterhead, SchoolYear


def running_year() -> SchoolYear | None:
    """The open year; where none is open, the one that is being closed."""
    working = (SchoolYear.State.OPEN, SchoolYear.State.CLOSING)
    # "open" comes after "closing" in the alphabet, and before everything else here.
    return SchoolYear.objects.filter(state__in=working).order_by("-state", "-starts_on").first()


def letterhead_on(day: date | None = None) -> Letterhead:
    """The lines in force on a day; before the first ones were kept, those of the settings."""
    day = day or timezone.localdate()
    kept = Letterhead.objects.filter(starts_on__lte=day).first()
    return kept or Letterhead(
        starts_on=day,
        authority=settings.SOKY_LETTERHEAD,
        name=settings.SOKY_SCHOOL,
        place=settings.SOKY_PLACE,
    )
