"""Which record types there are. Each declares itself in its flow.py; nothing here names one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypedDict, Unpack

from django.db.models import Q
from django.utils.translation import gettext

from people.duties import Post
from people.models import Duty
from people.refusals import Problem
from people.registry import Registry
from workflows.states import State, Step, target


class DeskFacts(Protocol):
    """What is asked of a desk; the flows make them."""

    name: str
    step: Step
    duty: Duty
    each: Any

    def posts(self, approval: Any) -> list[Post]: ...


class Readers(Protocol):
    """Who reads records beside those at their desks: the same rule twice, for one record and for lists."""

    def include(self, approval: Any, staff: Any, roster: Any) -> bool: ...

    def condition(self, staff: Any, roster: Any) -> Q: ...


def no_rules(record: Any) -> Iterable[Problem]:
    """Nothing must be right before it may be submitted."""
    return ()


@dataclass(frozen=True)
class RecordType:
    """A kind of record: its content, its flow, and what follows from its desks."""

    name: str
    model: Any
    flow: Any
    author_may_revise: bool = False
    has_pages: bool = True
    readers: Sequence[Readers] = ()
    rules: Callable[[Any], Iterable[Problem]] = no_rules
    by_class: bool = False
    """Small and many: people see them class by class, never as single lines."""
    unlocked_by: Duty = Duty.PRINCIPAL
    """Who opens what is finished, as long as nothing finished rests on it; then the principal alone."""
    opened_on_request: bool = False
    """Its drafters ask for some of its cells to be opened; else who unlocks does so by own decision."""
    withdrawn_on_request: bool = False
    """What was issued counts elsewhere: it is taken back as a whole, by granting a request alone."""
    returned_by: Duty | None = None
    """Who sends back what its author has confirmed, as long as nothing submitted rests on it."""
    rests_on_others: bool = False
    """Sums up finished records: goes on only while they stand, and is revised where one is newer."""

    @cached_property
    def desks(self) -> tuple[DeskFacts, ...]:
        return tuple(self.flow.desks_in_order())

    @property
    def needs_request(self) -> bool:
        """Is a request granted, where others are unlocked by own decision?"""
        return self.opened_on_request or self.withdrawn_on_request

    @property
    def is_drafted_by_post(self) -> bool:
        return bool(self.flow.draft.by_post)

    @property
    def drafted_by(self) -> tuple[Duty, ...]:
        """Who may begin one; everybody where none is named."""
        duties: tuple[Duty, ...] = self.flow.draft.duties
        return duties

    def post_of(self, approval: Any) -> str:
        """At which post this record is drafted; empty where it belongs to a person."""
        return str(self.flow.draft.post_of(approval) or "")

    @property
    def author_title(self) -> str:
        """As what its author drafts it."""
        return str(self.flow.draft.task_title)

    @cached_property
    def path(self) -> tuple[Step, ...]:
        return (Step.SUBMIT, *(desk.step for desk in self.desks))

    @cached_property
    def final_state(self) -> State:
        return target(self.path, self.path[-1])

    def label_of(self, step: Step) -> str:
        """As the button says it; where no desk follows, the own signature confirms."""
        ends_here = self.path == (Step.SUBMIT,) == (step,)
        return gettext("Sign and confirm") if ends_here else str(step.label)

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        """As the heading of a list."""
        words = str(self.model._meta.verbose_name_plural)
        return words[:1].upper() + words[1:]

    @property
    def begin_label(self) -> str:
        return gettext("New %s") % self.title

    @property
    def new_name(self) -> str:
        """The name of the address where one is begun."""
        return f"{self.name}:new"


_types: Registry[RecordType] = Registry("record type")
get, all_types = _types.get, _types.all


class Options(TypedDict, total=False):
    """What a type may say of itself beside its flow."""

    author_may_revise: bool
    has_pages: bool
    readers: Sequence[Readers]
    rules: Callable[[Any], Iterable[Problem]]
    by_class: bool
    unlocked_by: Duty
    opened_on_request: bool
    withdrawn_on_request: bool
    returned_by: Duty
    rests_on_others: bool


def record_type(model: type[Any], **options: Unpack[Options]) -> Callable[[type], type]:
    """Declare the flow of a record type; its name is the model's app."""

    def register(flow: type) -> type:
        name = model._meta.app_label
        _types.add(RecordType(name, model, flow, **options))
        return flow

    return register


def of(model: type[Any]) -> RecordType:
    return get(model._meta.app_label)
