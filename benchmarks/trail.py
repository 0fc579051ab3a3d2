"""How fast the trail takes events in, one transaction each, and how fast it is checked."""

from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import kept_records
from benchmarks.measure import seconds, spread, table
from benchmarks.school import open_school

if TYPE_CHECKING:
    from tests.school import School

SINGLE, ROUNDS = 1000, 5
MANY, CHUNK = 100_000, 1000


def main() -> None:
    school = open_school()
    kept_records.fill(school)
    rows = [_append(school), *_verify(school), *_records(school)]
    print(table(("trail", "seconds", "events/s"), rows))


def _append(school: "School") -> tuple[str, str, str]:
    """As a step does it: an event, then the commit."""
    from workflows import trail

    def one_by_one() -> None:
        for _number in range(SINGLE):
            with transaction.atomic():
                trail.append([trail.Entry("open", school.dao.pk)])

    from django.db import transaction

    took = [seconds(one_by_one) for _round in range(ROUNDS)]
    return (f"append {SINGLE}, each committed", spread(took), f"{SINGLE / median(took):.0f}")


def _verify(school: "School") -> list[tuple[str, str, str]]:
    from workflows import chain, trail

    filled = MANY - _count()
    rows = [
        (
            f"append {filled} in chunks of {CHUNK}",
            *_told([seconds(lambda: _fill(school, filled))], filled),
        )
    ]
    checks = {
        "the chain alone": lambda: chain.first_break(trail.links()),
        "chain and columns": trail.first_break,
    }
    for name, check in checks.items():
        took = [seconds(lambda check=check: _holds(check)) for _round in range(ROUNDS)]
        rows.append((f"verify {MANY}, {name}", *_told(took, MANY)))
    return rows


def _count() -> int:
    from workflows.models import Event

    return Event.objects.count()


def _records(school: "School") -> list[tuple[str, str, str]]:
    """Records and files against the trail: all of them, and what moved since the last time."""
    from workflows import consistency, trail

    checks = {
        "chain and records": lambda: (
            trail.first_break() or consistency.all_contradictions(with_files=False)
        ),
        "chain, records and files": lambda: trail.first_break() or consistency.all_contradictions(),
        "records that moved, others by turns": consistency.new_contradictions,
    }
    _holds(consistency.new_contradictions)  # from here on there is something to remember
    rows = []
    for name, check in checks.items():
        took = [seconds(lambda check=check: _holds(check)) for _round in range(ROUNDS)]
        rows.append((f"verify {MANY}, {name}", *_told(took, MANY)))
    return rows


def _fill(school: "School", number: int) -> None:
    from django.db import transaction

    from workflows import trail

    for _chunk in range(number // CHUNK):
        with transaction.atomic():
            trail.append([trail.Entry("open", school.dao.pk)] * CHUNK)


def _holds(check: Callable[[], object]) -> None:
    if found := check():
        raise RuntimeError(found)


def _told(took: list[float], number: int) -> tuple[str, str]:
    return spread(took), f"{number / median(took):.0f}"


if __name__ == "__main__":
    main()
