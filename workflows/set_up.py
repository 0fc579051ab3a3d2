"""What the engine adds to the list of things to do before a school begins."""

from django.urls import reverse
from django.utils.translation import gettext as _

from people.new_year.checklist import Item, adds_an_item
from workflows import outside


@adds_an_item
def checkpoints_outside() -> Item:
    """Done when they arrive; on the same disk is not outside."""
    place = outside.look()
    words = str(place.problems[0].label) if place.problems else place.age
    return Item(
        _("Checkpoints of the trail outside this machine"),
        reverse("manual_chapter", args=["may-chu"]),
        words,
        is_done=not place.problems,
    )
