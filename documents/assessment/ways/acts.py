"""Recording the way in which a pupil is assessed, and asking for it."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.rules.facts import Way
from documents.assessment.ways.models import AssessmentWay
from people.door import Act, change, declare
from people.fingerprint import fingerprint_of
from people.models import Pupil, SchoolYear, Staff
from people.offices import CLASS_AND_LEADERSHIP, LEADERSHIP
from people.refusals import ChangedMeanwhile, Refusal

SEE_WAYS = declare(
    Act(
        "ways_seen",
        gettext_lazy("How pupils are assessed"),
        gettext_lazy("%(who)s saw how pupils are assessed."),
        CLASS_AND_LEADERSHIP,
        in_person=False,
        is_told=False,
    )
)
SET_WAY = declare(
    Act(
        "way_of_assessment",
        gettext_lazy("Way of assessment"),
        gettext_lazy("%(who)s recorded how %(pupil)s is assessed."),
        LEADERSHIP,
    )
)


def ways_of(pupils: Collection[int], year: SchoolYear, on: date) -> dict[int, AssessmentWay]:
    """By pupil, as decided until this day; nothing for who is assessed as all are."""
    rows = AssessmentWay.objects.filter(year=year, decided_on__lte=on, pupil__in=pupils)
    return {row.pupil_id: row for row in rows.exclude(way=AssessmentWay.Way.AS_ALL)}


def way_of(pupil: Pupil, year: SchoolYear) -> AssessmentWay:
    """As it is kept; a new one where nothing was recorded yet."""
    row = AssessmentWay.objects.filter(pupil=pupil, year=year).first()
    return row or AssessmentWay(pupil=pupil, year=year, way=AssessmentWay.Way.AS_ALL)


def seen_of(way: AssessmentWay) -> str:
    facts = (way.way, way.left_out, way.demands, way.decision, way.decided_on)
    return fingerprint_of(*facts) if way.pk else ""


def set_way(way: AssessmentWay, by: Staff, *, seen: str) -> None:
    """Keep it; `seen` is the fingerprint of what stood on the page. Raises Refusal."""
    with change(SET_WAY, by, pupil=way.pupil_id, year=way.year_id):
        year = SchoolYear.objects.select_for_update().get(pk=way.year_id)
        if not year.takes_work:
            said = _("The school year %s is not open: nothing is changed in it.")
            raise Refusal(said % year, "year_not_open")
        if seen_of(way_of(way.pupil, year)) != seen:
            raise ChangedMeanwhile
        way.by = by
        way.save()


def as_rule(way: AssessmentWay | None) -> Way:
    """As the rules of the circular name it."""
    return Way(way.way) if way else Way.AS_ALL
