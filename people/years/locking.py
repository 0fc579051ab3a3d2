"""A locked year takes nothing any more, and says so in one way."""

from django.utils.translation import gettext as _

from people.door import Refused
from people.years.models import SchoolYear


def said_of_locked(year: SchoolYear) -> str:
    return _("The school year %s is locked.") % year


def insist_on_unlocked(year: SchoolYear) -> None:
    """Raises Refused."""
    if year.is_locked:
        raise Refused(said_of_locked(year))
