"""What of attendance is still open when a pupil is about to leave."""

from datetime import date, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from people.attendance.closing import unclosed
from people.attendance.teaching_days import TeachingDays
from people.models import Pupil, RollCall
from people.movements.closing import ask_before_leaving


@ask_before_leaving
def days_not_taken(pupil: Pupil, on: date) -> list[str]:
    """Days of the pupil in the present class before this one on which nobody called the roll."""
    there = pupil.enrolments.all()  # loaded already where the page asks
    enrolled = next((one for one in there if one.covers(on)), None)
    if enrolled is None:
        return []
    school_class, last = enrolled.school_class, min(on, timezone.localdate()) - timedelta(days=1)
    calls = RollCall.objects.filter(school_class=school_class, on__range=(enrolled.starts_on, last))
    taken = set(calls.values_list("on", flat=True))
    days = TeachingDays(school_class.year).between(enrolled.starts_on, last)
    missing = [day for day in days if day not in taken]
    if not missing:
        return []
    facts = {"days": len(missing), "school_class": school_class, "first": f"{missing[0]:%d/%m/%Y}"}
    return [
        _("Attendance of %(school_class)s was not taken on %(days)d days, first on %(first)s.")
        % facts
    ]


@ask_before_leaving
def months_not_closed(pupil: Pupil, on: date) -> list[str]:
    """Earlier months of the pupil's classes of this year."""
    rows = unclosed(timezone.localdate()).filter(
        school_class__enrolments__pupil=pupil,
        school_class__enrolments__starts_on__lte=F("ends_on"),
        school_class__year__starts_on__lte=on,
        school_class__year__ends_on__gte=on,
    )
    return [
        _("The attendance of %(school_class)s in %(month)s is not closed yet.")
        % {"school_class": row.school_class, "month": f"{row.starts_on:%m/%Y}"}
        for row in rows.select_related("school_class").distinct()
    ]
