"""What requests about personal data ask of clerk and principal: an answer in time."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from people.errands import Errand, asks
from people.models import DataRequest, Duty
from people.powers import Powers

State = DataRequest.State
_MOST = 20


@asks
def requests(powers: Powers) -> Iterable[Errand]:
    if not powers.posts((Duty.CLERK, Duty.PRINCIPAL)):
        return
    rows = DataRequest.objects.filter(state__in=(State.ENTERED, State.ANSWERED))
    others = rows.exclude(staff=powers.staff).order_by("due_on", "pk")
    for one in others[:_MOST]:
        label = (
            _("First answer to request no. %d about personal data")
            if one.state == State.ENTERED
            else _("Settle request no. %d about personal data")
        )
        yield Errand(label % one.pk, one.get_absolute_url(), one.due_on, one.get_kind_display())
