"""Locking a school year is proposed by the records board and decided by the principal (clause 10.1)."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.door import Act, change, declare
from people.models import Duty, SchoolYear, Staff
from people.new_year.models import LockProposal
from people.new_year.unfinished import unfinished
from people.refusals import Refusal

State = LockProposal.State
PROPOSE = declare(
    Act(
        "year_lock_proposed",
        gettext_lazy("Locking of the year proposed"),
        gettext_lazy("%(who)s proposed to lock the school year %(year)s."),
        (Duty.RECORDS_BOARD,),
    )
)
REFUSE = declare(
    Act(
        "year_lock_refused",
        gettext_lazy("Locking of the year refused"),
        gettext_lazy("%(who)s refused to lock the school year %(year)s as proposed."),
        (Duty.PRINCIPAL,),
    )
)


def waiting_for(year: SchoolYear) -> LockProposal | None:
    """What the principal has to decide on."""
    return all_waiting().filter(year=year).first()


def all_waiting() -> QuerySet[LockProposal]:
    return LockProposal.objects.filter(state=State.WAITING).select_related("by")


def propose(year: SchoolYear, by: Staff, note: str = "") -> LockProposal:
    """Raises Refusal: the year is not being closed, a proposal is waiting already."""
    with change(PROPOSE, by, year=year.pk):
        now = SchoolYear.objects.select_for_update().get(pk=year.pk)
        if now.state != SchoolYear.State.CLOSING:
            raise Refusal(
                _("Only a year that is being closed can be locked."), "year_is_not_closing"
            )
        if waiting_for(now):
            raise Refusal(_("A proposal is waiting for the principal."), "proposal_is_waiting")
        return LockProposal.objects.create(year=now, by=by, note=note, open_points=unfinished(now))


def refuse(year: SchoolYear, by: Staff, reason: str) -> None:
    """Raises Refusal where there is nothing to decide on."""
    with change(REFUSE, by, year=year.pk):
        _decide(year, State.REFUSED, by, reason)


def accept(year: SchoolYear, by: Staff, reason: str) -> None:
    """Within the act that locks the year. Raises Refusal: nothing proposed, open points unexplained."""
    if unfinished(year) and not reason.strip():
        raise Refusal(
            _("Something is still open: please say why the year is locked all the same."),
            "open_points_unexplained",
            "reason",
        )
    _decide(year, State.ACCEPTED, by, reason)


def _decide(year: SchoolYear, state: LockProposal.State, by: Staff, reason: str) -> None:
    proposal = LockProposal.objects.select_for_update().filter(year=year, state=State.WAITING)
    decided = {"decided_by": by, "decided_at": timezone.now(), "reason": reason}
    if not proposal.update(state=state, **decided):
        raise Refusal(_("The records board has not proposed it yet."), "lock_not_proposed")


def points_of(year: SchoolYear) -> list[str]:
    """What is open now; what came up since the proposal says so."""
    proposal = waiting_for(year)
    known = set(proposal.open_points) if proposal else set()
    said = _("%s (not yet so when it was proposed)")
    return [point if not proposal or point in known else said % point for point in unfinished(year)]
