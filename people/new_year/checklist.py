"""The start of the year as a list of things to do, each with how far it is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import (
    Assignment,
    Duty,
    Enrolment,
    Letterhead,
    SchoolYear,
    Staff,
)
from people.staffing.gaps import Gap


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    url: str
    words: str
    is_done: bool


def checklist(year: SchoolYear | None, gaps: list[Gap]) -> list[Item]:
    """In the order in which a school does them; without a year, what comes before one."""
    items = [_school(), _staff(), _duties()]
    return items + (_of_year(year, gaps) if year else [])


def _school() -> Item:
    kept = Letterhead.objects.exists()
    words = _("entered") if kept else _("not entered yet")
    return Item(_("Name and letterhead, groups, subjects"), reverse("school"), words, kept)


def _staff() -> Item:
    number = Staff.objects.filter(is_active=True).count()
    return Item(_("Staff"), reverse("staff"), _("%d people") % number, number > 1)


def _duties() -> Item:
    leaders = Assignment.objects.filter(
        duty__in=(Duty.PRINCIPAL, Duty.VICE_PRINCIPAL, Duty.GROUP_LEADER), ends_on=None
    ).count()
    return Item(
        _("Duties and records board"), reverse("duties"), _("%d leaders") % leaders, leaders > 1
    )


def _of_year(year: SchoolYear, gaps: list[Gap]) -> list[Item]:
    classes = year.classes.count()
    pupils = Enrolment.objects.filter(school_class__year=year, ends_on=None).count()
    blocking = sum(gap.is_blocking for gap in gaps)
    lessons = sum(gap.place == "teaching" for gap in gaps)
    return [
        Item(
            _("Calendar and classes"),
            reverse("year", args=[year.pk]),
            _("%d classes") % classes,
            classes > 0,
        ),
        Item(_("Pupils"), reverse("classes"), _("%d pupils") % pupils, pupils > 0),
        Item(
            _("Assignment of teaching"),
            reverse("teaching", args=[year.pk, 1]),
            _("%d gaps") % lessons if lessons else _("complete"),
            not lessons,
        ),
        Item(
            _("Gap check"),
            reverse("gaps", args=[year.pk]),
            _("%d to mend") % blocking if blocking else _("no gap"),
            not blocking,
        ),
    ]
