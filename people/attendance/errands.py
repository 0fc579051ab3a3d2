"""What is asked of homeroom teachers: today's attendance, and closing the months that are over."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.attendance.closing import due_on, unclosed
from people.attendance.seeing import WORKING
from people.errands import Errand, asks
from people.models import Duty, Enrolment, Holiday, RollCall, SchoolClass, Term
from people.movements.enrolments import on_day
from people.powers import Powers

_SATURDAY = 5


def _homerooms(powers: Powers) -> set[int]:
    return {post.place[0] or 0 for post in powers.posts((Duty.HOMEROOM_TEACHER,))}


@asks
def attendance_of_today(powers: Powers) -> Iterable[Errand]:
    classes, today = _homerooms(powers), timezone.localdate()
    if not classes or today.weekday() >= _SATURDAY:
        return
    for one in _not_taken_today().filter(pk__in=classes):
        url = reverse("attendance_day", args=[one.pk, today])
        yield Errand(_("Attendance of %s") % one, url, today)


def _not_taken_today() -> QuerySet[SchoolClass]:
    """The rule of `TeachingDays` as a condition, so that the inbox asks once."""
    today = timezone.localdate()
    covers = Q(starts_on__lte=today, ends_on__gte=today)
    terms = Term.objects.filter(year=OuterRef("year"))
    return SchoolClass.objects.filter(
        Exists(Enrolment.objects.filter(on_day(today), school_class=OuterRef("pk"))),
        Exists(terms.filter(covers)) | ~Exists(terms),
        ~Exists(Holiday.objects.filter(covers, year=OuterRef("year"))),
        ~Exists(RollCall.objects.filter(school_class=OuterRef("pk"), on=today)),
        year__state__in=WORKING,
        year__starts_on__lte=today,
        year__ends_on__gte=today,
    )


@asks
def months_to_close(powers: Powers) -> Iterable[Errand]:
    classes = _homerooms(powers)
    if not classes:
        return
    rows = unclosed().filter(school_class__in=classes, school_class__year__state__in=WORKING)
    for row in rows.select_related("school_class"):
        month = f"{row.starts_on:%m/%Y}"
        yield Errand(
            _("Close the attendance of %(month)s, class %(school_class)s")
            % {"month": month, "school_class": row.school_class},
            reverse("attendance_month", args=[row.school_class_id, row.starts_on]),
            due_on(row.starts_on),
            _("Corrected since it was closed.") if row.closed_at else "",
        )
