"""What changed between two versions of a record, part by part and word by word."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from workflows.models import Approval, Submission
from workflows.record import Part

_WORDS = re.compile(r"\s+|[^\s]+")


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
    """The shortest account, in words: what stayed, what went, what came."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[start:end]))
            continue
        if start < end:
            yield Piece("del", "".join(old[start:end]))
        if new_start < new_end:
            yield Piece("ins", "".join(new[new_start:new_end]))
