"""Why a step was not taken: sentences for the person, never a silent no."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Problem:
    """What is not right yet, and the field where it can be put right."""

    sentence: str
    field: str = ""


class Refusal(Exception):
    """Nothing was changed. `problems` says why, in words for the person who tried."""

    status = 409
    kind = "refused"

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(
            each if isinstance(each, Problem) else Problem(each) for each in problems
        )
        super().__init__(" ".join(each.sentence for each in self.problems))


class NotYours(Refusal):
    """The person does not hold the duty, or would act on own work."""

    status = 403
    kind = "not_yours"


class NotPossible(Refusal):
    """The record is not at a desk where this step can be taken."""

    kind = "not_possible"


class Incomplete(Refusal):
    """Something is missing; each problem names the field."""

    status = 422
    kind = "incomplete"


class Changed(Refusal):
    """The record is no longer what the person saw."""

    kind = "changed"

    def __init__(self, seen: str, now: str) -> None:
        self.seen, self.now = seen, now
        super().__init__(_("The record has changed since you opened it. Please look at it again."))


class AlreadyUsed(Refusal):
    """The key of this request belongs to something else that was done before."""

    kind = "already_used"

    def __init__(self) -> None:
        super().__init__(_("This form was already used for something else. Please open it again."))


class RecordIsClosed(Refusal):
    """Content can be changed at its author's desk only, in a school year that takes work."""

    kind = "closed"

    def __init__(self) -> None:
        super().__init__(
            _("This record is no draft, or its school year is locked: its content stays as it is.")
        )


def sentences(problems: Iterable[Problem]) -> str:
    return " ".join(problem.sentence for problem in problems)
