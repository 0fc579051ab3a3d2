"""Closing a month: in which state it is, and what keeps it from being closed."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.attendance.acts import CLOSE
from people.attendance.month_sheet import MonthSheet
from people.door import change
from people.models import (
    AttendanceMonth,
    MonthClosing,
    Movement,
    SchoolClass,
    SchoolYear,
    Staff,
)
from people.refusals import ChangedMeanwhile, Problem, Refusal

# A month is to be closed by this day of the next one.
DUE_DAY = 5


class Standing(models.TextChoices):
    """How far a class has got with a month."""

    RUNNING = "running", gettext_lazy("still running")
    MISSING = "missing", gettext_lazy("days not taken")
    READY = "ready", gettext_lazy("to be closed")
    CORRECTED = "corrected", gettext_lazy("corrected since closing")
    CLOSED = "closed", gettext_lazy("closed")

    @property
    def look(self) -> str:
        """The mark beside the word, as all states here have one."""
        return _LOOKS[self]


_LOOKS = {
    Standing.RUNNING: "todo",
    Standing.MISSING: "late",
    Standing.READY: "waiting",
    Standing.CORRECTED: "returned",
    Standing.CLOSED: "done",
}


def months() -> QuerySet[AttendanceMonth]:
    """With `is_stale`, see `changed_since_closing`."""
    return AttendanceMonth.objects.annotate(is_stale=changed_since_closing())


def changed_since_closing(at: str = "") -> models.Case:
    """Closed, and marked, corrected or joined and left by somebody since. `at` leads to the month."""
    closed, place = OuterRef(f"{at}closed_at"), OuterRef(f"{at}school_class")
    moved = Movement.objects.filter(
        Q(at__gt=closed) | Q(reversal__at__gt=closed),
        Q(from_class=place) | Q(to_class=place),
        on__lte=OuterRef(f"{at}ends_on"),
    )
    changed = Q(**{f"{at}changed_at__gt": models.F(f"{at}closed_at")})
    return models.Case(
        models.When(changed | Exists(moved), then=True),
        default=False,
        output_field=models.BooleanField(),
    )


def unclosed(on: date) -> QuerySet[AttendanceMonth]:
    """Months that are over on this day and wait to be closed, or to be closed again."""
    over = months().filter(ends_on__lt=on)
    return over.filter(Q(closed_at=None) | Q(is_stale=True))


def due_on(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=DUE_DAY)


def standing(month: AttendanceMonth | None, *, is_over: bool, missing: int) -> Standing:
    """`month` is a row of `months`, if there is one yet."""
    if month and month.closed_at:
        return Standing.CORRECTED if month.is_stale else Standing.CLOSED  # type: ignore[attr-defined]
    if missing:
        return Standing.MISSING
    return Standing.READY if is_over else Standing.RUNNING


def hindrances(sheet: MonthSheet, month: AttendanceMonth | None) -> Iterator[Problem]:
    """Why this month cannot be closed."""
    year = sheet.school_class.year
    if not year.takes_work:
        yield Problem(
            _("The school year %s is not open: nothing is changed in it.") % year, "year_not_open"
        )
    if not sheet.is_over:
        yield Problem(_("The month is not over yet."), "month_not_over")
    if sheet.missing:
        days = ", ".join(f"{day:%d/%m}" for day in sheet.missing)
        yield Problem(_("Attendance was not taken on: %s.") % days, "days_not_taken")
    if month is None:
        yield Problem(_("No attendance was taken in this month."), "month_not_taken")
    elif month.closed_at and not month.is_stale:  # type: ignore[attr-defined]
        yield Problem(_("This month is closed already."), "month_closed")


def close(school_class: SchoolClass, month: date, by: Staff, *, seen: str) -> None:
    """Everything in it was taken and stands as the person saw it. Raises Refusal."""
    facts = {"school_class": school_class.pk, "month": f"{month:%m/%Y}"}
    with change(CLOSE, by, (school_class.pk,), **facts) as about:
        _lock(school_class, month)
        school_class.year = SchoolYear.objects.get(pk=school_class.year_id)
        sheet, row = MonthSheet(school_class, month), month_row(school_class.pk, month)
        found = list(hindrances(sheet, row))
        if found or row is None:
            raise Refusal(found)
        if sheet.fingerprint != seen:
            raise ChangedMeanwhile(
                _("Something was changed meanwhile. Please look at the month again.")
            )
        about |= {"excused": sheet.excused, "unexcused": sheet.unexcused}
        about["fingerprint"] = sheet.fingerprint
        _close(row, sheet, by, about.acting_for)


def _lock(school_class: SchoolClass, month: date) -> None:
    """Nobody marks or corrects a day of this month, comes or leaves, until it is closed."""
    list(SchoolClass.objects.select_for_update(no_key=True).filter(pk=school_class.pk))
    rows = AttendanceMonth.objects.select_for_update()
    rows.filter(school_class=school_class, starts_on=month).first()


def month_row(school_class: int, month: date) -> AttendanceMonth | None:
    """With the class and its year."""
    rows = months().select_related("school_class__year")
    return rows.filter(school_class=school_class, starts_on=month).first()


def _close(row: AttendanceMonth, sheet: MonthSheet, by: Staff, acting_for: int | None) -> None:
    closing = MonthClosing.objects.create(
        month=row,
        fingerprint=sheet.fingerprint,
        excused=sheet.excused,
        unexcused=sheet.unexcused,
        by=by,
        acting_for_id=acting_for,
        at=timezone.now(),
    )
    row.closed_at = closing.at
    row.save(update_fields=["closed_at"])
