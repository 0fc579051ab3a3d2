"""How many sessions pupils missed in a year, with and without permission: what transcripts ask."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from people.models import Absence, Enrolment, Holiday, Pupil, SchoolYear, Term


@dataclass(frozen=True, slots=True)
class Missed:
    """Sessions (buổi)."""

    excused: int = 0
    unexcused: int = 0


def sessions_missed(
    year: SchoolYear, pupils: Collection[int] | QuerySet[Pupil]
) -> dict[int, Missed]:
    """By pupil; whoever missed nothing is not named. One query, whatever classes they were in."""
    rows = (
        absences_that_count(year)
        .filter(pupil__in=pupils)
        .order_by()
        .values("pupil")
        .annotate(
            excused=Sum("sessions", filter=Q(is_excused=True), default=0),
            unexcused=Sum("sessions", filter=Q(is_excused=False), default=0),
        )
    )
    return {row["pupil"]: Missed(row["excused"], row["unexcused"]) for row in rows}


def absences_that_count(year: SchoolYear) -> QuerySet[Absence]:
    """Of days on which there was teaching and the pupil was in a class of this year.

    What was marked on a day that a pupil turned out to have left before, or that was made a holiday
    later, stays written and counts again when that is taken back.
    """
    on = Q(starts_on__lte=OuterRef("on"))
    until = Q(ends_on__gte=OuterRef("on"))
    enrolled = Enrolment.objects.filter(
        on, until | Q(ends_on=None), pupil=OuterRef("pupil"), school_class__year=year
    )
    terms = Term.objects.filter(year=year)
    return Absence.objects.filter(
        Exists(enrolled),
        ~Exists(Holiday.objects.filter(on, until, year=year)),
        Exists(terms.filter(on, until)) | ~Exists(terms),
        on__range=(year.starts_on, year.ends_on),
    )
