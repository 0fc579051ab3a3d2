"""Which records of a school year are still on their way, told before its state turns."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext as _

from people.models import SchoolYear
from people.new_year.unfinished import tells_what_is_open
from workflows import registry
from workflows.models import Approval


@tells_what_is_open
def _records(year: SchoolYear) -> Iterator[str]:
    """By type and state; one query."""
    rows = Approval.objects.filter(school_year=year, erased_at=None).order_by(
        "record_type", "state"
    )
    for name, state, number in rows.values_list("record_type", "state").annotate(n=Count("pk")):
        kind = registry.get(name)
        if state != kind.final_state:
            facts = {"type": kind.plural, "state": Approval(state=state).get_state_display()}
            yield _("%(type)s: %(number)d are “%(state)s”.") % {**facts, "number": number}
