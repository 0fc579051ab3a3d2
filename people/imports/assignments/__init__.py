"""Who teaches what where, from a list or a grid."""

from people.imports.assignments import judging, reading, undoing, writing

__all__ = ["judging", "reading", "undoing", "writing"]
