"""Changing what the school is called and where it teaches, its years, their calendar and classes."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history

from people.door import Act, change, declare
from people.models import (
    AssessmentPeriod,
    Duty,
    Holiday,
    SchoolClass,
    SchoolYear,
    Staff,
    Term,
)
from people.offices import ADMINISTRATION
from people.refusals import Refusal, Unchanged
from people.years.classes import insist_on_class, insist_on_name
from people.years.locking import insist_on_unlocked
from people.years.taught_days import noted

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
        ADMINISTRATION,
    )
)
ADD_CLASSES = declare(
    Act(
        "classes_added",
        gettext_lazy("Classes added"),
        gettext_lazy("%(who)s added %(classes)d classes to the school year %(year)s."),
        ADMINISTRATION,
    )
)
REMOVE_YEAR = declare(
    Act(
        "year_removed",
        gettext_lazy("Planned school year removed"),
        gettext_lazy("%(who)s removed the planned school year that was to begin on %(first)s."),
        ADMINISTRATION,
    )
)
PLAN_YEAR = declare(
    Act(
        "year_planned",
        gettext_lazy("School year planned"),
        gettext_lazy("%(who)s planned the school year %(year)s."),
        ADMINISTRATION,
    )
)
CHANGE_CALENDAR = declare(
    Act(
        "calendar_changed",
        gettext_lazy("Calendar changed"),
        gettext_lazy("%(who)s changed the calendar of the school year %(year)s."),
        ADMINISTRATION,
    )
)

# The ministry's frame: term I of 18 weeks, term II of 17; the province sets its own days.
_WEEKS_OF_TERM_I = 18
_WEEKS_OF_ENTERING = 2
_WEEKS_AFTERWARDS = 8
_TERMS = 2


def save_row(row: models.Model, by: Staff, changed: Collection[str] | None = None) -> None:
    """A letterhead, a site, a group, a class, a subject or a holiday, new or changed. Raises Refusal.

    Where only these fields were changed, what somebody else saved meanwhile in the others stays.
    """
    _insist_on_working_year(getattr(row, "year", None))
    _insist_on_sense(row)
    with change(CHANGE_SCHOOL, by) as about, _noting_days_of(row):
        if row.pk and changed is not None:
            _keep_the_rest(row, changed)
        row.save()
        about |= {"table": row._meta.model_name, "row": row.pk}


def _keep_the_rest(row: models.Model, changed: Collection[str]) -> None:
    now = type(row)._default_manager.select_for_update().get(pk=row.pk)
    for field in row._meta.concrete_fields:
        if field.name not in changed:
            setattr(row, field.attname, getattr(now, field.attname))


def remove_row(row: models.Model, by: Staff) -> None:
    """Something that nothing stands on yet; its history stays. Raises Refusal."""
    _insist_on_working_year(getattr(row, "year", None))
    try:
        facts = {"table": row._meta.model_name, "row": row.pk}
        with change(CHANGE_SCHOOL, by, **facts), _noting_days_of(row):
            row.delete()
    except models.ProtectedError:
        raise Refusal(_("“%s” is in use: it cannot be removed any more.") % row, "in_use") from None


def _noting_days_of(row: models.Model) -> AbstractContextManager[None]:
    return noted(row.year) if isinstance(row, Holiday) else nullcontext()


def _insist_on_sense(row: models.Model) -> None:
    if isinstance(row, Holiday):
        _insist_on_days_within(row.year, row)
    if isinstance(row, SchoolClass):
        insist_on_class(row)


def _insist_on_days_within(year: SchoolYear, row: Holiday) -> None:
    if not year.starts_on <= row.starts_on <= row.ends_on <= year.ends_on:
        raise Refusal(
            _("A holiday lies within its school year, %s.") % _days_of(year), "outside_year"
        )


def _days_of(year: SchoolYear) -> str:
    return f"{year.starts_on:%d/%m/%Y} – {year.ends_on:%d/%m/%Y}"


def _insist_on_working_year(year: SchoolYear | None) -> None:
    if year:
        insist_on_unlocked(year)


def plan_year(year: SchoolYear, by: Staff) -> SchoolYear:
    """A new year with two terms and four assessment periods as a first proposal."""
    overlapping = SchoolYear.objects.filter(
        starts_on__lte=year.ends_on, ends_on__gte=year.starts_on
    ).first()
    if overlapping:
        raise Refusal(_("These days belong to the school year %s.") % overlapping, "years_overlap")
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


def change_calendar(
    year: SchoolYear,
    parts: Sequence[Term | AssessmentPeriod],
    by: Staff,
    changed: Collection[Term | AssessmentPeriod] | None = None,
) -> None:
    """The year's terms and periods together, of which these were changed; all where nothing is said.

    Raises Refusal where they do not follow one another within the year.
    """
    _insist_on_working_year(year)
    _insist_on_order(year, [part for part in parts if isinstance(part, Term)])
    _insist_on_periods(year, [part for part in parts if isinstance(part, AssessmentPeriod)])
    with change(CHANGE_CALENDAR, by, year=year.pk), noted(year):
        for part in parts if changed is None else changed:
            part.save()
        if changed is not None and not changed:
            raise Unchanged


def _insist_on_order(year: SchoolYear, terms: list[Term]) -> None:
    if len(terms) != _TERMS:
        raise Refusal(_("The calendar has no two terms."), "terms_missing")
    first, second = sorted(terms, key=lambda term: term.number)
    is_within = year.starts_on <= first.starts_on and second.ends_on <= year.ends_on
    if not is_within or not first.starts_on < first.ends_on < second.starts_on < second.ends_on:
        said = _("The terms must follow one another within the school year.")
        raise Refusal(said, "terms_out_of_order")


def _insist_on_periods(year: SchoolYear, periods: list[AssessmentPeriod]) -> None:
    """Results of the last one may be entered for some weeks after the last day."""
    latest = year.ends_on + timedelta(weeks=_WEEKS_AFTERWARDS)
    order = list(AssessmentPeriod.Moment)
    periods = sorted(periods, key=lambda one: order.index(AssessmentPeriod.Moment(one.moment)))
    opening = [one.opens_on for one in periods]
    is_within = all(year.starts_on <= one.opens_on and one.closes_on <= latest for one in periods)
    if not is_within or opening != sorted(opening):
        said = _("The assessment periods must follow one another within the school year.")
        raise Refusal(said, "periods_out_of_order")


def remove_year(year: SchoolYear, by: Staff) -> None:
    """A planned year on which nothing stands yet: its days may be planned anew. Raises Refusal."""
    with change(REMOVE_YEAR, by, first=f"{year.starts_on:%d/%m/%Y}"):
        now = SchoolYear.objects.select_for_update().get(pk=year.pk)
        if now.state != SchoolYear.State.PLANNED:
            said = _("The school year is %s by now.") % now.get_state_display()
            raise Refusal(said, "year_has_moved_on")
        try:
            for part in (*now.terms.all(), *now.periods.all(), *now.holidays.all(), now):
                part.delete()
        except models.ProtectedError:
            said = _("“%s” is in use: it cannot be removed any more.") % year
            raise Refusal(said, "in_use") from None


def add_classes(year: SchoolYear, names: Iterable[str], by: Staff) -> list[SchoolClass]:
    """Classes by name, such as 1A, 1B; the grade is the first digit. Raises Refusal."""
    _insist_on_working_year(year)
    existing = set(SchoolClass.objects.filter(year=year).values_list("name", flat=True))
    fresh = []
    for name in dict.fromkeys(names):
        insist_on_name(name)
        if name not in existing:
            fresh.append(SchoolClass(year=year, grade=int(name[0]), name=name))
    with change(ADD_CLASSES, by, year=year.pk, classes=len(fresh)):
        if not fresh:
            raise Unchanged
        bulk_create_with_history(fresh, SchoolClass, default_user=by)
    return fresh
