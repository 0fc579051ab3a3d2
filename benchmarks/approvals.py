"""What an approval costs: this engine beside plain viewflow, many at once beside one by one.

Both write to the same SQLite file, set as in production, and take turns. Both do the same: a letter
is drafted, submitted, reviewed, signed and locked, by the person whose duty each is, each step in a
transaction of its own. Plain viewflow locks, asks for the permission and moves its task. The engine
does so too; it checks the version seen, the state, the fingerprint of the content and the rule
against own work; it keeps the history, what was submitted, the chained trail and the key of the
request; and it tells the next person. Nobody in this school has an e-mail address.
"""

from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.measure import queries, seconds, spread, table
from benchmarks.school import open_school

if TYPE_CHECKING:
    from tests.school import School

ROUNDS, LIVES = 7, 40
MANY, MANY_ROUNDS = 500, 3


def engine_life(school: "School", number: int) -> None:
    """One letter through this engine's door."""
    from workflows import steps
    from workflows.loaded import StepRequest

    approval = _letter(school)
    for step, by in _way(school):
        key = f"{number}-{step}-{approval.pk}"
        steps.take(StepRequest(step, by), approval, seen=approval.version, key=key)


def plain_life(school: "School", number: int) -> None:
    """One letter through viewflow, by its activations, in the manner of its own views."""
    from benchmarks.letter.flow import PlainFlow
    from benchmarks.letter.models import Person, PlainLetter

    letter = PlainLetter(subject=_SUBJECT, text=_TEXT, author=school.dao)
    process = PlainFlow.start.run(letter=letter)
    for _step, by in _way(school):
        person = Person(pk=by.pk, username=by.username)
        with process.task_set.get(status__in=("NEW", "ASSIGNED")).activation() as activation:
            _act(activation, person)


def _act(activation: Any, person: Any) -> None:
    if activation.task.owner_id is None:
        if not activation.assign.has_perm(person):
            raise PermissionError
        activation.assign(person)
    if not activation.start.has_perm(person):
        raise PermissionError
    activation.start(None)
    activation.execute()


_SUBJECT, _TEXT = "Họp tổ tuần 12", "Cả tổ thống nhất kế hoạch tuần 13. " * 20


def _letter(school: "School") -> Any:
    from benchmarks.letter.models import Letter
    from workflows import steps

    letter = Letter(subject=_SUBJECT, text=_TEXT)
    return steps.open_approval(letter, by=school.dao, school_year=school.year, group=school.group)


def _way(school: "School") -> list[tuple[Any, Any]]:
    from workflows.states import Step

    people = (school.dao, school.hoa, school.minh, school.thu)
    return list(zip((Step.SUBMIT, Step.REVIEW, Step.SIGN, Step.LOCK), people, strict=True))


def lives(school: "School") -> str:
    """One life after the other, the two engines in turn."""
    ways: dict[str, Callable[[School, int], None]] = {
        "plain viewflow": plain_life,
        "this engine": engine_life,
    }
    counted = {name: queries(lambda live=live: live(school, 0)) for name, live in ways.items()}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(1, ROUNDS + 1):
        for name, live in ways.items():
            took = seconds(lambda live=live, turn=turn: [live(school, turn) for _ in range(LIVES)])
            times[name].append(took / LIVES)
    base = times["plain viewflow"]
    rows = [
        (
            name,
            spread([1 / each for each in took], "{:.0f}"),
            spread([1000 * each for each in took]),
            str(counted[name]),
            spread([mine / theirs for mine, theirs in zip(took, base, strict=True)]),
        )
        for name, took in times.items()
    ]
    return table(("one life", "approvals/s", "ms a life", "queries", "× viewflow"), rows)


def many(school: "School") -> str:
    """Each step on 500 letters: one by one, and in one bulk act."""
    rows = []
    times: dict[str, list[tuple[float, float]]] = {}
    for turn in range(MANY_ROUNDS):
        singles, bulk = ([_letter(school) for _ in range(MANY)] for _way in range(2))
        for step, by in _way(school):
            one_by_one = seconds(lambda: _single(step, by, singles, turn))  # noqa: B023 called here
            at_once = seconds(lambda: _bulk(step, by, bulk, turn))  # noqa: B023 called here
            times.setdefault(step.value, []).append((one_by_one, at_once))
    for step, pairs in times.items():
        one_by_one, at_once = zip(*pairs, strict=True)
        rows.append(
            (
                f"{MANY} × {step}",
                spread(one_by_one),
                spread(at_once),
                f"{1000 * median(one_by_one) / MANY:.2f}",
                f"{1000 * median(at_once) / MANY:.2f}",
                spread([single / bulk for single, bulk in pairs], "{:.1f}"),
            )
        )
    head = ("many", "s one by one", "s in bulk", "ms each", "ms in bulk", "times cheaper")
    return table(head, rows)


def _single(step: Any, by: Any, letters: list[Any], turn: int) -> None:
    from workflows import steps
    from workflows.loaded import StepRequest

    for each in letters:
        key = f"single-{turn}-{step}-{each.pk}"
        steps.take(StepRequest(step, by), each, seen=each.version, key=key)


def _bulk(step: Any, by: Any, letters: list[Any], turn: int) -> None:
    from workflows import bulk
    from workflows.loaded import StepRequest

    chosen = [(each, each.version) for each in letters]
    run = bulk.take_many(StepRequest(step, by), chosen, key=f"{turn}-{step}")
    if run.items.exclude(outcome="done").exists():
        raise RuntimeError


def main() -> None:
    school = open_school()
    print(lives(school), many(school), sep="\n\n")


if __name__ == "__main__":
    main()
