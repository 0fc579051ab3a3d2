"""Entering what a pupil brings from another school, and asking for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.brought_results.models import BroughtResults
from documents.assessment.year_end import working_year_of
from people.door import Act, change, declare
from people.fingerprint import fingerprint_of
from people.models import AssessmentPeriod, Duty, Enrolment, Movement, Pupil, SchoolClass, Staff
from people.movements.enrolments import pupils_in
from people.movements.models import Kind
from people.offices import CLASS_AND_LEADERSHIP
from people.refusals import ChangedMeanwhile, Refusal
from people.years.running import last_day_of

SEE = declare(
    Act(
        "brought_results_seen",
        gettext_lazy("Results of another school"),
        gettext_lazy("%(who)s saw what pupils of %(school_class)s bring from other schools."),
        CLASS_AND_LEADERSHIP,
        in_person=False,
        is_told=False,
    )
)
ENTER = declare(
    Act(
        "brought_results_entered",
        gettext_lazy("Results of another school entered"),
        gettext_lazy("%(who)s entered results that %(pupil)s brings from another school."),
        (Duty.HOMEROOM_TEACHER,),
        in_person=False,
    )
)


@dataclass(frozen=True, slots=True)
class ElsewhereThen:
    """A pupil, and a period at which he or she was still at another school; how he or she came here."""

    pupil: Pupil
    period: AssessmentPeriod
    arrival: Movement


def elsewhere_then(of: SchoolClass) -> list[ElsewhereThen]:
    """Of the pupils in the class today: the year's periods that ended before they came. Four queries."""
    by_pupil = {pupil.pk: pupil for pupil in pupils_in(of, last_day_of(of.year))}
    periods = list(of.year.periods.order_by("opens_on"))
    was_here = {
        (stay.pupil_id, period.pk)
        for stay in Enrolment.objects.filter(pupil__in=by_pupil)
        for period in periods
        if stay.covers(period.closes_on)
    }
    # Of several arrivals the first one after the period says where the pupil was then.
    then: dict[tuple[int, int], ElsewhereThen] = {}
    for arrival in _arrivals(of, by_pupil):
        for period in periods:
            key = (arrival.pupil_id, period.pk)
            if period.closes_on < arrival.on and key not in was_here:
                then.setdefault(key, ElsewhereThen(by_pupil[arrival.pupil_id], period, arrival))
    return list(then.values())


def _arrivals(of: SchoolClass, pupils: Iterable[int]) -> Iterable[Movement]:
    rows = Movement.objects.filter(pupil__in=list(pupils), kind=Kind.TRANSFER_IN, reversal=None)
    return rows.filter(on__range=(of.year.starts_on, of.year.ends_on)).order_by("on", "pk")


def brought_to(
    pupils: Iterable[int], periods: Iterable[int]
) -> dict[tuple[int, int], BroughtResults]:
    """By pupil and period; nothing where it was taken out, or where the arrival was taken back."""
    rows = BroughtResults.objects.filter(
        pupil__in=list(pupils), period__in=list(periods), movement__reversal=None
    )
    rows = rows.exclude(values={}).select_related("movement")
    return {(row.pupil_id, row.period_id): row for row in rows}


def seen_of(row: BroughtResults | None) -> str:
    return fingerprint_of(sorted(row.values.items())) if row and row.values else ""


def enter(
    of: SchoolClass, then: ElsewhereThen, values: Mapping[str, str | int], by: Staff, *, seen: str
) -> None:
    """Nothing entered takes them out; `seen` is what stood on the page. Raises Refusal."""
    about = {"pupil": then.pupil.pk, "period": then.period.pk}
    with change(ENTER, by, (of.pk,), **about) as told:
        working_year_of(of)
        if then not in elsewhere_then(of):
            said = _("At that period this pupil was not at another school.")
            raise Refusal(said, "not_elsewhere_then")
        row = BroughtResults.objects.filter(pupil=then.pupil, period=then.period).first()
        if seen_of(row) != seen:
            raise ChangedMeanwhile
        row = row or BroughtResults(pupil=then.pupil, period=then.period)
        row.movement, row.values, row.by = then.arrival, dict(values), by
        row.save()
        told["values"] = fingerprint_of(row.values)
