"""What gradebooks ask of the principal: who moves up though the year is still not completed."""

from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.assessment.supplements.acts import DECIDE
from documents.assessment.supplements.models import SupplementaryAssessment
from people.errands import Errand, Row, ask
from people.powers import Powers
from people.years.models import WORKING


def _proposals(powers: Powers) -> QuerySet[Any]:
    if not powers.posts(DECIDE.may):
        return SupplementaryAssessment.objects.none()
    rows = SupplementaryAssessment.objects.filter(
        decided_on=None, school_class__year__state__in=WORKING
    )
    return rows.exclude(proposal="")


def _decide(row: Row) -> Errand:
    url = reverse("gradebook:supplements", args=[row.number])
    return Errand(_("Does %s move up? A proposal waits for you") % row.words, url, detail=row.mark)


ask(
    _proposals,
    _decide,
    number=F("school_class"),
    words=F("pupil__given_name"),
    mark=F("school_class__name"),
    day=F("school_class__year__ends_on"),
)
