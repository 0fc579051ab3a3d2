"""Staff from a spreadsheet; duties and accounts are not given by one."""

from people.imports.staff import judging, reading, undoing, writing

__all__ = ["judging", "reading", "undoing", "writing"]
