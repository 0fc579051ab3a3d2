"""What stands behind a file that somebody was given to sign, and whether others can still follow."""

from collections.abc import Iterator, Sequence

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm

from documents.signing.examination import reading
from documents.signing.examination.differences import additions
from documents.signing.examination.signed_field import SignedField


def behind(reader: PdfFileReader, pdf: bytes, known: int) -> Iterator[str]:
    """Codes for what is more than signatures and their evidence behind the first `known` bytes."""
    given = reading.opened(pdf[:known])
    last = given.xrefs.total_revisions - 1
    # A file of its own could stand there, which leaves the given one lying unread in front of it.
    if not _goes_on_from(reader, given, last):
        yield "not_an_extension"
    elif not all(
        each.is_allowed(None, None) and not each.stamps
        for each in additions(reader, pdf, last, None)
    ):
        yield "more_than_signed"


def _goes_on_from(reader: PdfFileReader, given: PdfFileReader, last: int) -> bool:
    if reader.xrefs.total_revisions <= last:
        return False
    return all(
        reader.xrefs.get_startxref_for_revision(number)
        == given.xrefs.get_startxref_for_revision(number)
        for number in range(last + 1)
    )


def forbidding(signed: Sequence[SignedField], empty: Sequence[str]) -> Iterator[str]:
    """Does a signature close the file to those whose turn is still to come?"""
    for field in signed:
        locked = field.lock is not None and any(map(field.lock.is_locked, empty))
        if empty and (locked or field.certified == MDPPerm.NO_CHANGES):
            yield "closed_too_early"
