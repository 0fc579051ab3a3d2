"""The start of the year as a list of things to do, each with how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from people.counting import number_of
from people.models import (
    Assignment,
    Duty,
    Enrolment,
    Letterhead,
    SchoolClass,
    SchoolYear,
    Staff,
)
from people.registry import Registry
from people.staffing.gaps import Gap


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    url: str
    words: str
    is_done: bool


_others: Registry[Callable[[], Item]] = Registry("item to be done")
adds_an_item = _others.add


def counted(years: QuerySet[SchoolYear]) -> QuerySet[SchoolYear]:
    """The years with the numbers that the list tells, all in one query."""
    leading = (Duty.PRINCIPAL, Duty.VICE_PRINCIPAL, Duty.GROUP_LEADER)
    leaders = Assignment.objects.filter(duty__in=leading, ends_on=None)
    pupils = Enrolment.objects.filter(school_class__year=OuterRef("pk"), ends_on=None)
    return years.annotate(
        has_letterhead=Exists(Letterhead.objects.all()),
        staff_number=number_of(Staff.objects.filter(is_active=True)),
        leader_number=number_of(leaders),
        class_number=number_of(SchoolClass.objects.filter(year=OuterRef("pk"))),
        pupil_number=number_of(pupils),
    )


def checklist(year: Any, gaps: list[Gap]) -> list[Item]:
    """In the order in which a school does them, for a year that has been counted."""
    others = [item() for item in _others.all()]
    return [*_prepared(year), *_filled(year), *_complete(year, gaps), *others]


def _prepared(year: Any) -> list[Item]:
    """What is there before anybody works or learns in it."""
    return [
        Item(
            _("Name and letterhead, groups, subjects"),
            reverse("school"),
            _("entered") if year.has_letterhead else _("not entered yet"),
            year.has_letterhead,
        ),
        Item(
            _("Calendar and classes"),
            reverse("year", args=[year.pk]),
            _("%d classes") % year.class_number,
            year.class_number > 0,
        ),
    ]


def _filled(year: Any) -> list[Item]:
    """With whom: its founder alone is neither a staff nor its leaders."""
    staff, leaders, pupils = year.staff_number, year.leader_number, year.pupil_number
    return [
        Item(_("Staff"), reverse("staff"), _("%d people") % staff, staff > 1),
        Item(
            _("Duties and records board"),
            reverse("duties"),
            _("%d leaders") % leaders,
            leaders > 1,
        ),
        Item(_("Pupils"), reverse("classes"), _("%d pupils") % pupils, pupils > 0),
    ]


def _complete(year: Any, gaps: list[Gap]) -> list[Item]:
    """Without a class there is nobody to teach: that is not complete either."""
    lessons = sum(gap.field == "teaching" for gap in gaps)
    blocking = sum(gap.is_blocking for gap in gaps)
    taught = _("complete") if year.class_number else _("not entered yet")
    return [
        Item(
            _("Assignment of teaching"),
            reverse("teaching", args=[year.pk, 1]),
            _("%d gaps") % lessons if lessons else taught,
            year.class_number > 0 and not lessons,
        ),
        Item(
            _("Gap check"),
            reverse("gaps", args=[year.pk]),
            _("%d to mend") % blocking if blocking else _("no gap"),
            not blocking,
        ),
    ]
