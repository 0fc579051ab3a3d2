"""Which reported problems somebody may see, and which steps are open to whom."""

from django.db.models import QuerySet
from django.http import Http404

from people.door import may_do
from people.incidents.acts import ACTS, SEE_ALL, Desk, lies_higher
from people.incidents.models import Incident
from people.incidents.states import STEPS, Side, State, Step
from people.powers import Powers


def sees_all(powers: Powers) -> bool:
    return may_do(SEE_ALL, powers)


def seen_by(powers: Powers) -> QuerySet[Incident]:
    """All for leaders and board, one's own for everybody else."""
    rows = Incident.objects.select_related("by", "taken_by")
    return rows if sees_all(powers) else rows.filter(by=powers.staff)


def incident_for(powers: Powers, number: int) -> Incident:
    """Not to be seen: not found."""
    found = seen_by(powers).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def steps_for(powers: Powers, incident: Incident) -> list[Step]:
    side = Side.REPORTER if incident.by_id == powers.staff.pk else Side.ANSWERING
    return [
        step
        for step in STEPS.values()
        if step.side is side
        and incident.state in step.sources
        and may_do(ACTS[step.name], powers)
        and not lies_higher(step, incident, powers)
        and not _is_idle(step, incident, powers)
    ]


def _is_idle(step: Step, incident: Incident, powers: Powers) -> bool:
    """It would change nothing."""
    if step.name == "take_up":
        return incident.state == State.TAKEN_UP and incident.taken_by_id == powers.staff.pk
    return step.name == "hand_up" and incident.desk == Desk.PRINCIPAL
