"""What the server's processes tell Python's garbage collector, once everything is loaded."""

import gc

# Rarely, and mostly among the young: a page makes many objects, and leaves none in a circle.
THRESHOLDS = (20_000, 20, 50)


def settle() -> None:
    """Modules and templates stay for good: they are never looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
