"""What changed between two versions of a record, part by part and word by word."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from people.compiled import NUMBER, CompiledQuery
from workflows import registry
from workflows.models import Approval, Submission
from workflows.record import Part

# A word takes the blanks before it along: blanks alone are all alike, and cost as much as words.
_WORDS = re.compile(r"\s*\S+|\s+")
# So many comparisons take about half a second; beyond, a part is told as taken out and put in.
_MOST = 5_000_000
# Two submissions never change: what was found once is told again. A few hundred pages of text.
_KEPT = 64


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
    return _last_two(approval=approval.pk)[::-1]


_last_two = CompiledQuery(
    lambda approval: Submission.objects.filter(approval=approval).order_by("-revision", "-round")[
        :2
    ],
    approval=NUMBER,
)


def with_the_one_before(
    approval: Approval, versions: Sequence[Submission]
) -> list[PartChange] | None:
    """The changes of the newest of the `last_two`; None where it is the first."""
    if len(versions) < 2:
        return None
    before, after = (version.content for version in versions)
    return _compared(approval.record_type, before, after, get_language())


@lru_cache(maxsize=_KEPT)
def _compared(record_type: str, before: str, after: str, language: str) -> list[PartChange]:
    """The labels of the parts speak the reader's language."""
    return list(_changes(_parts(record_type, before), _parts(record_type, after)))


def is_unchanged(changes: list[PartChange] | None) -> bool:
    """Was the record submitted once more just as it had been?"""
    return changes is not None and not any(change.is_changed for change in changes)


def changed_words(changes: list[PartChange] | None) -> int:
    return sum(
        len(piece.text.split())
        for change in changes or ()
        for piece in change.pieces
        if piece.kind != "same"
    )


def _parts(record_type: str, content: str) -> list[Part]:
    facts: dict[str, Any] = json.loads(content)
    return list(registry.get(record_type).model.parts_of(facts))


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
    for is_same, was, now in _matched(_WORDS.findall(before), _WORDS.findall(after)):
        if is_same:
            yield Piece("same", was)
            continue
        if was:
            yield Piece("del", was)
        if now:
            yield Piece("ins", now)


def _matched(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    """What begins and ends alike is the same in any case; the rest is matched where that is work for
    a moment, else told as taken out and put in.
    """
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    was, now = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield True, "".join(old[:start]), "".join(new[:start])
    if was or now:
        yield from _opcodes(was, now) if _work(was, now) <= _MOST else [(False, *_joined(was, now))]
    if end:
        yield True, "".join(old[len(old) - end :]), "".join(new[len(new) - end :])


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many they have in common at the start."""
    pairs = zip(old, new, strict=False)
    return next((n for n, (was, now) in enumerate(pairs) if was != now), min(len(old), len(new)))


def _work(old: list[str], new: list[str]) -> int:
    """How many comparisons the matcher makes at the most: each match looks at all equal pairs again."""
    counts = Counter(new)
    equal_pairs = sum(counts[each] for each in old)
    return (equal_pairs + len(old)) * (2 * min(len(old), len(new)) + 1)


def _opcodes(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        yield (kind == "equal", *_joined(old[start:end], new[new_start:new_end]))


def _joined(old: list[str], new: list[str]) -> tuple[str, str]:
    return "".join(old), "".join(new)
