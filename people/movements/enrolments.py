"""Who is in which class on a day; kept in step with the movements."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from people.movements.models import Enrolment, Movement
from people.movements.standing import spans
from people.pupils.models import Pupil
from people.years.models import SchoolClass


def counting(pupils: Collection[int]) -> dict[int, list[Movement]]:
    """The movements that count, oldest first, of each of these pupils."""
    found: dict[int, list[Movement]] = defaultdict(list)
    for movement in _of(pupils).select_related("from_class__year", "to_class__year"):
        found[movement.pupil_id].append(movement)
    return found


def _of(pupils: Collection[int]) -> QuerySet[Movement]:
    return Movement.objects.filter(reversal=None, pupil__in=pupils).order_by("on", "pk")


def follow(pupils: Collection[int]) -> None:
    """Write the enrolments that follow from the movements of these pupils; only what differs."""
    wanted = {
        (pupil, span.school_class, span.starts_on, span.ends_on)
        for pupil, movements in _sequences(pupils)
        for span in spans(movements)
    }
    surplus, stored = [], set()
    for row in Enrolment.objects.filter(pupil__in=pupils):
        key = (row.pupil_id, row.school_class_id, row.starts_on, row.ends_on)
        stored.add(key)
        if key not in wanted:
            surplus.append(row.pk)
    Enrolment.objects.filter(pk__in=surplus).delete()
    Enrolment.objects.bulk_create(
        (
            Enrolment(pupil_id=pupil, school_class_id=place, starts_on=first, ends_on=last)
            for pupil, place, first, last in sorted(wanted - stored, key=str)
        ),
        batch_size=500,
    )


def _sequences(pupils: Collection[int]) -> Iterable[tuple[int, list[Movement]]]:
    found: dict[int, list[Movement]] = defaultdict(list)
    for movement in _of(pupils):
        found[movement.pupil_id].append(movement)
    return found.items()


def on_day(day: date | None = None) -> Q:
    """Enrolments in force on this day."""
    day = day or timezone.localdate()
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def pupils_in(school_class: SchoolClass, day: date | None = None) -> QuerySet[Pupil]:
    """The pupils of a class on a day, in the order of Vietnamese lists."""
    there = Enrolment.objects.filter(on_day(day), school_class=school_class)
    return Pupil.objects.filter(pk__in=there.values("pupil"))


def with_place() -> QuerySet[Pupil]:
    """With `place`, the class each is in, else was in last; before the first day, the one to come.

    A class of next year gives no say yet.
    """
    begun = Case(When(starts_on__lte=timezone.localdate(), then="starts_on"))
    rows = Enrolment.objects.filter(pupil=OuterRef("pk")).annotate(begun=begun)
    newest = rows.order_by(F("begun").desc(nulls_last=True), "starts_on")
    return Pupil.objects.annotate(place=Subquery(newest.values("school_class")[:1]))


def place_of(pupil: int) -> int | None:
    # An annotation, which the type checker does not see.
    return with_place().get(pk=pupil).place  # type: ignore[attr-defined, no-any-return]


def class_of(pupil: Pupil, day: date | None = None) -> SchoolClass | None:
    there = Enrolment.objects.filter(on_day(day), pupil=pupil).select_related("school_class__year")
    found = there.first()
    return found.school_class if found else None
