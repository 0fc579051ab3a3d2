"""What substitutions ask of the principal: to grant or to refuse what was asked for."""

from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from people.door import may_do
from people.errands import Errand, Row, ask
from people.models import SubstitutionRequest
from people.powers import Powers
from people.staffing.acts import GRANT


def _open(powers: Powers) -> QuerySet[Any]:
    """Due on its first day. Nobody is asked to let himself or herself stand in."""
    if not may_do(GRANT, powers):
        return SubstitutionRequest.objects.none()
    rows = SubstitutionRequest.objects.filter(granted=None, refused_at=None)
    return rows.exclude(substitute=powers.staff)


def _decide(row: Row) -> Errand:
    facts = {"substitute": row.mark, "absent": row.words}
    label = _("Decide: %(substitute)s stands in for %(absent)s?") % facts
    return Errand(label, reverse("substitutions"), row.day)


ask(
    _open,
    _decide,
    number=F("pk"),
    words=F("absent__full_name"),
    mark=F("substitute__full_name"),
    day=F("starts_on"),
)
