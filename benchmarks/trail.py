"""How fast the trail takes events in, one transaction each, and how fast it is checked."""

from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.measure import seconds, spread, table
from benchmarks.school import open_school

if TYPE_CHECKING:
    from tests.school import School

SINGLE, ROUNDS = 1000, 5
MANY, CHUNK = 100_000, 1000


def main() -> None:
    school = open_school()
    rows = [_append(school), *_verify(school)]
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

    filled = MANY - SINGLE * ROUNDS
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


def _fill(school: "School", number: int) -> None:
    from django.db import transaction

    from workflows import trail

    for _chunk in range(number // CHUNK):
        with transaction.atomic():
            trail.append([trail.Entry("open", school.dao.pk)] * CHUNK)


def _holds(check: Callable[[], object]) -> None:
    if check() is not None:
        raise RuntimeError


def _told(took: list[float], number: int) -> tuple[str, str]:
    return spread(took), f"{number / median(took):.0f}"


if __name__ == "__main__":
    main()
