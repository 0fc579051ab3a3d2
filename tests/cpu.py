"""How much work something was. The clock on the wall tells how busy the machine is besides."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fails where more CPU time was spent, here and in the processes that were waited for."""
    before = _spent()
    yield
    spent = _spent() - before
    assert spent < seconds, f"{spent:.1f} s of CPU time"


def _spent() -> float:
    own, waited_for = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + waited_for.ru_utime + waited_for.ru_stime
