"""Changing what the school is called and where it teaches, its years, their calendar and classes."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history

from people.door import Act, Refused, change, declare
from people.models import (
    AssessmentPeriod,
    Duty,
    Holiday,
    SchoolClass,
    SchoolYear,
    Staff,
    Term,
)
from people.years.classes import insist_on_class, insist_on_name
from people.years.taught_days import noted

STRUCTURE = (Duty.RECORDS_BOARD, Duty.VICE_PRINCIPAL, Duty.PRINCIPAL)

FOUND = declare(
    Act(
        "school_founded",
        gettext_lazy("School founded"),
        gettext_lazy("%(who)s founded the school, with %(staff)s as principal."),
        (Duty.PRINCIPAL,),
    )
)
CHANGE_SCHOOL = declare(
    Act(
        "school_changed",
        gettext_lazy("School data changed"),
        gettext_lazy("%(who)s changed the data of the school: %(table)s, no. %(row)d."),
        STRUCTURE,
    )
)
PLAN_YEAR = declare(
    Act(
        "year_planned",
        gettext_lazy("School year planned"),
        gettext_lazy("%(who)s planned the school year %(year)s."),
        STRUCTURE,
    )
)
CHANGE_CALENDAR = declare(
    Act(
        "calendar_changed",
        gettext_lazy("Calendar changed"),
        gettext_lazy("%(who)s changed the calendar of the school year %(year)s."),
        STRUCTURE,
    )
)

# The ministry's frame: term I of 18 weeks, term II of 17; the province sets its own days.
_WEEKS_OF_TERM_I = 18
_WEEKS_OF_ENTERING = 2
_TERMS = 2


def save_row(row: models.Model, by: Staff) -> None:
    """A letterhead, a site, a group, a class, a subject or a holiday, new or changed. Raises Refused."""
    _insist_on_working_year(getattr(row, "year", None))
    _insist_on_sense(row)
    with change(CHANGE_SCHOOL, by) as about, _noting_days_of(row):
        row.save()
        about |= {"table": row._meta.model_name, "row": row.pk}


def remove_row(row: models.Model, by: Staff) -> None:
    """Something that nothing stands on yet; its history stays. Raises Refused."""
    _insist_on_working_year(getattr(row, "year", None))
    try:
        facts = {"table": row._meta.model_name, "row": row.pk}
        with change(CHANGE_SCHOOL, by, **facts), _noting_days_of(row):
            row.delete()
    except models.ProtectedError:
        raise Refused(_("“%s” is in use: it cannot be removed any more.") % row) from None


def _noting_days_of(row: models.Model) -> AbstractContextManager[None]:
    return noted(row.year) if isinstance(row, Holiday) else nullcontext()


def _insist_on_sense(row: models.Model) -> None:
    if isinstance(row, Holiday):
        _insist_on_days_within(row.year, row)
    if isinstance(row, SchoolClass):
        insist_on_class(row)


def _insist_on_days_within(year: SchoolYear, row: Holiday) -> None:
    if not year.starts_on <= row.starts_on <= row.ends_on <= year.ends_on:
        raise Refused(_("A holiday lies within its school year, %s.") % _days_of(year))


def _days_of(year: SchoolYear) -> str:
    return f"{year.starts_on:%d/%m/%Y} – {year.ends_on:%d/%m/%Y}"


def _insist_on_working_year(year: SchoolYear | None) -> None:
    if year and year.state in {SchoolYear.State.LOCKED, SchoolYear.State.ARCHIVED}:
        raise Refused(_("The school year %s is locked.") % year)


def plan_year(year: SchoolYear, by: Staff) -> SchoolYear:
    """A new year with two terms and four assessment periods as a first proposal."""
    overlapping = SchoolYear.objects.filter(
        starts_on__lte=year.ends_on, ends_on__gte=year.starts_on
    ).first()
    if overlapping:
        raise Refused(_("These days belong to the school year %s.") % overlapping)
    with change(PLAN_YEAR, by) as about:
        year.state = SchoolYear.State.PLANNED
        year.save(force_insert=True)
        for part in (*_proposed_terms(year), *_proposed_periods(year)):
            part.save()
        about["year"] = year.pk
    return year


def _proposed_terms(year: SchoolYear) -> Iterable[Term]:
    monday = year.starts_on - timedelta(days=year.starts_on.weekday())
    turn = monday + timedelta(weeks=_WEEKS_OF_TERM_I)
    yield Term(year=year, number=1, starts_on=year.starts_on, ends_on=turn - timedelta(days=1))
    yield Term(year=year, number=2, starts_on=turn, ends_on=year.ends_on)


def _proposed_periods(year: SchoolYear) -> Iterable[AssessmentPeriod]:
    turn = year.starts_on + timedelta(weeks=_WEEKS_OF_TERM_I)
    moment = AssessmentPeriod.Moment
    for which, last in (
        (moment.MID_FIRST, year.starts_on + timedelta(weeks=10)),
        (moment.END_FIRST, turn),
        (moment.MID_SECOND, turn + timedelta(weeks=10)),
        (moment.END_OF_YEAR, year.ends_on),
    ):
        opens = last - timedelta(weeks=_WEEKS_OF_ENTERING)
        yield AssessmentPeriod(year=year, moment=which, opens_on=opens, closes_on=last)


def change_calendar(year: SchoolYear, parts: Iterable[Term | AssessmentPeriod], by: Staff) -> None:
    """The year's terms and periods together. Raises Refused where they do not follow one another."""
    parts = list(parts)
    _insist_on_working_year(year)
    _insist_on_order(year, [part for part in parts if isinstance(part, Term)])
    with change(CHANGE_CALENDAR, by, year=year.pk), noted(year):
        for part in parts:
            part.save()


def _insist_on_order(year: SchoolYear, terms: list[Term]) -> None:
    if len(terms) != _TERMS:
        raise Refused(_("The calendar has no two terms."))
    first, second = sorted(terms, key=lambda term: term.number)
    if not year.starts_on <= first.starts_on < first.ends_on < second.starts_on < second.ends_on:
        raise Refused(_("The terms must follow one another within the school year."))
    if second.ends_on > year.ends_on:
        raise Refused(_("The terms must follow one another within the school year."))


def add_classes(year: SchoolYear, names: Iterable[str], by: Staff) -> list[SchoolClass]:
    """Classes by name, such as 1A, 1B; the grade is the first digit. Raises Refused."""
    _insist_on_working_year(year)
    existing = set(SchoolClass.objects.filter(year=year).values_list("name", flat=True))
    fresh = []
    for name in dict.fromkeys(names):
        insist_on_name(name)
        if name not in existing:
            fresh.append(SchoolClass(year=year, grade=int(name[0]), name=name))
    with change(CHANGE_SCHOOL, by, table="schoolclass", row=year.pk):
        bulk_create_with_history(fresh, SchoolClass, default_user=by)
    return fresh
