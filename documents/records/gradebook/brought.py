"""What pupils who came later bring of a period from other schools: beside the book, never in it."""

from collections.abc import Iterator

from documents.assessment.brought_results.acts import brought_to
from documents.records.gradebook.summary import BookRow, Summary
from people.models import AssessmentPeriod, SchoolClass
from people.movements.enrolments import pupils_in
from people.years.running import last_day_of


def rows_of(of: SchoolClass, period: AssessmentPeriod, book: Summary) -> Iterator[BookRow]:
    """Of those who are in the class today and were not in it then; three queries."""
    there = {pupil.pk: pupil for pupil in pupils_in(of, last_day_of(of.year))}
    later = there.keys() - {row.pupil for row in book.rows}
    for (number, _period), row in brought_to(later, [period.pk]).items():
        pupil = there[number]
        yield BookRow(
            pupil=number,
            name=pupil.full_name,
            born_on=pupil.born_on.isoformat(),
            values=row.values,
            theirs=row.note,
        )
