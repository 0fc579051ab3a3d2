"""The sample school's transcripts: those of last year's fifth grade, issued before the year was locked."""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from decimal import Decimal
from random import Random

from config.sample.desks import WAY, pass_on, records_of
from config.sample.results import fill_in, held_today
from config.sample.school import SEED, School
from config.sample.sheets import book_of, open_today, sign
from documents.assessment.sheets import group_of
from documents.records.transcript.drawing_up import draw_up
from documents.records.transcript.models import Transcript
from people.measuring.acts import Size, measure
from people.models import AssessmentPeriod, Duty, SchoolClass
from people.movements.enrolments import pupils_in
from workflows.states import Step

_GRADE = 5
_MEASURED = timedelta(days=14)  # before the year's end
_PILE = 40


def issue_transcripts(school: School, people: ProcessPoolExecutor) -> int:
    """How many there are then."""
    classes = [each for each in school.closed_classes.values() if each.grade == _GRADE]
    if held_today().filter(school_class__in=classes).exists():
        period = school.closed_year.periods.get(moment=AssessmentPeriod.Moment.END_OF_YEAR)
        chance = Random(SEED)  # noqa: S311 the same results at every founding
        with open_today(school, period):
            _close_year(classes, period, people)
            _draw_up(classes, chance)
            for step in (*WAY, Step.ISSUE):
                drawn_up = Transcript.objects.values_list("pk", flat=True)
                pass_on(people, step, list(records_of(drawn_up)), _PILE)
    return Transcript.objects.count()


def _close_year(
    classes: Iterable[SchoolClass], period: AssessmentPeriod, people: ProcessPoolExecutor
) -> None:
    sign(people, fill_in(people, classes, period))
    books = [book_of(each, period).pk for each in classes]
    for step in WAY:
        pass_on(people, step, list(records_of(books)))


def _draw_up(classes: Iterable[SchoolClass], chance: Random) -> None:
    for each in classes:
        [homeroom] = held_today().filter(duty=Duty.HOMEROOM_TEACHER, school_class=each)
        day = each.year.ends_on - _MEASURED
        sizes = {pupil.pk: _size(chance) for pupil in pupils_in(each, day)}
        measure(each, day, sizes, homeroom.staff, seen={})
        draw_up(each, group_of(each), homeroom.staff)


def _size(chance: Random) -> Size:
    """Of a child of eleven."""
    return Size(
        Decimal(chance.randrange(1300, 1520)) / 10, Decimal(chance.randrange(280, 460)) / 10
    )
