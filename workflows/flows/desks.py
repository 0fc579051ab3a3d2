"""The nodes of every flow: the author's desk, the desks of the way, and where it begins and ends.

Shared nodes live on a plain mixin, because a Flow with nodes routes into its parent when subclassed.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext
from viewflow import this
from viewflow.workflow import STATUS, flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Node
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Task
from viewflow.workflow.nodes import mixins

from people.duties import Post
from people.models import Duty
from workflows.flows.moves import AUTHOR, DeskActivation, EndActivation, StartActivation
from workflows.models import Approval
from workflows.states import Step


class Start(flow.StartHandle):
    activation_class = StartActivation


class End(flow.End):
    activation_class = EndActivation

    def address(self, task: Task, approval: Approval, data: Any) -> None:
        """Nobody's."""


class Desk(mixins.NextNodeMixin, Node):
    """A desk of the record's way: which step is taken here, and which duty holds it.

    With `each` it is a parallel desk: one seat for each place the function names, all must be taken.
    """

    activation_class = DeskActivation
    task_type = "HUMAN"
    bpmn_element = "userTask"
    shape = flow.View.shape

    def __init__(
        self,
        step: Step,
        duty: Duty,
        *,
        each: Callable[[Approval], Iterable[tuple[int, ...]]] | None = None,
    ) -> None:
        super().__init__()
        self.step, self.duty, self.each = step, duty, each
        self._multi_instance = each is not None

    @property
    def task_title(self) -> str:
        """What the chart writes into the box; asked anew, so that it speaks the reader's language."""
        return str(self.duty.label)

    def posts(self, approval: Approval) -> list[Post]:
        """The seats of this desk for one record."""
        if self.each is not None:
            return [Post(self.duty, tuple(place)) for place in self.each(approval)]
        return [Post(self.duty, place_of(self.duty, approval))]

    def address(self, task: Task, approval: Approval, data: Any) -> None:
        task.owner_permission = str(data["post"])

    def open_after(self, activation: Activation) -> Iterator[Activation]:
        """Lay the record on this desk; a desk without a seat is passed over."""
        posts = self.posts(activation.process.approval)
        for post in posts:
            yield self._create(activation, activation.task.token, data={"post": post})
        if not posts:
            yield from _open(self._next, activation)

    def next_desks(self, activation: Activation) -> Iterator[Activation]:
        if activation.process.approval.is_draft:
            yield from activation.flow_class.draft.open_after(activation)
        elif activation.is_last:
            yield from _open(self._next, activation)

    def _outgoing(self) -> Iterator[Edge]:
        yield from super()._outgoing()
        yield Edge(src=self, dst=self.flow_class.draft, edge_class="cond_false")


class AuthorDesk(Desk):
    """Where every record begins, and where it comes back to.

    Who begins one holds one of the duties named; where none is named, everybody may. With `by_post` the
    record belongs to the post of the first duty, and to whoever holds that today; else to a person.
    """

    def __init__(self, *duties: Duty, by_post: bool = False) -> None:
        super().__init__(Step.SUBMIT, duties[0] if duties else Duty.SUBJECT_TEACHER)
        self.duties, self.by_post = duties, by_post

    def post_of(self, approval: Approval) -> Post | None:
        """At which post this record is drafted; None where it is a person's own."""
        return Post(self.duty, place_of(self.duty, approval)) if self.by_post else None

    @property
    def task_title(self) -> str:
        return str(self.duties[0].label) if self.duties else gettext("Teacher")

    def posts(self, approval: Approval) -> list[Post]:
        raise TypeError("Who drafts a record is not asked of its desk: see permissions.drafters.")

    def address(self, task: Task, approval: Approval, data: Any) -> None:
        task.owner, task.owner_permission, task.status = approval.author, AUTHOR, STATUS.ASSIGNED

    def open_after(self, activation: Activation) -> Iterator[Activation]:
        yield self._create(activation, activation.task.token)

    def _outgoing(self) -> Iterator[Edge]:
        yield from mixins.NextNodeMixin._outgoing(self)


class Desks:
    """What all flows share. A record type adds its desks and the way between them."""

    lock_impl = SelectForUpdateLock(nowait=False)
    draft: Any  # the record type's own, because it leads to its first desk

    start = Start(this.open).Next(this.draft)
    end = End()

    def open(self, activation: Activation, approval: Approval) -> Any:
        approval.process = activation.process
        return activation.process

    @classmethod
    def desks_in_order(cls) -> Iterator[Desk]:
        node = cls.draft._next
        while isinstance(node, Desk):
            yield node
            node = node._next


def place_of(duty: Duty, approval: Approval) -> tuple[int | None, ...]:
    if duty in {Duty.GROUP_LEADER, Duty.DEPUTY_LEADER}:
        return (approval.group_id,)
    if duty == Duty.HOMEROOM_TEACHER:
        return (approval.school_class_id,)
    return ()


def _open(node: Any, activation: Activation) -> Iterator[Activation]:
    if isinstance(node, Desk):
        yield from node.open_after(activation)
    else:
        yield node._create(activation, activation.task.token)
