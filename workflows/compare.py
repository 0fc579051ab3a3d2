"""What changed between two versions of a record, part by part and word by word."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from workflows.models import Approval, Submission
from workflows.record import Part

# A word takes the blanks before it along: blanks alone are all alike, and cost as much as words.
_WORDS = re.compile(r"\s*\S+|\s+")
# Comparing takes time by the product of both lengths; beyond 2,000 words each, a fifth of a second.
_MOST = 4_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stayed ("same"), came ("ins") or went ("del")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PartChange:
    part: Part
    pieces: list[Piece]

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def last_two(approval: Approval) -> list[Submission]:
    """The newest submission last, before it the one before."""
    return list(approval.submissions.order_by("-revision", "-round")[:2])[::-1]


def with_the_one_before(
    approval: Approval, versions: Sequence[Submission]
) -> list[PartChange] | None:
    """The changes of the newest of the `last_two`; None where it is the first."""
    if len(versions) < 2:
        return None
    before, after = (_parts(approval, version.content) for version in versions)
    return list(_changes(before, after))


def changed_words(changes: list[PartChange] | None) -> int:
    return sum(
        len(piece.text.split())
        for change in changes or ()
        for piece in change.pieces
        if piece.kind != "same"
    )


def _parts(approval: Approval, content: str) -> list[Part]:
    facts: dict[str, Any] = json.loads(content)
    return list(approval.type.model.parts_of(facts))


def _changes(before: list[Part], after: list[Part]) -> Iterator[PartChange]:
    was = {part.key: part for part in before}
    for part in after:
        old = was.pop(part.key, Part(part.key, part.label, ""))
        yield PartChange(part, list(pieces(old.text, part.text)))
    for gone in was.values():
        yield PartChange(gone, list(pieces(gone.text, "")))


def pieces(before: str, after: str) -> Iterator[Piece]:
    """What stayed, what went, what came: line by line, and word by word within lines that differ."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for is_same, was, now in _matched(old, new):
        if is_same:
            yield Piece("same", was)
        else:
            yield from _words(was, now)


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found = [(False, before, after)]
    if len(old) * len(new) <= _MOST:
        found = list(_matched(old, new))
    for is_same, was, now in found:
        if is_same:
            yield Piece("same", was)
            continue
        if was:
            yield Piece("del", was)
        if now:
            yield Piece("ins", now)


def _matched(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        yield kind == "equal", "".join(old[start:end]), "".join(new[new_start:new_end])
