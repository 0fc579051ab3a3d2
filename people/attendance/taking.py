"""Taking the attendance of a day, and correcting it afterwards."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from people.attendance.acts import CORRECT, TAKE
from people.attendance.day_sheet import DaySheet
from people.attendance.marks import PRESENT, is_excused, part_of, sessions_of
from people.attendance.teaching_days import TeachingDays, end_of_month, month_of
from people.door import change
from people.models import (
    Absence,
    AttendanceMonth,
    LateCorrection,
    RollCall,
    SchoolClass,
    SchoolYear,
    Staff,
)
from people.refusals import ChangedMeanwhile, Problem, Refusal

MOST_LETTERS: int = LateCorrection._meta.get_field("reason").max_length or 0
Marks = Mapping[int, str]
Changes = Mapping[int, tuple[str, str]]


def needs_reason(sheet: DaySheet) -> bool:
    """What was taken or marked before today, in this class or another, is changed only with a reason."""
    is_known = sheet.roll_call is not None or bool(sheet.absences)
    return is_known and sheet.on < timezone.localdate()


def hindrances(year: SchoolYear, on: date, days: TeachingDays) -> Iterator[Problem]:
    """Why the attendance of this day cannot be taken."""
    if not year.takes_work:
        yield Problem(
            _("The school year %s is not open: nothing is changed in it.") % year, "year_not_open"
        )
    if on > timezone.localdate():
        yield Problem(_("This day is still to come."), "day_to_come")
    if on not in days:
        yield Problem(_("There is no teaching on this day."), "no_teaching_day")


def take(
    school_class: SchoolClass, on: date, marks: Marks, by: Staff, *, seen: str, reason: str = ""
) -> bool:
    """Keep who was absent on this day: the mark of each absent pupil. False: nothing to change.

    `seen` is the fingerprint of the day as the person saw it. Raises Refusal.
    """
    sheet = DaySheet(school_class, on)
    if sheet.roll_call and not sheet.changes(marks):
        return False
    is_late, facts = needs_reason(sheet), {"school_class": school_class.pk, "day": f"{on:%d/%m/%Y}"}
    with change(CORRECT if is_late else TAKE, by, (school_class.pk,), **facts) as about:
        _check_that_it_is_a_day(school_class, on)
        now = _touch_month(school_class, on)
        sheet = _as_seen(school_class, on, seen)
        _check_reason(reason, is_needed=is_late)
        changes = sheet.changes(marks)
        about["changed"] = len(changes)
        about["absent"] = sum(marks.get(pupil.pk, PRESENT) != PRESENT for pupil in sheet.pupils)
        roll_call = _save_roll_call(sheet, by, about.acting_for, now)
        _save_marks(sheet, changes, by)
        if is_late:
            _save_corrections(roll_call, changes, reason)
    return True


def _check_that_it_is_a_day(school_class: SchoolClass, on: date) -> None:
    year = SchoolYear.objects.get(pk=school_class.year_id)
    if problems := list(hindrances(year, on, TeachingDays(year))):
        raise Refusal(problems)


def _touch_month(school_class: SchoolClass, on: date) -> datetime:
    """Whoever changes the same month waits here for his or her turn; what time it is then."""
    first, last = month_of(on), end_of_month(on)
    AttendanceMonth.objects.get_or_create(
        school_class=school_class,
        starts_on=first,
        defaults={"ends_on": last, "changed_at": timezone.now()},
    )
    month = AttendanceMonth.objects.select_for_update().get(
        school_class=school_class, starts_on=first
    )
    month.changed_at = timezone.now()
    month.save(update_fields=["changed_at"])
    return month.changed_at


def _as_seen(school_class: SchoolClass, on: date, seen: str) -> DaySheet:
    sheet = DaySheet(school_class, on)
    if not sheet.pupils:
        raise Refusal(_("This class has no pupils on this day."), "no_pupils_that_day")
    if sheet.fingerprint != seen:
        raise ChangedMeanwhile(_changed_by(sheet))
    return sheet


def _changed_by(sheet: DaySheet) -> str:
    if sheet.roll_call is None:
        return _("The list of the class has changed meanwhile. Please look at it again.")
    return _("Meanwhile %s saved this day. Please look at it again.") % sheet.roll_call.changed_by


def _save_roll_call(sheet: DaySheet, by: Staff, acting_for: int | None, now: datetime) -> RollCall:
    roll_call = sheet.roll_call or RollCall(
        school_class=sheet.school_class, on=sheet.on, by=by, acting_for_id=acting_for, at=now
    )
    roll_call.changed_by, roll_call.changed_for_id = by, acting_for
    roll_call.changed_at = now
    roll_call.save()
    return roll_call


def _save_marks(sheet: DaySheet, changes: Changes, by: Staff) -> None:
    """Only what differs is written, so that the history tells of changes alone."""
    new: list[Absence] = []
    changed: list[Absence] = []
    for pupil, (_before, mark) in changes.items():
        row = sheet.absences.get(pupil) or Absence(pupil_id=pupil, on=sheet.on)
        if mark == PRESENT:
            row._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 read by the history
            row.delete()
            continue
        row.is_excused, row.part = is_excused(mark), part_of(mark)
        row.sessions = sessions_of(mark, sheet.school_class.year.sessions_a_day)
        (changed if row.pk else new).append(row)
    bulk_create_with_history(new, Absence, default_user=by)
    bulk_update_with_history(changed, Absence, ["is_excused", "part", "sessions"], default_user=by)


def _check_reason(reason: str, *, is_needed: bool) -> None:
    if is_needed and not reason.strip():
        raise Refusal(_("Please give the reason."), "reason_missing")
    if len(reason) > MOST_LETTERS:
        raise Refusal(_("A reason has at most %d letters.") % MOST_LETTERS, "reason_too_long")


def _save_corrections(roll_call: RollCall, changes: Changes, reason: str) -> None:
    """By whom and for whom the day was changed just now."""
    LateCorrection.objects.bulk_create(
        LateCorrection(
            roll_call=roll_call,
            pupil_id=pupil,
            before=before,
            after=after,
            reason=reason,
            by=roll_call.changed_by,
            acting_for_id=roll_call.changed_for_id,
        )
        for pupil, (before, after) in changes.items()
    )
