"""On whose desk a record lies: the viewflow nodes that every record type shares.

The flow looks at the state and repeats nothing: after each step it opens the desk that the state calls
for. Shared nodes live on a plain mixin, because a Flow with nodes routes into its parent when subclassed.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.timezone import now
from viewflow import this
from viewflow.workflow import STATUS, flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Node
from viewflow.workflow.fields import get_task_ref
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Task
from viewflow.workflow.nodes import mixins

from people.duties import Post
from people.models import Duty, Staff
from workflows import registry
from workflows.models import Approval
from workflows.states import Step

OPEN = (STATUS.NEW, STATUS.ASSIGNED)
AUTHOR = "author"


class DeskActivation(Activation):
    """A record lying on a desk until a person takes the step, or it is withdrawn."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> "DeskActivation":
        task = Task(process=prev_activation.process, flow_task=flow_task, token=token)
        task.data, task.seed = {}, seed
        flow_task.address(task, prev_activation.process.approval, data)
        task.save()
        Task.previous.through.objects.create(
            from_task_id=task.pk, to_task_id=prev_activation.task.pk
        )
        return cls(task)

    @Activation.status.super()
    def activate(self) -> None:
        """Wait for a person."""

    @Activation.status.transition(source=list(OPEN), target=STATUS.STARTED)
    def begin(self, by: Staff) -> None:
        self.task.owner = by
        self.task.assigned = self.task.started = now()

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        super().complete.original()

    @Activation.status.transition(source=list(OPEN), target=STATUS.CANCELED)
    def cancel(self) -> None:
        self.task.finished = now()
        self.task.save(update_fields=["status", "finished"])

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        self.opened_posts: list[str] = []
        for opened in self.flow_task.next_desks(self):
            if opened.task.owner_permission not in {None, AUTHOR}:
                self.opened_posts.append(opened.task.owner_permission)
            yield opened


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
        elif not _others_at(self, activation):
            yield from _open(self._next, activation)

    def _outgoing(self) -> Iterator[Edge]:
        yield from super()._outgoing()
        yield Edge(src=self, dst=self.flow_class.draft, edge_class="cond_false")


class AuthorDesk(Desk):
    """Where every record begins, and where it comes back to."""

    def __init__(self) -> None:
        super().__init__(Step.SUBMIT, Duty.SUBJECT_TEACHER)

    def posts(self, approval: Approval) -> list[Post]:
        raise TypeError("The author's desk belongs to a person, not to a post.")

    def address(self, task: Task, approval: Approval, data: Any) -> None:
        task.owner, task.owner_permission, task.status = approval.author, AUTHOR, STATUS.ASSIGNED

    def open_after(self, activation: Activation) -> Iterator[Activation]:
        yield self._create(activation, activation.task.token)

    def _outgoing(self) -> Iterator[Edge]:
        yield from mixins.NextNodeMixin._outgoing(self)


class Desks:
    """What all flows share. A record type adds its desks and the way between them."""

    lock_impl = SelectForUpdateLock(nowait=False)

    start = flow.StartHandle(this.open).Next(this.draft)
    end = flow.End()

    def open(self, activation: Activation, approval: Approval) -> Any:
        approval.process = activation.process
        return activation.process

    @classmethod
    def desks_in_order(cls) -> Iterator[Desk]:
        node = cls.draft._next  # type: ignore[attr-defined] the record type's own node
        while isinstance(node, Desk):
            yield node
            node = node._next


def place_of(duty: Duty, approval: Approval) -> tuple[int | None, ...]:
    if duty in {Duty.GROUP_LEADER, Duty.DEPUTY_LEADER}:
        return (approval.group_id,)
    if duty == Duty.HOMEROOM_TEACHER:
        return (approval.school_class_id,)
    return ()


def start(approval: Approval) -> None:
    """Lay a record on its author's desk, in a process of its own. The approval is saved by the caller."""
    approval.type.flow.start.run(approval=approval)


def open_tasks(approvals: Iterable[Approval]) -> dict[int, list[Task]]:
    """The open tasks of each process, by process id; one query."""
    found: dict[int, list[Task]] = {}
    processes = {approval.process_id: approval.process for approval in approvals}
    for task in Task.objects.filter(process__in=processes, status__in=OPEN).order_by("pk"):
        task.process = processes[task.process_id]
        found.setdefault(task.process_id, []).append(task)
    return found


def pass_on(task: Task, by: Staff) -> list[str]:
    """The person has done the step of this desk; the flow opens the next, as the state calls for.

    Returns the posts of the desks opened, as text.
    """
    activation = task.flow_task.activation_class(task)
    activation.begin(by)
    activation.complete()
    activation.activate_next()
    return activation.opened_posts


def withdraw(tasks: Iterable[Task]) -> None:
    """Nobody needs to act on these any more."""
    for task in tasks:
        task.flow_task.activation_class(task).cancel()


def return_to_author(task: Task) -> None:
    """Lay the record back on the author's desk after its tasks were withdrawn."""
    activation = task.flow_task.activation_class(task)
    list(activation.flow_class.draft.open_after(activation))


def known_nodes() -> set[str]:
    """Every node a task may point at, as viewflow writes it into the task."""
    return {get_task_ref(node) for kind in registry.all_types() for node in kind.flow.instance.nodes()}


def _open(node: Any, activation: Activation) -> Iterator[Activation]:
    if isinstance(node, Desk):
        yield from node.open_after(activation)
    else:
        yield node._create(activation, activation.task.token)


def _others_at(desk: Desk, activation: Activation) -> bool:
    if desk.each is None:
        return False
    seats = Task.objects.filter(process=activation.process, flow_task=desk, status__in=OPEN)
    return seats.exclude(pk=activation.task.pk).exists()
