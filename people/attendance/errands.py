"""What is asked of homeroom teachers: today's attendance, and closing the months that are over."""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.attendance.closing import due_on, unclosed
from people.attendance.seeing import WORKING
from people.errands import Errand, Row, ask
from people.models import Duty, Enrolment, Holiday, RollCall, SchoolClass, Term
from people.movements.enrolments import on_day
from people.powers import Powers

_SATURDAY = 5


def _classes(powers: Powers) -> QuerySet[SchoolClass]:
    """Whose homeroom this person holds, in person or for somebody."""
    held = {post.place[0] or 0 for post in powers.posts((Duty.HOMEROOM_TEACHER,))}
    return SchoolClass.objects.filter(pk__in=held, year__state__in=WORKING)


def _to_call(powers: Powers) -> QuerySet[Any]:
    return _classes(powers).filter(_is_to_call())


def _is_to_call() -> Q:
    """The rule of `TeachingDays` as a condition: today is taught, and nobody has called the roll yet."""
    today = timezone.localdate()
    if today.weekday() >= _SATURDAY:
        return Q(pk__in=[])
    covers = Q(starts_on__lte=today, ends_on__gte=today)
    terms = Term.objects.filter(year=OuterRef("year"))
    return (
        Q(Exists(Enrolment.objects.filter(on_day(today), school_class=OuterRef("pk"))))
        & (Q(Exists(terms.filter(covers))) | ~Q(Exists(terms)))
        & ~Q(Exists(Holiday.objects.filter(covers, year=OuterRef("year"))))
        & ~Q(Exists(RollCall.objects.filter(school_class=OuterRef("pk"), on=today)))
        & Q(year__starts_on__lte=today, year__ends_on__gte=today)
    )


def _call(row: Row) -> Errand:
    today = timezone.localdate()
    url = reverse("attendance_day", args=[row.number, today])
    return Errand(_("Attendance of %s") % row.words, url, today)


def _to_close(powers: Powers) -> QuerySet[Any]:
    return unclosed().filter(school_class__in=_classes(powers))


def _close(row: Row) -> Errand:
    facts = {"month": f"{row.day:%m/%Y}", "school_class": row.words}
    return Errand(
        _("Close the attendance of %(month)s, class %(school_class)s") % facts,
        reverse("attendance_month", args=[row.number, row.day]),
        due_on(row.day),
        _("Corrected since it was closed.") if row.mark else "",
    )


_WAS_CLOSED = Case(When(closed_at__isnull=False, then=Value("again")), default=Value(""))
ask(_to_call, _call, number=F("pk"), words=F("name"), mark=Value(""), day=F("year__starts_on"))
ask(
    _to_close,
    _close,
    number=F("school_class"),
    words=F("school_class__name"),
    mark=_WAS_CLOSED,
    day=F("starts_on"),
)
