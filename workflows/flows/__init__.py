"""On whose desk a record lies: viewflow's tasks, moved as the state says.

The flow looks at the state and repeats nothing: after each step it opens the desk that the state calls for.
"""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from viewflow.workflow import PROCESS, chart
from viewflow.workflow.fields import get_task_ref
from viewflow.workflow.models import Task

from people.compiled import NUMBER, CompiledQuery
from people.models import Staff
from workflows import registry
from workflows.flows.desks import AuthorDesk, Desk, Desks, place_of
from workflows.flows.moves import AUTHOR, OPEN, AlreadyMoved, DeskActivation, Moves
from workflows.models import Approval

__all__ = [
    "AUTHOR",
    "OPEN",
    "AlreadyMoved",
    "AuthorDesk",
    "Desk",
    "Desks",
    "Task",
    "abandon",
    "chart_of",
    "give_to",
    "known_nodes",
    "open_tasks",
    "pass_on",
    "place_of",
    "return_to_author",
    "start",
    "withdraw",
]


def start(approval: Approval) -> None:
    """Lay a record on its author's desk, in a process of its own. The approval is saved by the caller."""
    approval.type.flow.start.run(approval=approval)


def open_tasks(approvals: Iterable[Approval]) -> dict[int, list[Task]]:
    """The open tasks of each process, by process id; one query."""
    found: dict[int, list[Task]] = {}
    processes = {approval.process_id: approval.process for approval in approvals}
    ids = list(processes)
    for task in _open_of(process=ids[0]) if len(ids) == 1 else _open(ids):
        task.process = processes[task.process_id]
        found.setdefault(task.process_id, []).append(task)
    return found


def _open(processes: Sequence[int]) -> QuerySet[Task]:
    tasks: QuerySet[Task] = Task.objects.filter(process__in=processes, status__in=OPEN)
    return tasks.order_by("pk")


_open_of = CompiledQuery(lambda process: _open([process]), process=NUMBER)


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


def abandon(tasks: Sequence[Task]) -> None:
    """This way leads nowhere: its tasks are withdrawn, its process ends without a result."""
    withdraw(tasks)
    for process in {task.process for task in tasks}:
        process.status, process.finished = PROCESS.CANCELED, timezone.now()
        process.save(update_fields=["status", "finished"])


def return_to_author(task: Task) -> None:
    """Lay the record back on the author's desk after its tasks were withdrawn."""
    moves = Moves()
    activation = _activation(task, moves)
    list(activation.flow_class.draft.open_after(activation))
    moves.write()


def give_to(tasks: Iterable[Task], author: Staff) -> None:
    """The author's desk is somebody else's from now on."""
    own = [task.pk for task in tasks if task.owner_permission == AUTHOR]
    Task.objects.filter(pk__in=own).update(owner=author)


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
