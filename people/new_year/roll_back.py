"""Taking a whole roll-over back, as long as the new year has not opened."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.door import Act, change, declare
from people.models import Duty, Movement, SchoolYear, Staff
from people.movements.acts import reverse_many
from people.movements.rules import MOVING_UP
from people.refusals import Refusal

ROLL_BACK = declare(
    Act(
        "year_rolled_back",
        gettext_lazy("Roll-over taken back"),
        gettext_lazy(
            "%(who)s took back the roll-over into the school year %(year)s: %(moves)d pupils."
        ),
        (Duty.PRINCIPAL,),
    )
)


def moved(old: Any) -> QuerySet[Movement]:
    """What a roll-over did to the pupils of this year, and still counts; the year by its number."""
    return Movement.objects.filter(kind__in=MOVING_UP, from_class__year=old, reversal=None)


def roll_back(old: SchoolYear, new: SchoolYear, by: Staff, reason: str) -> int:
    """Everybody is again where the old year ended; the new classes and their lessons stay.

    In one transaction, or not at all. Raises Refusal: the year has opened, somebody has moved since.
    """
    with change(ROLL_BACK, by, year=new.pk) as about:
        if SchoolYear.objects.select_for_update().get(pk=new.pk).state != SchoolYear.State.PLANNED:
            raise Refusal(
                _("The new school year must be planned, and not open yet."), "new_year_not_planned"
            )
        movements = list(moved(old.pk))
        if not movements:
            raise Refusal(_("Nobody was moved: there is nothing to take back."), "nobody_was_moved")
        about["moves"] = len(reverse_many(movements, by, reason))
    return len(movements)
