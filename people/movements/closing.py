"""What is to be closed before a pupil leaves; each subject says what it knows to be open."""

from collections.abc import Callable
from datetime import date

from people.models import Pupil
from people.registry import Registry

Check = Callable[[Pupil, date], list[str]]
_checks: Registry[Check] = Registry("question before leaving")
# Asked of every pupil who is about to leave, for the day of leaving.
ask_before_leaving = _checks.add


def loose_ends(pupil: Pupil, on: date) -> list[str]:
    """A sentence for each; none of them holds the pupil back, but nobody leaves without their being seen."""
    return [sentence for check in _checks.all() for sentence in check(pupil, on)]
