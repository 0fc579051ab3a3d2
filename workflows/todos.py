"""What the engine asks of people beside approvals: drafts that nobody can go on with."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from people.errands import Errand, Row, ask
from people.offices import LEADERSHIP
from people.powers import Powers
from workflows import handover
from workflows.models import Approval


def _left_behind(powers: Powers) -> QuerySet[Any]:
    if not powers.posts(LEADERSHIP):
        return Approval.objects.none()
    return handover.left_behind()


def _hand_over(row: Row) -> Errand:
    label = _("Hand over a draft of %s, who works here no longer") % row.words
    return Errand(label, f"{reverse('left_behind')}#draft-{row.number}", detail=row.mark)


ask(
    _left_behind,
    _hand_over,
    number=F("pk"),
    words=F("author__full_name"),
    mark=F("title"),
    day=TruncDate("updated_at"),
)
