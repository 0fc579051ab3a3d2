"""The sample school's score sheets and gradebooks: a period that is over and locked, and one that is open."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from config.sample.desks import WAY, pass_on, records_of
from config.sample.exceptions import decide_ways, leave_a_story, leave_requests
from config.sample.results import fill_in, held_today
from config.sample.school import School
from documents.assessment.sheets import group_of
from documents.records.gradebook.models import Gradebook
from documents.records.score_sheet.models import ScoreSheet
from people.models import AssessmentPeriod, Duty, SchoolClass
from people.years.acts import save_row
from workflows import steps
from workflows.models import Approval
from workflows.states import Step

# One class is behind. In these everything is confirmed, but for the last of the visitor's own: one book lies
# on its group leader's desk, one class is ready to be closed, one has a story that deserves a look.
_BEHIND, _VISITORS, _CLOSED, _READY, _TOLD_OF, _ASKING = "4A", "3A", "3D", "2A", "5A", "4B"
_VISITOR, _CONFIRMED_BY_VISITOR = "dao", 3
_BEGUN = timedelta(weeks=2)


def fill_in_sheets(school: School, people: ProcessPoolExecutor) -> int:
    """How many sheets there are then."""
    if not held_today().exists():
        return 0
    before, period = _periods(school)
    decide_ways(school)
    if before:
        _go_all_the_way(school, before, people)
    sheets = fill_in(people, school.classes.values(), period, behind=[_BEHIND])
    _confirm_some(sheets, people)
    _close(people, [book_of(school.classes[_CLOSED], period)], WAY[:1])
    by_class = {(sheet.school_class.name, sheet.subject_code): sheet for sheet in sheets}
    leave_a_story(school, by_class[_TOLD_OF, "TOAN"])
    leave_requests(school, by_class[_READY, "TV"], by_class[_ASKING, "TOAN"])
    return ScoreSheet.objects.count()


def _periods(school: School) -> tuple[AssessmentPeriod | None, AssessmentPeriod]:
    """The one at hand is open today, whatever day that is; and the one before it."""
    today, periods = timezone.localdate(), list(school.year.periods.order_by("closes_on"))
    place = next((n for n, each in enumerate(periods) if each.closes_on >= today), len(periods) - 1)
    period = periods[place]
    period.opens_on = min(period.opens_on, today - _BEGUN)
    period.closes_on = max(period.closes_on, today + _BEGUN)
    save_row(period, school.staff["thu"])
    return periods[place - 1] if place else None, period


def _go_all_the_way(school: School, period: AssessmentPeriod, people: ProcessPoolExecutor) -> None:
    """All classes of a period that is over: sheets confirmed, books through every desk."""
    with open_today(school, period):
        sign(people, fill_in(people, school.classes.values(), period))
        _close(people, [book_of(each, period) for each in school.classes.values()], WAY)


@contextmanager
def open_today(school: School, period: AssessmentPeriod) -> Iterator[None]:
    closes_on, period.closes_on = period.closes_on, timezone.localdate()
    save_row(period, school.staff["thu"])
    yield
    period.closes_on = closes_on
    save_row(period, school.staff["thu"])


def _confirm_some(sheets: Iterable[ScoreSheet], people: ProcessPoolExecutor) -> None:
    full = [
        sheet
        for sheet in sheets
        if sheet.school_class.name in {_VISITORS, _CLOSED, _READY}
        or (sheet.school_class.name, sheet.subject_code) == (_TOLD_OF, "TOAN")
    ]
    of_visitor = [sheet for sheet in full if sheet.approval.author.username == _VISITOR]
    left = of_visitor[_CONFIRMED_BY_VISITOR:]
    sign(people, [sheet for sheet in full if sheet not in left])


def sign(people: ProcessPoolExecutor, sheets: Iterable[ScoreSheet]) -> None:
    pass_on(people, Step.SUBMIT, list(records_of(sheet.pk for sheet in sheets)))


def book_of(of: SchoolClass, period: AssessmentPeriod) -> Approval:
    homeroom = held_today().filter(duty=Duty.HOMEROOM_TEACHER, school_class=of).first()
    if homeroom is None:
        raise LookupError(f"Nobody is the homeroom teacher of {of}.")
    book = Gradebook()
    steps.open_approval(
        book,
        by=homeroom.staff,
        school_year=of.year,
        school_class=of,
        group=group_of(of),
        period=period,
    )
    return book.approval


def _close(people: ProcessPoolExecutor, books: Iterable[Approval], way: Iterable[Step]) -> None:
    keys = [book.pk for book in books]
    for step in way:
        pass_on(people, step, list(records_of(keys)))
