"""On whose desk a record lies: the viewflow nodes that every record type shares.

The flow looks at the state and repeats nothing: after each step it opens the desk that the state calls
for. Shared nodes live on a plain mixin, because a Flow with nodes routes into its parent when subclassed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext
from viewflow import this
from viewflow.workflow import PROCESS, STATUS, chart, flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Node
from viewflow.workflow.fields import get_task_ref
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes import mixins
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.signals import flow_finished, task_finished

from people.duties import Post
from people.models import Duty, Staff
from workflows import registry
from workflows.models import Approval
from workflows.states import Step

__all__ = ["Task"]  # for who asks what lies open

OPEN = (STATUS.NEW, STATUS.ASSIGNED)
AUTHOR = "author"


class AlreadyMoved(Exception):
    """Somebody else has moved one of these tasks."""


@dataclass(slots=True)
class Moves:
    """What activations did to tasks and processes, written when all have acted.

    One statement for each kind of change: so one record and fifty take the same way.
    """

    by: Staff | None = None
    at: datetime = field(default_factory=now)
    done: list[Task] = field(default_factory=list)
    withdrawn: list[Task] = field(default_factory=list)
    opened: list[tuple[Task, Task | None]] = field(default_factory=list)
    ended: list[Process] = field(default_factory=list)

    def write(self) -> None:
        """Compare and set: raises AlreadyMoved where a task is not as the activation saw it."""
        self._close(self.withdrawn, status=STATUS.CANCELED)
        self._close(self.done, status=STATUS.DONE, owner=self.by, assigned=self.at, started=self.at)
        self._open()
        if self.ended:
            processes = Process.objects.filter(pk__in=[each.pk for each in self.ended])
            processes.update(status=PROCESS.DONE, finished=self.at)
        self._tell()

    def _close(self, tasks: list[Task], **values: Any) -> None:
        if tasks:
            still_open = Task.objects.filter(pk__in=[task.pk for task in tasks], status__in=OPEN)
            if still_open.update(finished=self.at, **values) != len(tasks):
                raise AlreadyMoved

    def _open(self) -> None:
        Task.objects.bulk_create([task for task, _previous in self.opened])
        link = Task.previous.through
        link.objects.bulk_create(
            [
                link(from_task_id=task.pk, to_task_id=previous.pk)
                for task, previous in self.opened
                if previous
            ]
        )

    def _tell(self) -> None:
        """Viewflow's own signals, once there is in the database what they tell of."""
        for task in self.done:
            task_finished.send(task.flow_task.flow_class, process=task.process, task=task)
        for process in self.ended:
            flow_finished.send(process.flow_class, process=process, task=None)


class Moving(Activation):
    """An activation whose changes are written together with those of all others of its moves."""

    moves: Moves

    # A task that is not written yet has no number to be told apart by.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> "Moving":
        moves, process = prev_activation.moves, prev_activation.process
        task = Task(
            process=process,
            flow_task=flow_task,
            flow_task_type=flow_task.task_type,
            token=token,
            created=moves.at,
        )
        flow_task.address(task, process.approval, data)
        moves.opened.append((task, prev_activation.task))
        activation = cls(task)
        activation.moves = moves
        return activation


class StartActivation(Moving, StartHandleActivation):
    """A process of its own for a new record; nobody else can know it yet, so it needs no lock."""

    @classmethod
    def create(cls, *args: Any, **options: Any) -> "StartActivation":
        create = StartHandleActivation.create.__func__
        activation: StartActivation = create(cls, *args, **options)
        activation.moves = Moves()
        return activation

    @Activation.status.super()
    def execute(self) -> None:
        self.process.save()
        self.complete()
        self.activate_next()
        self.moves.write()

    @Activation.status.super()
    def complete(self) -> None:
        self.task.process, self.task.flow_task_type = self.process, self.flow_task.task_type
        self.task.finished = self.moves.at
        self.moves.opened.append((self.task, None))


class EndActivation(Moving, flow.End.activation_class):
    """The record's way has an end; it is reached only when no other task of it is open."""

    @Activation.status.super()
    def activate(self) -> None:
        self.task.started = self.moves.at
        self.moves.ended.append(self.process)

    @Activation.status.super()
    def complete(self) -> None:
        self.task.finished = self.moves.at


class DeskActivation(Moving):
    """A record lying on a desk until a person takes the step, or it is withdrawn."""

    is_last = True

    @Activation.status.super()
    def activate(self) -> None:
        """Wait for a person."""

    @Activation.status.transition(source=list(OPEN), target=STATUS.STARTED)
    def begin(self) -> None:
        self.task.owner = self.moves.by
        self.task.assigned = self.task.started = self.moves.at

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        self.task.finished = self.moves.at
        self.moves.done.append(self.task)

    @Activation.status.transition(source=list(OPEN), target=STATUS.CANCELED)
    def cancel(self) -> None:
        self.task.finished = self.moves.at
        self.moves.withdrawn.append(self.task)

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        self.opened_posts: list[str] = []
        for opened in self.flow_task.next_desks(self):
            if opened.task.owner_permission not in {None, AUTHOR}:
                self.opened_posts.append(opened.task.owner_permission)
            yield opened


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
    """Where every record begins, and where it comes back to."""

    def __init__(self) -> None:
        super().__init__(Step.SUBMIT, Duty.SUBJECT_TEACHER)

    @property
    def task_title(self) -> str:
        return gettext("Teacher")

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


def pass_on(passed: Iterable[tuple[Task, bool]], by: Staff) -> list[list[str]]:
    """The person has done the step of these desks; the flow opens the next, as the state says.

    Each task comes with whether it is the last one open at its desk. Returns for each the posts
    of the desks opened, as text.
    """
    moves = Moves(by)
    activations = [_passed_on(task, moves, is_last=is_last) for task, is_last in passed]
    moves.write()
    return [activation.opened_posts for activation in activations]


def _passed_on(task: Task, moves: Moves, *, is_last: bool) -> DeskActivation:
    activation = _activation(task, moves)
    activation.is_last = is_last
    activation.begin()
    activation.complete()
    activation.activate_next()
    return activation


def withdraw(tasks: Iterable[Task]) -> None:
    """Nobody needs to act on these any more."""
    moves = Moves()
    for task in tasks:
        _activation(task, moves).cancel()
    moves.write()


def return_to_author(task: Task) -> None:
    """Lay the record back on the author's desk after its tasks were withdrawn."""
    moves = Moves()
    activation = _activation(task, moves)
    list(activation.flow_class.draft.open_after(activation))
    moves.write()


def _activation(task: Task, moves: Moves) -> DeskActivation:
    activation: DeskActivation = task.flow_task.activation_class(task)
    activation.moves = moves
    return activation


def chart_of(approval: Approval) -> str:
    """The way of this record as SVG, with the desks it has passed and where it lies now."""
    flow_class = approval.type.flow
    grid = chart.calc_layout_data(flow_class)
    chart.calc_cell_status(flow_class, grid, approval.process_id)
    return str(chart.grid_to_svg(grid))


def known_nodes() -> set[str]:
    """Every node a task may point at, as viewflow writes it into the task."""
    return {
        get_task_ref(node) for kind in registry.all_types() for node in kind.flow.instance.nodes()
    }


def _open(node: Any, activation: Activation) -> Iterator[Activation]:
    if isinstance(node, Desk):
        yield from node.open_after(activation)
    else:
        yield node._create(activation, activation.task.token)
