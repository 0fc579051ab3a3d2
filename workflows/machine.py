"""Which step is allowed from which state. The only place that says so, and that knows django_fsm."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import (
    GET_STATE,
    ConcurrentTransition,
    ConcurrentTransitionMixin,
    FSMField,
    can_proceed,
)
from django_fsm import transition as fsm_transition

from workflows.states import FINAL, State, Step, leads, target

__all__ = ["ConcurrentTransition", "Machine", "keep_moves"]


def _on_path(step: Step) -> Callable[[Any], bool]:
    def is_next_on_its_path(machine: Any) -> bool:
        return leads(machine.path, machine.state, step)

    return is_next_on_its_path


def _where_submitting_leads(machine: Any) -> State:
    return target(machine.path, Step.SUBMIT)


def _is_confirmed_alone(machine: Any) -> bool:
    return bool(machine.final_state == State.CONFIRMED)


def _is_final(machine: Any) -> bool:
    return machine.state == machine.final_state


def _is_open_to_return(machine: Any) -> bool:
    """On its way, or confirmed by its author alone."""
    return machine.state != machine.final_state or machine.state == State.CONFIRMED


class Machine(ConcurrentTransitionMixin, models.Model):
    """The states of a record. Transitions are empty: what a step brings with it is the door's."""

    state = FSMField(_("state"), default=State.DRAFT, choices=State.choices, protected=True)

    class Meta:
        abstract = True

    @property
    def path(self) -> tuple[Step, ...]:
        """The steps of this record's way, in order."""
        raise NotImplementedError

    @property
    def final_state(self) -> State:
        raise NotImplementedError

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: Any = None,
    ) -> None:
        # The library lifts the protection of the shared field for a moment, for all threads, and
        # for good when the row is gone. An empty place may be filled: so the old state makes room.
        before = {name: self.__dict__.pop(name) for name in {"state"} & self.__dict__.keys()}
        self._makes_room = True
        try:
            models.Model.refresh_from_db(
                self, using=using, fields=fields, from_queryset=from_queryset
            )
        except Exception:
            self.__dict__.update(before)
            raise
        finally:
            self._makes_room = False
        if fields is None or "state" in fields:
            self._update_initial_state()
        else:
            self.__dict__.update(before)

    _makes_room = False

    def get_deferred_fields(self) -> set[str]:
        """A state that makes room is asked for with the rest of its row, in the same query."""
        deferred = super().get_deferred_fields()
        return deferred - {"state"} if self._makes_room else deferred

    def stands_saved(self) -> None:
        """The state it has now is the one in the database."""
        self._update_initial_state()

    def can(self, step: Step) -> bool:
        return can_proceed(getattr(self, step.value))

    def move(self, step: Step) -> None:
        getattr(self, step.value)()

    @fsm_transition(
        state,
        source=State.DRAFT,
        target=GET_STATE(_where_submitting_leads, states=[State.SUBMITTED, State.CONFIRMED]),
    )
    def submit(self) -> None: ...

    @fsm_transition(state, State.SUBMITTED, State.SUBMITTED, conditions=[_on_path(Step.COSIGN)])
    def cosign(self) -> None: ...

    @fsm_transition(state, State.SUBMITTED, State.REVIEWED, conditions=[_on_path(Step.REVIEW)])
    def review(self) -> None: ...

    @fsm_transition(
        state,
        source=[State.SUBMITTED, State.REVIEWED],
        target=State.SIGNED,
        conditions=[_on_path(Step.SIGN)],
    )
    def sign(self) -> None: ...

    @fsm_transition(
        state,
        source=[State.SUBMITTED, State.REVIEWED, State.SIGNED],
        target=State.LOCKED,
        conditions=[_on_path(Step.LOCK)],
    )
    def lock(self) -> None: ...

    @fsm_transition(state, State.LOCKED, State.ISSUED, conditions=[_on_path(Step.ISSUE)])
    def issue(self) -> None: ...

    @fsm_transition(
        state,
        source=[State.SUBMITTED, State.REVIEWED, State.SIGNED, State.LOCKED, State.CONFIRMED],
        target=State.DRAFT,
        conditions=[_is_open_to_return],
    )
    def send_back(self) -> None: ...

    @fsm_transition(state, source=State.SUBMITTED, target=State.DRAFT)
    def recall(self) -> None: ...

    @fsm_transition(state, source=list(FINAL), target=State.DRAFT, conditions=[_is_final])
    def revise(self) -> None: ...

    @fsm_transition(state, source=list(FINAL), target=State.DRAFT, conditions=[_is_final])
    def unlock(self) -> None: ...

    @fsm_transition(state, State.DRAFT, State.CONFIRMED, conditions=[_is_confirmed_alone])
    def fall_shut(self) -> None:
        """Opened for a time, nothing was finished anew: it is again what it was."""


def keep_moves(moved: Iterable[tuple[str, Machine]], fields: Sequence[str]) -> None:
    """Save machines that moved, each from the state named, with these fields; many as one.

    Compare and set: raises ConcurrentTransition where one is no longer in the state it moved from.
    """
    groups: dict[tuple[Any, ...], list[Machine]] = defaultdict(list)
    for before, machine in moved:
        values = tuple(getattr(machine, name) for name in ("state", *fields))
        groups[type(machine), before, values].append(machine)
    for (model, before, values), machines in groups.items():
        unmoved = model._default_manager.filter(pk__in=[each.pk for each in machines], state=before)
        new = dict(zip(("state", *fields), values, strict=True))
        if unmoved.update(**new) != len(machines):
            raise ConcurrentTransition
        for machine in machines:
            machine.stands_saved()
