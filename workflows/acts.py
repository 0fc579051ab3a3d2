"""What happens when a person presses a button: open the pen, prepare the file, then the door."""

from typing import Any

from django.views.decorators.debug import sensitive_variables

from workflows import steps
from workflows.held import Act, Held, look
from workflows.models import Approval, Event
from workflows.permissions import roster_of
from workflows.refusals import Refusal


@sensitive_variables("secret", "code")
def perform(
    act: Act,
    approval: Approval,
    *,
    seen: str,
    key: str | None = None,
    secret: str = "",
    code: str = "",
) -> Event:
    """Take a step as a person at the screen. Slow work is done before the door, never inside it.

    Raises Refusal; a wrong secret or one-time code is one too, told at the field "pin".
    """
    held = look(approval)
    answered = steps.answer_to(act, approval, key)
    if answered:
        return answered
    prepared = _prepare(act, held, seen, secret, code)
    return steps.take(
        act.step,
        approval,
        by=act.by,
        acting_for=act.acting_for,
        note=act.note,
        remarks=act.remarks,
        seen=seen,
        key=key,
        prepared=prepared,
    )


@sensitive_variables("secret", "code")
def _prepare(act: Act, held: Held, seen: str, secret: str, code: str) -> Any:
    needs_file = held.record.needs_file(act.step)
    roster = roster_of()
    # Asked before the PIN, so that nobody signs what would be refused anyway.
    seat = steps.examine(act, held, roster, seen=seen, with_file=needs_file)
    if not needs_file:
        return None
    with held.record.open_pen(act.by, secret, act.step, code) as pen:
        made = type(held.record).prepare_many(act.step, [(held.record, seat)], pen, roster)
    prepared = made[held.approval.pk]
    if isinstance(prepared, Refusal):
        raise prepared
    return prepared
