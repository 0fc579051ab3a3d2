"""Who teaches what where, and who is the homeroom teacher: a grid, saved as dated duties."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from people.door import Act, change, declare
from people.duties import LASTED, in_force
from people.models import Assignment, Duty, SchoolClass, SchoolYear, Staff, Subject
from people.offices import ADMINISTRATION
from people.refusals import ChangedMeanwhile, Refusal, Unchanged
from people.years.locking import insist_on_unlocked

ASSIGN_TEACHING = declare(
    Act(
        "teaching_assigned",
        gettext_lazy("Teaching assigned"),
        gettext_lazy("%(who)s changed %(cells)d places in the assignment of teaching %(year)s."),
        ADMINISTRATION,
    )
)
HOMEROOM = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A class and a subject; no subject stands for the class's homeroom."""

    school_class: int
    subject: int | None = HOMEROOM


def effective_from(year: SchoolYear) -> date:
    """From today in a running year; a planned year's duties begin with it."""
    return max(timezone.localdate(), year.starts_on)


def holders(year: SchoolYear, day: date | None = None) -> dict[Cell, list[Assignment]]:
    """Who holds each cell of this year on a day; more than one where two hold it at once."""
    day = day or effective_from(year)
    rows = Assignment.objects.filter(
        in_force(day),
        school_class__year=year,
        duty__in=(Duty.SUBJECT_TEACHER, Duty.HOMEROOM_TEACHER),
    ).select_related("staff", "subject")
    return by_cell(rows.order_by("starts_on", "pk"))


def homeroom_on(day: date) -> Subquery:
    """The name of who leads a class on this day, for a query of classes."""
    held = Assignment.objects.filter(
        in_force(day), duty=Duty.HOMEROOM_TEACHER, school_class=OuterRef("pk")
    )
    return Subquery(held.values("staff__full_name")[:1])


def by_cell(rows: Iterable[Assignment]) -> dict[Cell, list[Assignment]]:
    found: dict[Cell, list[Assignment]] = {}
    for row in rows:
        found.setdefault(_cell_of(row), []).append(row)
    return found


def _cell_of(row: Assignment) -> Cell:
    subject = row.subject_id if row.duty == Duty.SUBJECT_TEACHER else HOMEROOM
    return Cell(row.school_class_id or 0, subject)


def assign(
    year: SchoolYear,
    wanted: Mapping[Cell, Staff | None],
    by: Staff,
    since: date | None = None,
    *,
    seen: Mapping[Cell, Collection[int]] | None = None,
) -> int:
    """Give each of these cells to this one person, or to nobody; tells how many changed.

    Who held it before does so until the day before. `seen` are the people whom somebody saw in the
    cells: who was put there meanwhile is not lost. Raises Refusal.
    """
    since = since or effective_from(year)
    _check_assignable(year, wanted, since, by)
    cells = 0
    with suppress(Unchanged), change(ASSIGN_TEACHING, by, year=year.pk) as about:
        about["since"] = since.isoformat()
        _take_turns(year)
        _check_who_was_seen(holders(year, since), wanted, seen or {})
        about["cells"] = cells = assign_many(year, wanted, since, by)
        if not cells:
            raise Unchanged
    return cells


def _take_turns(year: SchoolYear) -> None:
    """Two people assigning the same year do so one after the other."""
    SchoolYear.objects.select_for_update().get(pk=year.pk)


def _check_who_was_seen(
    now: Mapping[Cell, list[Assignment]],
    wanted: Mapping[Cell, Staff | None],
    seen: Mapping[Cell, Collection[int]],
) -> None:
    sentence = _("Meanwhile somebody else entered “%(who)s” for %(cell)s.")
    sentences = []
    for cell, before in seen.items():
        held = now.get(cell, [])
        ids = {row.staff_id for row in held}
        staff = wanted[cell]
        if ids not in (set(before), {staff.pk} if staff else set()):
            names = ", ".join(row.staff.full_name for row in held) or "–"
            sentences.append(sentence % {"who": names, "cell": _named(cell)})
    if sentences:
        raise ChangedMeanwhile(sentences)


def _named(cell: Cell) -> str:
    subject = Subject.objects.get(pk=cell.subject) if cell.subject else _("homeroom")
    return f"{SchoolClass.objects.get(pk=cell.school_class)}, {subject}"


def _check_assignable(
    year: SchoolYear, wanted: Mapping[Cell, Staff | None], since: date, by: Staff
) -> None:
    insist_on_unlocked(year)
    if by in wanted.values():
        raise Refusal(_("Nobody assigns teaching to himself or herself."), "own_teaching")
    if since > year.ends_on:
        raise Refusal(
            _("The day lies after the end of the school year %s.") % year, "day_after_year"
        )
    gone = {staff.full_name for staff in wanted.values() if staff and not staff.is_active}
    if gone:
        raise Refusal(
            (_("%s does not work here any more.") % name for name in sorted(gone)),
            "works_here_no_longer",
        )


def assign_many(
    year: SchoolYear, wanted: Mapping[Cell, Staff | None], since: date, by: Staff
) -> int:
    """The same inside somebody's `change`, which tells the trail. Raises Refusal.

    What was given to somebody from a later day stays: until the day before, the new duty lasts.
    """
    _take_turns(year)
    _leave_the_past(year, wanted, since)
    now, later = holders(year, since), given_later(year, since)
    ending: list[Assignment] = []
    beginning: list[Assignment] = []
    for cell, staff in wanted.items():
        held = now.get(cell, [])
        if [row.staff_id for row in held] == ([staff.pk] if staff else []):
            continue
        ending += [row for row in held if staff is None or row.staff_id != staff.pk]
        if staff and staff.pk not in {row.staff_id for row in held}:
            beginning.append(duty_in(cell, staff, since, later.get(cell)))
    cells = {_cell_of(row) for row in (*ending, *beginning)}
    end_many(ending, since, by)
    bulk_create_with_history(beginning, Assignment, default_user=by, batch_size=500)
    return len(cells)


def _leave_the_past(year: SchoolYear, wanted: Mapping[Cell, Staff | None], since: date) -> None:
    """Who held a cell on a day that is over has held it: nobody else is put there afterwards."""
    held = [
        told_of_holder(row, since)
        for cell, rows in held_since(year, since).items()
        for row in rows
        if cell in wanted and wanted[cell] != row.staff
    ]
    if held:
        raise Refusal(dict.fromkeys(held), "past_stays")


def held_since(year: SchoolYear, since: date) -> dict[Cell, list[Assignment]]:
    """Who held each cell on a day that is over, this one or a later one: history is not given away."""
    today = timezone.localdate()
    if since >= today:
        return {}
    rows = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=since), school_class__year=year, starts_on__lte=today
    ).select_related("staff", "school_class", "subject")
    return by_cell(rows.filter(LASTED).order_by("school_class", "pk"))


def told_of_holder(row: Assignment, since: date) -> str:
    """Why this cell cannot be given to somebody else from such an early day on."""
    facts = {
        "cell": f"{row.school_class}, {row.subject or _('homeroom')}",
        "who": row.staff,
        "day": f"{since:%d/%m/%Y}",
    }
    return _("%(cell)s: %(who)s held it on or after %(day)s. Choose today or a later day.") % facts


def given_later(year: SchoolYear, since: date) -> dict[Cell, date]:
    """The first day after this one on which each cell goes to whom it was given beforehand."""
    rows = Assignment.objects.filter(LASTED, school_class__year=year, starts_on__gt=since)
    return {_cell_of(row): row.starts_on for row in rows.order_by("-starts_on")}


def duty_in(cell: Cell, staff: Staff, since: date, until: date | None = None) -> Assignment:
    """Not saved; it ends the day before `until`."""
    return Assignment(
        staff=staff,
        duty=Duty.HOMEROOM_TEACHER if cell.subject is HOMEROOM else Duty.SUBJECT_TEACHER,
        school_class_id=cell.school_class,
        subject_id=cell.subject,
        starts_on=since,
        ends_on=until - timedelta(days=1) if until else None,
    )


def end_many(rows: Iterable[Assignment], since: date, by: Staff) -> None:
    """From this day on. What has not begun yet is taken out, with its history kept; what has begun,
    be it this morning, stays as a row that tells who held it.
    """
    begun = []
    for row in rows:
        if row.starts_on > timezone.localdate() and row.starts_on >= since:
            row._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 read by the history
            row.delete()
        else:
            row.ends_on = since - timedelta(days=1)
            begun.append(row)
    bulk_update_with_history(begun, Assignment, ["ends_on"], default_user=by)


def subjects_of(grade: int) -> list[Subject]:
    return [one for one in Subject.objects.all() if grade in one.grades]


def classes_of(year: SchoolYear, grade: int) -> list[SchoolClass]:
    return list(year.classes.filter(grade=grade))
