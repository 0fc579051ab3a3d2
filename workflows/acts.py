"""What happens when a person presses a button: open the pen, prepare the file, then the door."""

from collections.abc import Callable
from typing import Any

from django.views.decorators.debug import sensitive_variables

from people.duties import Roster
from workflows import steps
from workflows.held import Act, Held, look
from workflows.models import Approval, Event
from workflows.permissions import Seat, roster_of
from workflows.refusals import Refusal

# From the record, the seat taken and the duties of today to the signed file. May raise Refusal.
Prepare = Callable[[Held, Seat, Roster], Any]


@sensitive_variables("secret", "code", "prepare")
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

    @sensitive_variables()
    def prepare(held: Held, seat: Seat, roster: Roster) -> Any:
        with held.record.open_pen(act.by, secret, act.step, code) as pen:
            made = type(held.record).prepare_many(act.step, [(held.record, seat)], pen, roster)
        return made[held.approval.pk]

    return perform_with(prepare, act, approval, seen=seen, key=key)


@sensitive_variables("prepare")
def perform_with(
    prepare: Prepare, act: Act, approval: Approval, *, seen: str, key: str | None = None
) -> Event:
    """The same, with a file that is made in another way, where the step needs one."""
    held = look(approval)
    answered = steps.answer_to(act, approval, key)
    if answered:
        return answered
    prepared, needs_file, roster = None, held.record.needs_file(act.step), roster_of()
    # Asked before the PIN, so that nobody signs what would be refused anyway.
    seat = steps.examine(act, held, roster, seen=seen, with_file=needs_file)
    if needs_file:
        prepared = prepare(held, seat, roster)
    if isinstance(prepared, Refusal):
        raise prepared
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
