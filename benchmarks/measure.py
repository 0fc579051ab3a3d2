"""How the benchmarks count and print."""

import gc
import time
from collections.abc import Callable, Sequence
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, with the garbage of what came before out of the way."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def spread(values: Sequence[float], form: str = "{:.2f}") -> str:
    """Median, and between which bounds."""
    low, middle, high = (form.format(each) for each in (min(values), median(values), max(values)))
    return f"{middle} ({low}..{high})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [head, ["-" * width for width in widths], *rows]
    ]
    return "\n".join(lines)
