"""The sample school's results: sheets begun by who teaches, and filled in as a class's results are."""

from collections.abc import Iterator, Sequence
from random import Random

from django.db.models import QuerySet
from django.utils import timezone

from documents.assessment import entering
from documents.assessment.changes import Author
from documents.assessment.columns import CellKind, Column
from documents.assessment.entering import TypedRow
from documents.assessment.sheets import group_of
from documents.records.score_sheet.lines import Line
from documents.records.score_sheet.models import ScoreSheet
from people.duties import in_force
from people.models import AssessmentPeriod, Assignment, Duty, SchoolClass, SubjectGroup
from people.offices import TEACHERS_OF_A_CLASS
from workflows import steps

_MARKS = (10, 10, 9, 9, 9, 8, 8, 7, 6, 5)
_WORDS = ("", "", "", "Tích cực xây dựng bài.", "Cần đọc kĩ đề bài hơn.", "Chữ viết tiến bộ rõ.")


def held_today() -> QuerySet[Assignment]:
    """When the sample's year is long over, nobody teaches any more, and there is nothing to fill in."""
    return Assignment.objects.filter(in_force(timezone.localdate()))


def sheets_of(
    school_class: SchoolClass, period: AssessmentPeriod, chance: Random, *, is_behind: bool = False
) -> Iterator[ScoreSheet]:
    """Every sheet of the class, begun and filled in; of one that is behind, the first lines alone."""
    posts = held_today().filter(duty__in=TEACHERS_OF_A_CLASS, school_class=school_class)
    group = group_of(school_class)
    for post in posts.select_related("staff", "subject").order_by("subject"):
        sheet = _begun(post, school_class, period, group)
        lines = sheet.lines[: chance.randrange(30)] if is_behind else sheet.lines
        rows = [_row_of(line, sheet.columns, chance) for line in lines]
        entering.enter(sheet.to_enter(), [row for row in rows if row.texts], Author(post.staff))
        yield sheet


def _begun(
    post: Assignment,
    school_class: SchoolClass,
    period: AssessmentPeriod,
    group: SubjectGroup | None,
) -> ScoreSheet:
    is_homeroom = post.duty == Duty.HOMEROOM_TEACHER
    sheet = ScoreSheet(subject=None if is_homeroom else post.subject)
    steps.open_approval(
        sheet,
        by=post.staff,
        school_year=school_class.year,
        school_class=school_class,
        group=group,
        period=period,
    )
    return sheet


def _row_of(line: Line, columns: Sequence[Column], chance: Random) -> TypedRow:
    """A level that fits the mark; qualities and competencies mostly good; words where they are asked for."""
    mark = chance.choice(_MARKS)
    texts = {
        column.code: text
        for column in columns
        if column.code not in line.closed and (text := _text_of(column, mark, chance))
    }
    return TypedRow(line.pupil, 0, texts)


def _text_of(column: Column, mark: int, chance: Random) -> str:
    if column.kind == CellKind.COMMENT:
        return chance.choice([words for words in _WORDS if words or not column.is_required])
    if column.kind == CellKind.MARK:
        return str(mark)
    if column.kind == CellKind.SUBJECT_LEVEL:
        return "T" if mark >= 8 else "H"
    return "T" if chance.random() < 0.8 else "Đ"
