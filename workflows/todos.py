"""What the engine asks of people beside approvals: drafts without an author, openings to decide."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from people.duties import in_force, post_of
from people.errands import Errand, Row, ask
from people.models import Assignment, Duty
from people.offices import LEADERSHIP
from people.powers import Powers
from people.years.models import WORKING
from workflows import basis, handover, registry
from workflows.models import Approval, Opening


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


def _openings_to_decide(powers: Powers) -> QuerySet[Opening]:
    """The rule of `opening_requests.may_decide`: a vice principal while nothing finished rests on it, else
    the principal; who asked, or drafts it, decides nothing.
    """
    mine = {str(post_of(row)) for row in powers.duties}
    others = ~Q(asked_by=powers.staff) & ~Q(approval__author=powers.staff)
    asked = Opening.objects.filter(
        others, outcome=Opening.Outcome.ASKED, approval__school_year__state__in=WORKING
    ).exclude(approval__post__in=mine)
    is_borne = Q(Exists(basis.finished_above(OuterRef("approval"))))
    is_borne |= Q(approval__record_type__in=_unlocked_by_principal())
    deciding = Q(pk__in=[])
    if powers.posts([Duty.VICE_PRINCIPAL]):
        deciding |= ~is_borne
    if powers.posts([Duty.PRINCIPAL]):
        deciding |= is_borne | ~Q(Exists(_other_vice_principals(powers)))
    return asked.filter(deciding)


def _unlocked_by_principal() -> list[str]:
    kinds = registry.all_types()
    return [kind.name for kind in kinds if kind.unlocked_by == Duty.PRINCIPAL]


def _other_vice_principals(powers: Powers) -> QuerySet[Assignment]:
    """Somebody else than who asked could decide: else it goes one desk up."""
    holders = Assignment.objects.filter(
        in_force(powers.on), duty=Duty.VICE_PRINCIPAL, staff__is_active=True
    )
    return holders.exclude(staff=OuterRef("asked_by")).exclude(staff=OuterRef("approval__author"))


def _decide(row: Row) -> Errand:
    label = _("%s asks for what was signed to be opened or withdrawn") % row.words
    return Errand(label, reverse("opening", args=[row.number]), detail=row.mark)


ask(
    _openings_to_decide,
    _decide,
    number=F("pk"),
    words=F("asked_by__full_name"),
    mark=F("approval__title"),
    day=TruncDate("asked_at"),
)
