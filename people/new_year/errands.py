"""What the end of a year asks of the principal: to decide on the board's proposal."""

from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from people.errands import Errand, Row, ask
from people.models import Duty, LockProposal
from people.new_year.proposals import all_waiting
from people.powers import Powers


def _proposed(powers: Powers) -> QuerySet[Any]:
    decides = bool(powers.posts((Duty.PRINCIPAL,)))
    return all_waiting() if decides else LockProposal.objects.none()


def _decide(row: Row) -> Errand:
    label = _("Decide whether the school year %s is locked") % row.words
    return Errand(label, reverse("year_turn", args=[row.number, "year_locked"]), row.day)


ask(
    _proposed,
    _decide,
    number=F("year"),
    words=F("year__name"),
    mark=Value(""),
    day=TruncDate("at"),
)
