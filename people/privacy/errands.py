"""What requests about personal data ask of clerk and principal: an answer in time."""

from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from people.errands import Errand, Row, ask
from people.models import DataRequest, Duty
from people.powers import Powers

State = DataRequest.State


def _open(powers: Powers) -> QuerySet[Any]:
    """Nobody answers what he or she has asked for."""
    if not powers.posts((Duty.CLERK, Duty.PRINCIPAL)):
        return DataRequest.objects.none()
    rows = DataRequest.objects.filter(state__in=(State.ENTERED, State.ANSWERED))
    return rows.exclude(staff=powers.staff)


def _answer_or_settle(row: Row) -> Errand:
    label = (
        _("First answer to request no. %d about personal data")
        if row.mark == State.ENTERED
        else _("Settle request no. %d about personal data")
    )
    url, kind = reverse("data_request", args=[row.number]), DataRequest.Kind(row.words)
    return Errand(label % row.number, url, row.day, str(kind.label))


ask(_open, _answer_or_settle, number=F("pk"), words=F("kind"), mark=F("state"), day=F("due_on"))
