"""The sample school's score sheets and gradebooks: an open period, classes that have come far or not."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from django.db.models import QuerySet
from django.utils import timezone

from config.sample.accounts import pin_of
from config.sample.school import SEED, School
from documents.assessment import entering
from documents.assessment.changes import Author
from documents.assessment.columns import CellKind, Column
from documents.assessment.entering import TypedRow
from documents.assessment.sheets import group_of
from documents.records.gradebook.models import Gradebook
from documents.records.score_sheet.models import ScoreSheet
from people.duties import in_force
from people.models import AssessmentPeriod, Assignment, Duty
from people.years.acts import save_row
from workflows import steps
from workflows.loaded import StepRequest, load_record
from workflows.models import Approval
from workflows.perform import perform
from workflows.states import Step

# Whose sheets are begun, and where all are full. The visitor of the sample has some left to confirm; the
# other class's book lies on its group leader's desk.
_CLASSES, _FULL, _CLOSED = ("3A", "3D", "4A"), ("3A", "3D"), "3D"
_VISITOR, _CONFIRMED_BY_VISITOR = "dao", 3
_BEGUN = timedelta(weeks=2)
_MARKS = (10, 10, 9, 9, 9, 8, 8, 7, 6, 5)
_WORDS = ("", "", "", "Tích cực xây dựng bài.", "Cần đọc kĩ đề bài hơn.", "Chữ viết tiến bộ rõ.")


def fill_in_sheets(school: School) -> int:
    """How many sheets there are then."""
    period = _open_period(school)
    chance = Random(SEED)  # noqa: S311 the same results at every founding
    sheets = [_fill_in(school, period, row, chance) for row in _posts(school)]
    full = [sheet for sheet in sheets if sheet.school_class.name in _FULL]
    of_visitor = [sheet for sheet in full if sheet.approval.author.username == _VISITOR]
    for sheet in full:
        if sheet not in of_visitor[_CONFIRMED_BY_VISITOR:]:
            _sign(sheet.approval)
    _close(school, period)
    return len(sheets)


def _open_period(school: School) -> AssessmentPeriod:
    """The one at hand is open today, whatever day that is."""
    today, periods = timezone.localdate(), list(school.year.periods.order_by("closes_on"))
    period = next((each for each in periods if each.closes_on >= today), periods[-1])
    period.opens_on = min(period.opens_on, today - _BEGUN)
    period.closes_on = max(period.closes_on, today + _BEGUN)
    save_row(period, school.staff["thu"])
    return period


def _posts(school: School) -> Iterator[Assignment]:
    duties = (Duty.SUBJECT_TEACHER, Duty.HOMEROOM_TEACHER)
    for name in _CLASSES:
        rows = _held_today().filter(duty__in=duties, school_class=school.classes[name])
        yield from rows.select_related("staff", "subject", "school_class").order_by("subject")


def _held_today() -> QuerySet[Assignment]:
    """When the sample's year is long over, nobody teaches any more, and there is nothing to fill in."""
    return Assignment.objects.filter(in_force(timezone.localdate()))


def _fill_in(
    school: School, period: AssessmentPeriod, post: Assignment, chance: Random
) -> ScoreSheet:
    sheet = ScoreSheet(subject=post.subject)
    steps.open_approval(
        sheet,
        by=post.staff,
        school_year=school.year,
        school_class=post.school_class,
        group=group_of(school.classes[str(post.school_class)]),
        period=period,
    )
    lines = sheet.lines if sheet.school_class.name in _FULL else sheet.lines[: chance.randrange(30)]
    rows = [TypedRow(line.pupil, 0, _row_of(sheet.columns, chance)) for line in lines]
    entering.enter(sheet.to_enter(), rows, Author(post.staff))
    return ScoreSheet.objects.get(pk=sheet.pk)


def _row_of(columns: tuple[Column, ...], chance: Random) -> dict[str, str]:
    """A level that fits the mark; qualities and competencies mostly good; words where they are asked for."""
    mark = chance.choice(_MARKS)
    return {column.code: text for column in columns if (text := _text_of(column, mark, chance))}


def _text_of(column: Column, mark: int, chance: Random) -> str:
    if column.kind == CellKind.COMMENT:
        return chance.choice([words for words in _WORDS if words or not column.is_required])
    if column.kind == CellKind.MARK:
        return str(mark)
    if column.kind == CellKind.SUBJECT_LEVEL:
        return "T" if mark >= 8 else "H"
    return "T" if chance.random() < 0.8 else "Đ"


def _close(school: School, period: AssessmentPeriod) -> None:
    of = school.classes[_CLOSED]
    homeroom = _held_today().filter(duty=Duty.HOMEROOM_TEACHER, school_class=of).first()
    if homeroom is None:
        return
    book = Gradebook()
    steps.open_approval(
        book,
        by=homeroom.staff,
        school_year=school.year,
        school_class=of,
        group=group_of(of),
        period=period,
    )
    _sign(book.approval)


def _sign(approval: Approval) -> None:
    load_record(approval)
    by = StepRequest(Step.SUBMIT, approval.author)
    perform(by, approval, seen=approval.version, secret=pin_of(approval.author.username))
