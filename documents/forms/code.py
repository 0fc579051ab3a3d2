"""The code at the foot of a page as squares: what the ordinary paper has as a drawing within its HTML."""

from itertools import groupby

import segno


def squares(address: str) -> tuple[int, bytes]:
    """How many squares a side has, and the operators that draw them, each of length 1."""
    rows = segno.make(address, error="m").matrix
    runs = [
        b"%d %d %d 1 re" % (start, number, length)
        for number, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    return len(rows), b"0 0 0 rg " + b" ".join(runs) + b" f"


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Where dark squares stand beside one another."""
    runs, start = [], 0
    for dark, group in groupby(row):
        length = len(list(group))
        if dark:
            runs.append((start, length))
        start += length
    return runs
