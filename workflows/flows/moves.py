"""What activations do to the tasks of a record, written together once all have acted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.timezone import now
from viewflow.workflow import PROCESS, STATUS, flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.signals import flow_finished, task_finished

from people.models import Staff

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
