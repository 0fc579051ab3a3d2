"""Which requests of the family are still open when a pupil is about to leave."""

from datetime import date

from django.utils.translation import gettext as _

from people.models import DataRequest, Pupil
from people.movements.closing import ask_before_leaving

State = DataRequest.State


@ask_before_leaving
def open_requests(pupil: Pupil, on: date) -> list[str]:
    rows = DataRequest.objects.filter(pupil=pupil, state__in=(State.ENTERED, State.ANSWERED))
    return [
        _("Request no. %(number)d about personal data is not settled (due %(due)s).")
        % {"number": row.pk, "due": f"{row.due_on:%d/%m/%Y}"}
        for row in rows.order_by("pk")
    ]
