"""A locked year takes nothing any more, and says so in one way."""

from django.utils.translation import gettext as _

from people.refusals import Problem, Refusal
from people.years.models import SchoolYear


def problem_of_locked(year: SchoolYear) -> Problem:
    return Problem(_("The school year %s is locked.") % year, "year_locked")


def insist_on_unlocked(year: SchoolYear) -> None:
    """Raises Refusal."""
    if year.is_locked:
        raise Refusal(problem_of_locked(year))
