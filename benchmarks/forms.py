"""What a paper of 45 rows and 12 columns costs: laid out anew, or a form that is filled.

In turn within one run, CPU time of this process alone; both ways end with two empty signature fields.
"""

import resource
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import spread, table
from benchmarks.school import open_school

ROUNDS, ROWS = 12, 45
MANY, ROW_COUNTS = 1000, range(21, 53)


def main() -> None:
    open_school()
    print(single(), growth(), sep="\n\n")


def single() -> str:
    """One paper after the other, each of another class."""
    from documents import forms
    from tests.documents.forms import sheets

    design = sheets.design(ROWS)
    opening = _spent(lambda: forms.frozen(design))
    form = forms.frozen(design)
    forget = form._set.cache_clear  # noqa: SLF001 only a benchmark may look
    ways: dict[str, Callable[[Any], bytes]] = {
        "laid out anew": lambda filling: _laid_out(design, filling),
        "form, no text ever set before": lambda filling: _filled(design, filling, forget),
        "form, after another class": lambda filling: _filled(design, filling),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    sizes = {}
    for number in range(ROUNDS):
        for seed, (name, way) in enumerate(ways.items(), start=number * len(ways)):
            filling, made = sheets.filling(seed, ROWS), list[bytes]()
            took[name].append(_spent(lambda way=way, it=filling, to=made: to.append(way(it))))
            sizes[name] = len(made[0])
    whole = median(took["laid out anew"])
    rows = [
        (name, spread(each), f"{median(each) / whole:.3f}", f"{sizes[name] / 1000:.0f}")
        for name, each in took.items()
    ]
    head = ("one paper, its fields in place", "ms of CPU", "of the layout", "KB")
    return f"{table(head, rows)}\nthe form itself, once in a process: {opening:.0f} ms"


def _laid_out(design: Any, filling: Any) -> bytes:
    from documents import rendering, signing
    from tests.documents.forms import sheets

    context = {**filling.context(), "code": sheets.ADDRESS}
    return signing.prepare(rendering.render(design.template, context), design.fields)


def _filled(design: Any, filling: Any, before: Callable[[], None] = lambda: None) -> bytes:
    from documents import forms
    from tests.documents.forms import sheets

    before()
    paper = forms.paper(design, filling, sheets.ADDRESS)
    if not isinstance(paper, bytes):
        raise TypeError(paper)
    return paper


def growth() -> str:
    """What stays in memory: very many papers of one form, then forms of very many shapes."""
    from documents import forms
    from tests.documents.forms import sheets

    rows = [("at the start", "", _memory())]
    design = sheets.design(ROWS)
    for seeds in (range(MANY // 10), range(MANY // 10, MANY)):
        spent = sum(_spent_filling(design, seed) for seed in seeds)
        rows.append((f"{len(seeds)} papers more", f"{spent / len(seeds):.1f}", _memory()))
    spent = _spent(lambda: [forms.frozen(sheets.design(count)) for count in ROW_COUNTS])
    rows.append((f"{len(ROW_COUNTS)} forms more", f"{spent / len(ROW_COUNTS):.0f}", _memory()))
    return table(("then", "ms of CPU each", "MB now"), rows)


def _spent_filling(design: Any, seed: int) -> float:
    from tests.documents.forms import sheets

    filling = sheets.filling(seed, ROWS)
    return _spent(lambda: _filled(design, filling))


def _spent(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def _memory() -> str:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return f"{pages * resource.getpagesize() / 1_000_000:.0f}"


if __name__ == "__main__":
    main()
