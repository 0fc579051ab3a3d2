"""Which sentence for whom: variants take turns, so that neighbours differ and none is worn out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seat:
    """A pupil in the order of the list: the level, and the comment that is there already."""

    pupil: int
    level: str
    comment: str = ""


def suggestions(seats: Sequence[Seat], sentences: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """For who has a level and no comment, by pupil; nobody where the bank has nothing for the level."""
    used = Counter(seat.comment for seat in seats if seat.comment)
    texts = [seat.comment for seat in seats]
    chosen: dict[int, str] = {}
    for at, seat in enumerate(seats):
        variants = sentences.get(seat.level, ())
        if seat.comment or not variants:
            continue
        beside = {text for text in (*texts[max(at - 1, 0) : at], *texts[at + 1 : at + 2]) if text}
        apart = [text for text in variants if text not in beside] or variants
        text = min(apart, key=lambda each: used[each])
        used[text] += 1
        chosen[seat.pupil] = texts[at] = text
    return chosen
