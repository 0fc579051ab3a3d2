"""Who has no transcript at all of a year, told before its state turns."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from documents.records.transcript.models import Transcript
from people.models import Enrolment, SchoolYear
from people.movements.enrolments import on_day
from people.new_year.unfinished import tells_what_is_open
from people.years.running import last_day_of


@tells_what_is_open
def _without_transcript(year: SchoolYear) -> Iterator[str]:
    there = Enrolment.objects.filter(on_day(last_day_of(year)), school_class__year=year)
    drawn_up = Transcript.objects.filter(year=year).values("pupil")
    if number := there.exclude(pupil__in=drawn_up).count():
        said = ngettext(
            "%d pupil has no transcript of this year.",
            "%d pupils have no transcript of this year.",
            number,
        )
        yield said % number
