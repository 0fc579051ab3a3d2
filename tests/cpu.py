"""How much work something was. The clock on the wall tells how busy the machine is besides."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Work:
    """CPU time, here and in the processes that were waited for."""

    seconds: float = 0


@contextmanager
def spent_on() -> Iterator[Work]:
    """Known when it is done."""
    before, work = _spent(), Work()
    yield work
    work.seconds = _spent() - before


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fails where more CPU time was spent."""
    with spent_on() as work:
        yield
    assert work.seconds < seconds, f"{work.seconds:.1f} s of CPU time"


def _spent() -> float:
    own, waited_for = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + waited_for.ru_utime + waited_for.ru_stime
