"""What must be closed before a pupil goes to another school; later rooms add what they know."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from people.models import Pupil


@dataclass(frozen=True, slots=True)
class Loose:
    """Something that is not closed yet; only what is not blocking may stay so."""

    sentence: str
    is_blocking: bool = False


Check = Callable[[Pupil, date], list[Loose]]
_checks: list[Check] = []


def ask_before_leaving(check: Check) -> Check:
    """This question is asked of every pupil who is about to leave."""
    _checks.append(check)
    return check


def loose_ends(pupil: Pupil, on: date) -> list[Loose]:
    return [loose for check in _checks for loose in check(pupil, on)]
