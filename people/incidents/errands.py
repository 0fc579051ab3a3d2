"""What reported problems ask of people: of the board an answer, of the reporter a confirmation."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from people.errands import Errand, asks
from people.incidents.models import Incident
from people.models import Duty
from people.powers import Powers

State, Desk = Incident.State, Incident.Desk
_MOST = 20


@asks
def problems(powers: Powers) -> Iterable[Errand]:
    """Asked for everybody: whoever works here may have reported something."""
    rows = Incident.objects.filter(_concern(powers)).select_related("by").order_by("due_on", "pk")
    for one in rows[:_MOST]:
        yield _to_confirm(one) if one.by_id == powers.staff.pk else _to_answer(one)


def _concern(powers: Powers) -> Q:
    mine = Q(by=powers.staff, state=State.ANSWERED)
    asked = Q(state=State.TAKEN_UP, taken_by=powers.staff)
    waiting = Q(state=State.REPORTED)
    if powers.posts((Duty.RECORDS_BOARD,)):
        asked |= waiting & Q(desk__in=(Desk.BOARD, Desk.BOTH))
    if powers.posts((Duty.PRINCIPAL,)):
        late = Q(due_on__lt=timezone.localdate())
        asked |= waiting & (late | Q(desk__in=(Desk.BOTH, Desk.PRINCIPAL)))
    return mine | (asked & ~Q(by=powers.staff))


def _to_confirm(one: Incident) -> Errand:
    label = _("Problem no. %d was answered: is it settled?") % one.pk
    return Errand(label, one.get_absolute_url())


def _to_answer(one: Incident) -> Errand:
    label = _("Answer problem no. %(number)d of %(who)s") % {
        "number": one.pk,
        "who": one.by.called,
    }
    return Errand(label, one.get_absolute_url(), one.due_on, one.get_kind_display())
