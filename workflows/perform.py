"""What happens when a person presses a button: open the pen, prepare the file, then the door."""

from collections.abc import Callable
from typing import Any

from django.views.decorators.debug import sensitive_variables

from people.duties import Roster
from people.refusals import Refusal
from workflows import steps
from workflows.loaded import LoadedRecord, StepRequest, load_record
from workflows.models import Approval, Event
from workflows.permissions import Seat, roster_of

# From the record, the seat taken and the duties of today to the signed file. May raise Refusal.
Prepare = Callable[[LoadedRecord, Seat, Roster], Any]


@sensitive_variables("secret", "code", "prepare")
def perform(
    request: StepRequest,
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
    def prepare(loaded: LoadedRecord, seat: Seat, roster: Roster) -> Any:
        with loaded.record.open_pen(request.by, secret, request.step, code) as pen:
            made = type(loaded.record).prepare_many(
                request.step, [(loaded.record, seat)], pen, roster
            )
        return made[loaded.approval.pk]

    return perform_with(prepare, request, approval, seen=seen, key=key)


@sensitive_variables("prepare")
def perform_with(
    prepare: Prepare, request: StepRequest, approval: Approval, *, seen: str, key: str | None = None
) -> Event:
    """The same, with a file that is made in another way, where the step needs one."""
    loaded = load_record(approval)
    previous = steps.previous_answer(request, approval, key)
    if previous:
        return previous
    prepared, needs_file, roster = None, loaded.record.needs_file(request.step), roster_of()
    # Asked before the PIN, so that nobody signs what would be refused anyway.
    seat = steps.examine(request, loaded, roster, seen=seen, with_file=needs_file)
    if needs_file:
        prepared = prepare(loaded, seat, roster)
    if isinstance(prepared, Refusal):
        raise prepared
    return steps.take(request, approval, seen=seen, key=key, prepared=prepared)
