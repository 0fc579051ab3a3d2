"""Pupils from a spreadsheet, and what a spreadsheet may not do to them."""

from people.imports.pupils import judging, reading, undoing, writing

__all__ = ["judging", "reading", "undoing", "writing"]
