"""Which requests about personal data somebody may see, and which steps are open to whom."""

from django.db.models import Q, QuerySet
from django.http import Http404

from people.door import may_do
from people.models import DataRequest
from people.powers import Powers
from people.privacy.acts import SEE_REQUESTS
from people.privacy.answering import must_be_refused
from people.privacy.states import STEPS, Step


def sees_requests(powers: Powers) -> bool:
    return may_do(SEE_REQUESTS, powers)


def seen_by(powers: Powers) -> QuerySet[DataRequest]:
    """All for clerk and leaders; for others what they entered themselves."""
    rows = DataRequest.objects.select_related("pupil", "staff", "by")
    return rows if sees_requests(powers) else rows.filter(Q(by=powers.staff))


def request_for(powers: Powers, number: int) -> DataRequest:
    """Not to be seen: not found."""
    found = seen_by(powers).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def steps_for(powers: Powers, request: DataRequest) -> list[Step]:
    """What is likely comes first: where the law leaves no choice, the refusal."""
    found = [
        step
        for step in STEPS.values()
        if request.state in step.sources
        and may_do(step.act, powers)
        and _is_for(step, request, powers)
    ]
    if must_be_refused(request):
        found.sort(key=lambda step: step.name != "refuse")
    return found


def _is_for(step: Step, request: DataRequest, powers: Powers) -> bool:
    if step.name == "withdraw":
        return request.by_id == powers.staff.pk
    if step.name == "done" and must_be_refused(request):
        return False
    return request.staff_id != powers.staff.pk
