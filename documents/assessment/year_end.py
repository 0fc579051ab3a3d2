"""Until when the facts of a class's year may change: its school year is open, its book is a draft."""

from django.utils.translation import gettext as _

from documents.assessment.terms import Period
from people.models import SchoolClass, SchoolYear
from people.refusals import Refusal
from workflows.models import Approval
from workflows.states import State

BOOK = "gradebook"
"""The record type that is asked for; this room knows no other of its facts."""


def open_year_of(school_class: SchoolClass) -> SchoolYear:
    """Locked until the transaction ends. Raises Refusal where the year or its book is closed."""
    year = working_year_of(school_class)
    if is_book_closed(school_class):
        said = _("The year's book of this class is closed: what it rests on stays as it is.")
        raise Refusal(said, "book_closed")
    return year


def working_year_of(school_class: SchoolClass) -> SchoolYear:
    """The same, whatever has become of the book."""
    year = SchoolYear.objects.select_for_update().get(pk=school_class.year_id)
    if not year.takes_work:
        said = _("The school year %s is not open: nothing is changed in it.")
        raise Refusal(said % year, "year_not_open")
    return year


def is_book_closed(school_class: SchoolClass) -> bool:
    """From the signature of the homeroom teacher on, until it is sent back."""
    books = Approval.objects.filter(
        record_type=BOOK, school_class=school_class, period__moment=Period.YEAR_END.value
    )
    return books.exclude(state=State.DRAFT).filter(erased_at=None).exists()
