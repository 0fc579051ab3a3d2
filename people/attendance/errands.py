"""What is asked of homeroom teachers: today's attendance, and closing the months that are over."""

from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear, Greatest, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.attendance.closing import due_on, unclosed
from people.attendance.seeing import WORKING
from people.counting import number_of
from people.errands import Errand, Row, ask
from people.models import AttendanceMonth, Duty, Enrolment, Holiday, RollCall, SchoolClass, Term
from people.movements.enrolments import on_day
from people.powers import Powers

_SATURDAY = 5
_YEAR = 12


def _classes(powers: Powers) -> QuerySet[SchoolClass]:
    """Whose homeroom this person holds, in person or for somebody."""
    held = {post.place[0] or 0 for post in powers.posts((Duty.HOMEROOM_TEACHER,))}
    return SchoolClass.objects.filter(pk__in=held, year__state__in=WORKING)


def _to_call(powers: Powers) -> QuerySet[Any]:
    return _classes(powers).filter(_is_to_call(powers.on))


def _is_to_call(today: date) -> Q:
    """The rule of `TeachingDays` as a condition: today is taught, and nobody has called the roll yet."""
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
    return unclosed(powers.on).filter(school_class__in=_classes(powers))


def _close(row: Row) -> Errand:
    facts = {"month": f"{row.day:%m/%Y}", "school_class": row.words}
    return Errand(
        _("Close the attendance of %(month)s, class %(school_class)s") % facts,
        reverse("attendance_month", args=[row.number, row.day]),
        due_on(row.day),
        _("Corrected since it was closed.") if row.mark else "",
    )


def _untouched(powers: Powers) -> QuerySet[Any]:
    """Classes in which fewer months were begun than are over from their first pupil to their last.

    Months are counted as year × 12 + month, from the first teaching day to the last one so far.
    """
    today, here = powers.on, OuterRef("pk")
    came = Enrolment.objects.filter(school_class=here).order_by("starts_on").values("starts_on")
    staying = Enrolment.objects.filter(school_class=here, ends_on=None)
    went = Enrolment.objects.filter(school_class=here).order_by("-ends_on").values("ends_on")[:1]
    begun = AttendanceMonth.objects.filter(school_class=here, ends_on__lt=today)
    first, last = _taught_from("starts_on", "starts_on"), _taught_from("-ends_on", "ends_on")
    over = today.year * _YEAR + today.month - 1
    return (
        _classes(powers)
        .annotate(came=Subquery(came[:1]), first=first)
        .annotate(last=Case(When(Exists(staying), then=last), default=Least(Subquery(went), last)))
        .filter(came__isnull=False)
        .annotate(
            since=Greatest(_month_number("came"), _month_number("first")),
            until=Least(_month_number("last"), Value(over)),
            begun=number_of(begun),
        )
        .filter(begun__lt=F("until") - F("since") + 1)
    )


def _taught_from(order: str, day: str) -> Coalesce:
    """The first day of the first term, or the last of the last; the year's own where it has no terms."""
    terms = Term.objects.filter(year=OuterRef("year")).order_by(order).values(day)
    return Coalesce(Subquery(terms[:1]), f"year__{day}")


def _month_number(day: str) -> Any:
    return ExtractYear(day) * _YEAR + ExtractMonth(day)


def _catch_up(row: Row) -> Errand:
    label = _("Take the attendance of %s for the months that are missing") % row.words
    return Errand(label, reverse("attendance"), due_on(row.day))


_WAS_CLOSED = Case(When(closed_at__isnull=False, then=Value("again")), default=Value(""))
ask(_to_call, _call, number=F("pk"), words=F("name"), mark=Value(""), day=F("year__starts_on"))
ask(
    _untouched, _catch_up, number=F("pk"), words=F("name"), mark=Value(""), day=F("year__starts_on")
)
ask(
    _to_close,
    _close,
    number=F("school_class"),
    words=F("school_class__name"),
    mark=_WAS_CLOSED,
    day=F("starts_on"),
)
