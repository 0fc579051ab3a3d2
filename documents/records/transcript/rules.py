"""What must be right before a homeroom teacher may sign a pupil's transcript."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from documents.records.transcript.facts import facts_of
from documents.records.transcript.gaps import gaps_in
from documents.records.transcript.models import Transcript
from people.refusals import Problem


def problems(transcript: Transcript) -> list[Problem]:
    """What cannot be told without the book comes first, then what is missing in what was drawn up."""
    return list(_of_book(transcript)) or list(_of_pupil(transcript))


def _of_book(transcript: Transcript) -> Iterator[Problem]:
    of = transcript.class_year
    if not of.is_book_locked:
        yield Problem(_("The gradebook of the year is not locked."), "book_not_locked")
    elif of.is_book_outdated:
        said = _("The gradebook of the year is outdated: it has to be closed anew.")
        yield Problem(said, "book_outdated")
    elif transcript.pupil_id not in of.rows:
        yield Problem(_("The pupil is not in the gradebook of this class."), "not_in_book")


def _of_pupil(transcript: Transcript) -> Iterator[Problem]:
    if transcript.facts != facts_of(transcript.class_year, transcript.pupil_id):
        said = _("Something has changed since this was drawn up: please draw it up again.")
        yield Problem(said, "facts_changed")
    for gap in gaps_in(transcript.facts):
        if gap.is_blocking:
            yield Problem(str(gap.sentence), gap.code)
