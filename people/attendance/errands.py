"""What is asked of homeroom teachers: today's attendance, and closing the months that are over."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.attendance.closing import changed_since_closing, due_on
from people.attendance.seeing import WORKING
from people.errands import Errand, asks
from people.models import Duty, Enrolment, Holiday, RollCall, SchoolClass, Term
from people.movements.enrolments import on_day
from people.powers import Powers

_SATURDAY = 5
_Row = Mapping[str, Any]


@asks
def attendance(powers: Powers) -> Iterable[Errand]:
    """Of the classes whose homeroom this person holds, in person or for somebody."""
    posts = powers.posts((Duty.HOMEROOM_TEACHER,))
    rows = _state_of({post.place[0] or 0 for post in posts}) if posts else ()
    to_call = {row["pk"]: row["name"] for row in rows if row["is_to_call"]}
    for school_class, name in to_call.items():
        today = timezone.localdate()
        url = reverse("attendance_day", args=[school_class, today])
        yield Errand(_("Attendance of %s") % name, url, today)
    yield from (_closing(row) for row in rows if _is_to_close(row))


def _state_of(classes: set[int]) -> list[_Row]:
    """A row for each class and each of its months that were begun: the inbox asks once."""
    classes_at_work = SchoolClass.objects.filter(pk__in=classes, year__state__in=WORKING)
    to_call = Case(When(_to_call(), then=True), default=False, output_field=BooleanField())
    return list(
        classes_at_work.annotate(is_to_call=to_call, is_stale=changed_since_closing("months__"))
        .annotate(month=F("months__starts_on"), closed_at=F("months__closed_at"))
        .values("pk", "name", "is_to_call", "month", "closed_at", "is_stale", "months__ends_on")
    )


def _to_call() -> Q:
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


def _is_to_close(row: _Row) -> bool:
    is_over = row["month"] is not None and row["months__ends_on"] < timezone.localdate()
    return is_over and (row["closed_at"] is None or row["is_stale"])


def _closing(row: _Row) -> Errand:
    facts = {"month": f"{row['month']:%m/%Y}", "school_class": row["name"]}
    return Errand(
        _("Close the attendance of %(month)s, class %(school_class)s") % facts,
        reverse("attendance_month", args=[row["pk"], row["month"]]),
        due_on(row["month"]),
        _("Corrected since it was closed.") if row["closed_at"] else "",
    )
