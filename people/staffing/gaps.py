"""What is missing or doubled in who does what in a school year: sentences, each with its place."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from people.duties import LASTED
from people.models import Assignment, Duty, SchoolClass, SchoolYear, Subject, SubjectGroup
from people.offices import ONE_OF_EACH
from people.refusals import Problem
from people.staffing.teaching import HOMEROOM, Cell, by_cell, effective_from

# A professional group of this size has a deputy leader (TT 15/2026, Điều 13).
_NEEDS_DEPUTY = 7
_TERMS, _PERIODS = 2, 4


@dataclass(frozen=True, slots=True)
class Gap(Problem):
    """One thing that is not in order; its field is the page that mends it: "teaching", "duties", "staff"
    or "year". Only what is not blocking may stay so when the year opens.
    """

    grade: int = 0
    is_blocking: bool = True


def gaps_of(year: SchoolYear) -> list[Gap]:
    """Everything, the blocking first; five queries whatever the size of the school."""
    day = effective_from(year)
    return gaps_if(year, list(year.classes.all()), list(held_between(year, day, day)))


def held_between(year: SchoolYear, first: date, last: date) -> QuerySet[Assignment]:
    """The duties in this year's classes, and those without a class, of the days between."""
    held = Assignment.objects.filter(
        Q(school_class=None, staff__is_active=True) | Q(school_class__year=year),
        LASTED,
        Q(ends_on=None) | Q(ends_on__gte=first),
        starts_on__lte=last,
    )
    return held.select_related("staff", "group", "subject").order_by("starts_on", "pk")


def gaps_if(
    year: SchoolYear, classes: Sequence[SchoolClass], duties: Sequence[Assignment]
) -> list[Gap]:
    """The gaps of a year that has these classes, with these duties in force: saved or only thought of."""
    offices = [row for row in duties if row.school_class_id is None]
    teaching = by_cell(row for row in duties if row.school_class_id)
    found = [
        *_of_calendar(year),
        *_of_offices(offices),
        *_of_groups(offices),
        *_of_teaching(classes, teaching),
    ]
    return sorted(found, key=lambda gap: not gap.is_blocking)


def _of_calendar(year: SchoolYear) -> Iterator[Gap]:
    calendar = SchoolYear.objects.filter(pk=year.pk).aggregate(
        terms=Count("terms", distinct=True), periods=Count("periods", distinct=True)
    )
    if calendar["terms"] < _TERMS:
        yield Gap(_("The calendar has no two terms."), "terms_missing", "year")
    if calendar["periods"] < _PERIODS:
        yield Gap(
            _("The calendar lacks an assessment period."), "assessment_period_missing", "year"
        )


def _of_offices(offices: list[Assignment]) -> Iterator[Gap]:
    held = Counter(row.duty for row in offices)
    for duty in ONE_OF_EACH:
        if not held[duty]:
            yield Gap(_("Nobody holds the duty: %s.") % duty.label, "duty_held_by_nobody", "duties")
    if held[Duty.PRINCIPAL] > 1:
        yield Gap(_("There are two principals at once."), "two_principals", "duties")


def _of_groups(offices: list[Assignment]) -> Iterator[Gap]:
    leaders = Counter(row.group_id for row in offices if row.duty == Duty.GROUP_LEADER)
    deputies = {row.group_id for row in offices if row.duty == Duty.DEPUTY_LEADER}
    members = Count("staff", filter=Q(staff__is_active=True))
    for group in SubjectGroup.objects.annotate(members=members):
        if not leaders[group.pk] and not group.is_office:
            yield Gap(_("%s has no leader.") % group, "group_without_leader", "duties")
        if leaders[group.pk] > 1:
            yield Gap(_("%s has two leaders at once.") % group, "group_with_two_leaders", "duties")
        if group.members >= _NEEDS_DEPUTY and group.pk not in deputies and not group.is_office:
            sentence = _("%s has seven members or more, and no deputy leader.") % group
            yield Gap(sentence, "deputy_missing", "duties", is_blocking=False)


def _of_teaching(
    classes: Sequence[SchoolClass], now: dict[Cell, list[Assignment]]
) -> Iterator[Gap]:
    subjects = list(Subject.objects.all())
    if not classes:
        yield Gap(_("The school year has no classes."), "no_classes", "year")
    for school_class in classes:
        yield from _of_cell(school_class, None, now)
        for subject in subjects:
            if school_class.grade in subject.grades:
                yield from _of_cell(school_class, subject, now)
    yield from _of_teachers(now)


def _of_cell(
    school_class: SchoolClass, subject: Subject | None, now: dict[Cell, list[Assignment]]
) -> Iterator[Gap]:
    held = now.get(Cell(school_class.pk, subject.pk if subject else HOMEROOM), [])
    names = ", ".join(row.staff.full_name for row in held)
    facts = {"class": school_class, "subject": subject, "names": names}
    if not held and subject:
        sentence, code = (
            _("%(class)s has nobody for %(subject)s.") % facts,
            "lessons_without_teacher",
        )
    elif not held:
        sentence, code = _("%(class)s has no homeroom teacher.") % facts, "homeroom_missing"
    elif len(held) == 1:
        return
    elif subject:
        sentence = _("%(class)s has two for %(subject)s at once: %(names)s.") % facts
        code = "lessons_with_two_teachers"
    else:
        sentence = _("%(class)s has two homeroom teachers at once: %(names)s.") % facts
        code = "two_homeroom_teachers"
    yield Gap(sentence, code, "teaching", school_class.grade)


def _of_teachers(now: dict[Cell, list[Assignment]]) -> Iterator[Gap]:
    rows = [row for held in now.values() for row in held]
    homerooms = Counter(row.staff_id for row in rows if row.duty == Duty.HOMEROOM_TEACHER)
    for staff in {row.staff_id: row.staff for row in rows}.values():
        if staff.group_id is None:
            yield Gap(
                _("%s teaches and belongs to no group.") % staff, "teacher_without_group", "staff"
            )
        if not staff.is_active:
            yield Gap(
                _("%s has lessons, and the account is not active.") % staff,
                "teacher_not_active",
                "teaching",
            )
        if homerooms[staff.pk] > 1:
            yield Gap(
                _("%s is homeroom teacher of two classes.") % staff,
                "homeroom_of_two_classes",
                "teaching",
            )
