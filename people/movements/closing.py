"""What is to be closed before a pupil leaves; each subject says what it knows to be open."""

from collections.abc import Callable
from datetime import date

from people.models import Pupil

Check = Callable[[Pupil, date], list[str]]
_checks: list[Check] = []


def ask_before_leaving(check: Check) -> Check:
    """This question is asked of every pupil who is about to leave, for the day of leaving."""
    _checks.append(check)
    return check


def loose_ends(pupil: Pupil, on: date) -> list[str]:
    """A sentence for each; none of them holds the pupil back, but nobody leaves without their being seen."""
    return [sentence for check in _checks for sentence in check(pupil, on)]
