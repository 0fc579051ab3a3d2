"""The gradebooks of classes at periods, begun or not, and which of their sheets are still open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from documents import drafting
from documents.assessment.sheets import ClassSheet, matrix_of
from documents.assessment.terms import Period
from people.models import AssessmentPeriod, SchoolClass, SchoolYear
from workflows.models import Approval
from workflows.pages import Shell
from workflows.states import State

TYPE = "gradebook"


@dataclass(frozen=True, slots=True)
class BookPlace:
    """A book of a class at a period, begun or not, and what of its sheets is not confirmed yet."""

    school_class: SchoolClass
    period: AssessmentPeriod
    book: Approval | None
    sheets: list[ClassSheet]

    @property
    def has_opened(self) -> bool:
        return self.period.opens_on <= timezone.localdate()

    @property
    def is_year_closed(self) -> bool:
        """The year's book is locked: who has not completed the year is known."""
        is_year = self.period.moment == Period.YEAR_END.value
        return is_year and self.book is not None and self.book.state == State.LOCKED

    @property
    def open_sheets(self) -> list[ClassSheet]:
        return [sheet for sheet in self.sheets if not sheet.is_confirmed]

    @property
    def confirmed(self) -> int:
        return len(self.sheets) - len(self.open_sheets)


def own_classes(shell: Shell, year: SchoolYear) -> list[SchoolClass]:
    """Those whose homeroom post this person fills today, in person or for somebody absent."""
    return list(classes_of(year).filter(pk__in=drafting.homerooms_of(shell)))


def classes_of(year: SchoolYear) -> QuerySet[SchoolClass]:
    """With what their sheets follow from."""
    return SchoolClass.objects.filter(year=year).select_related("year__assessment_answers")


def places_of(
    classes: Sequence[SchoolClass], periods: Sequence[AssessmentPeriod]
) -> Iterator[BookPlace]:
    """Four queries, however many classes and periods."""
    matrix, there = matrix_of(classes, periods), _books(classes, periods)
    for school_class in classes:
        for period in periods:
            sheets = matrix.sheets_of(school_class, period)
            book = there.get((school_class.pk, period.pk))
            yield BookPlace(school_class, period, book, sheets)


def _books(
    classes: Sequence[SchoolClass], periods: Sequence[AssessmentPeriod]
) -> dict[tuple[int | None, int | None], Approval]:
    rows = Approval.objects.filter(
        record_type=TYPE, school_class__in=classes, period__in=periods, erased_at=None
    )
    return {(row.school_class_id, row.period_id): row for row in rows.select_related("author")}
