"""What a person signs many records with: opened once, used for each record type, given back."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.views.decorators.debug import sensitive_variables

from people.models import Staff
from workflows import registry
from workflows.bulk import Prepare
from workflows.loaded import LoadedRecord
from workflows.permissions import roster_of, seats
from workflows.states import Step


@sensitive_variables("secret", "code")
def open_pens(
    names: Iterable[str], by: Staff, secret: str, step: Step, code: str = ""
) -> dict[str, Any]:
    """What the person signs with, for each record type named. Raises Refusal.

    It is one pen for all: a token does not open twice, and a one-time code is good once.
    """
    signed = [name for name in names if registry.get(name).model().needs_file(step)]
    if not signed:
        return {}
    return dict.fromkeys(signed, registry.get(signed[0]).model.open_pen(by, secret, step, code))


def close(pens: dict[str, Any]) -> None:
    """Give back what the pens hold, whether or not anything was signed."""
    for pen in set(pens.values()):
        pen.close()


def preparing(step: Step, by: Staff, pens: dict[str, Any]) -> Prepare:
    """Sign each record with the pen of its type."""

    def prepare(chosen: Sequence[LoadedRecord]) -> dict[int, Any]:
        roster, made = roster_of(), {}
        for name, pen in pens.items():
            mine = [
                (loaded.record, seats(step, loaded.approval, by.pk, roster, loaded.tasks)[0])
                for loaded in chosen
                if loaded.approval.record_type == name
            ]
            made.update(registry.get(name).model.prepare_many(step, mine, pen, roster))
        return made

    return prepare
