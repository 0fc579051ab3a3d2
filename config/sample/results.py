"""The sample school's results: sheets begun by who teaches, and filled in as a class's results are."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from random import Random

from django.db.models import QuerySet
from django.utils import timezone

from config.sample.school import SEED
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


def fill_in(
    people: Executor,
    classes: Iterable[SchoolClass],
    period: AssessmentPeriod,
    behind: Collection[str] = (),
) -> list[ScoreSheet]:
    """Every sheet of these classes, begun and filled in; of a class behind, the first lines alone."""
    work = [
        people.submit(_fill_in_class, each.pk, period.pk, is_behind=each.name in behind)
        for each in classes
    ]
    keys = [key for each in work for key in each.result()]
    rows = ScoreSheet.objects.filter(pk__in=keys).order_by("pk")
    return list(rows.select_related("subject", "approval__author", "approval__school_class"))


def _fill_in_class(school_class: int, period: int, *, is_behind: bool) -> list[int]:
    of = SchoolClass.objects.select_related("year").get(pk=school_class)
    moment = AssessmentPeriod.objects.select_related("year").get(pk=period)
    chance = Random(f"{SEED} {of} {moment}")  # noqa: S311 the same results at every founding
    return [sheet.pk for sheet in _sheets_of(of, moment, chance, is_behind=is_behind)]


def _sheets_of(
    school_class: SchoolClass, period: AssessmentPeriod, chance: Random, *, is_behind: bool
) -> Iterator[ScoreSheet]:
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
