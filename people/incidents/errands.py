"""What reported problems ask of people: of the board an answer, of the reporter a confirmation."""

from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from people.duties import in_force
from people.errands import Errand, Row, ask
from people.incidents.models import Incident
from people.models import Assignment, Duty, Staff, Substitution
from people.powers import Powers

State, Desk = Incident.State, Incident.Desk


def _open(powers: Powers) -> QuerySet[Any]:
    """Asked for everybody: whoever works here may have reported something."""
    return Incident.objects.filter(_concern(powers))


def _concern(powers: Powers) -> Q:
    mine = Q(by=powers.staff, state=State.ANSWERED)
    answers = bool(powers.posts((Duty.RECORDS_BOARD, Duty.PRINCIPAL)))
    asked = Q(state=State.TAKEN_UP, taken_by=powers.staff) if answers else Q(pk__in=[])
    waiting = Q(state=State.REPORTED) | (
        Q(state=State.TAKEN_UP) & ~Exists(_still_answering(powers.on))
    )
    if powers.posts((Duty.RECORDS_BOARD,)):
        asked |= waiting & Q(desk__in=(Desk.BOARD, Desk.BOTH))
    if powers.posts((Duty.PRINCIPAL,)):
        late = Q(due_on__lt=powers.on)
        asked |= waiting & Q(desk__in=(Desk.BOTH, Desk.PRINCIPAL))
        asked |= Q(state__in=(State.REPORTED, State.TAKEN_UP)) & late
    return mine | (asked & ~Q(by=powers.staff))


def _still_answering(today: date) -> QuerySet[Staff]:
    """Who took it up, if he or she works here and holds such a duty, or stands in for who does."""
    duties = (Duty.RECORDS_BOARD, Duty.PRINCIPAL)
    held = Assignment.objects.filter(in_force(today), duty__in=duties, staff=OuterRef("pk"))
    stands_in = Substitution.objects.filter(
        in_force(today),
        in_force(today, "absent__assignments__"),
        substitute=OuterRef("pk"),
        absent__assignments__duty__in=duties,
    )
    there = Staff.objects.filter(pk=OuterRef("taken_by"), is_active=True)
    return there.filter(Exists(held) | Exists(stands_in))


def _answer_or_confirm(row: Row) -> Errand:
    url = reverse("problem", args=[row.number])
    if row.mark == _ANSWERED:
        return Errand(_("Problem no. %d was answered: is it settled?") % row.number, url)
    facts = {"number": row.number, "who": row.words}
    label = _("Answer problem no. %(number)d of %(who)s") % facts
    return Errand(label, url, row.day, str(Incident.Kind(row.mark).label))


# Answered ones are asked of their reporter alone; of the others the kind is told.
_ANSWERED = "answered"
_MARK = Case(When(state=State.ANSWERED, then=Value(_ANSWERED)), default=F("kind"))
ask(
    _open,
    _answer_or_confirm,
    number=F("pk"),
    words=F("by__full_name"),
    mark=_MARK,
    day=F("due_on"),
)
