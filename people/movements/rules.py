"""What must be right with a movement before it may be: sentences where it is not."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from people.movements.models import Kind, Movement
from people.movements.standing import POSSIBLE_FROM, Standing, standing_after
from people.refusals import Problem
from people.years.locking import problem_of_locked
from people.years.models import SchoolClass, SchoolYear

LAST_GRADE = 5
_NEEDS_SCHOOL = frozenset({Kind.TRANSFER_IN, Kind.TRANSFER_OUT})
_NEEDS_REASON = frozenset({Kind.TRANSFER_OUT, Kind.CLASS_CHANGE, Kind.WITHDRAWAL, Kind.RETURN})
# Who leaves during the holidays leaves the class of the year before.
_SUMMER = timedelta(days=120)


def problems(new: Movement, before: Sequence[Movement]) -> list[Problem]:
    """Everything that speaks against it, given the movements that count until now, oldest first."""
    standing = standing_after(before)
    kind = Kind(new.kind)
    if standing not in POSSIBLE_FROM[kind]:
        return [_not_from(kind, standing)]
    return [*_of_day(new, before), *_of_classes(new, kind), *_of_words(new, kind)]


def _not_from(kind: Kind, standing: Standing) -> Problem:
    sentences = {
        Standing.NEVER: _("This pupil has not been at this school yet."),
        Standing.HERE: _("This pupil is in a class of this school already."),
        Standing.ELSEWHERE: _("This pupil has moved to another school."),
        Standing.WITHDRAWN: _("This pupil has left school."),
        Standing.COMPLETED: _("This pupil has completed primary school."),
    }
    said = {"act": kind.label, "why": sentences[standing]}
    return Problem(_("%(act)s is not possible: %(why)s") % said, f"pupil_is_{standing.value}")


def _of_day(new: Movement, before: Sequence[Movement]) -> Iterator[Problem]:
    if before and new.on < before[-1].on:
        last = _said(before[-1])
        yield (
            Problem(
                _("The day lies before the last movement: %s. The principal can take that back.")
                % last,
                "day_before_last_movement",
            )
        )
    year = _year_of(new.to_class)
    if year and not year.starts_on <= new.on <= year.ends_on:
        yield Problem(_("The day does not lie in the school year %s.") % year, "day_outside_year")
    left = _year_of(new.from_class)
    if left and not year and new.on > left.ends_on + _SUMMER:
        yield Problem(
            _("The day lies long after the school year %s.") % left, "day_long_after_year"
        )


def _said(movement: Movement) -> str:
    return f"{movement.get_kind_display()}, {movement.on:%d/%m/%Y}"


def _of_classes(new: Movement, kind: Kind) -> Iterator[Problem]:
    left, entered = new.from_class, new.to_class
    for year in {each.year for each in (left, entered) if each}:
        if year.is_locked and (kind not in MOVING_UP or year == _year_of(entered)):
            yield problem_of_locked(year)
    check = _CLASSES.get(kind)
    if check:
        yield from check(left, entered)
    elif kind in {Kind.ADMISSION, Kind.TRANSFER_IN, Kind.RETURN} and entered is None:
        yield Problem(_("Please choose the class."), "class_missing")


def locks(movement: Movement) -> list[SchoolYear]:
    """The closed years in which a reversal would change who was in which class.

    Who moved up by mistake may be put back into a class of a closed year.
    """
    left, entered = _year_of(movement.from_class), _year_of(movement.to_class)
    touched = [entered] if entered and movement.kind in MOVING_UP else [left, entered]
    return [year for year in touched if year and year.is_locked]


def _year_of(school_class: SchoolClass | None) -> SchoolYear | None:
    return school_class.year if school_class else None


def _same_year(left: SchoolClass | None, entered: SchoolClass | None) -> Iterator[Problem]:
    if left is None or entered is None:
        yield Problem(_("Please choose the class."), "class_missing")
    elif left == entered:
        yield Problem(_("The pupil is in this class already."), "in_class_already")
    elif left.year_id != entered.year_id:
        yield Problem(_("Both classes must be of the same school year."), "classes_of_two_years")


def _grade_up(left: SchoolClass | None, entered: SchoolClass | None) -> Iterator[Problem]:
    yield from _next_year(left, entered, 1)


def _same_grade(left: SchoolClass | None, entered: SchoolClass | None) -> Iterator[Problem]:
    yield from _next_year(left, entered, 0)


def _next_year(
    left: SchoolClass | None, entered: SchoolClass | None, grades: int
) -> Iterator[Problem]:
    if left is None or entered is None:
        yield Problem(_("Please choose the class."), "class_missing")
    elif left.year.starts_on >= entered.year.starts_on:
        yield Problem(_("The new class must be of a later school year."), "class_not_of_later_year")
    elif entered.grade != left.grade + grades:
        yield Problem(
            _("From %(left)s this leads to grade %(grade)d.")
            % {
                "left": left,
                "grade": left.grade + grades,
            },
            "grade_does_not_follow",
        )


def _last_grade(left: SchoolClass | None, _entered: SchoolClass | None) -> Iterator[Problem]:
    if left is None or left.grade != LAST_GRADE:
        yield Problem(
            _("Only grade %d completes primary school.") % LAST_GRADE, "not_the_last_grade"
        )


_CLASSES: dict[Kind, Callable[[SchoolClass | None, SchoolClass | None], Iterator[Problem]]] = {
    Kind.CLASS_CHANGE: _same_year,
    Kind.PROMOTION: _grade_up,
    Kind.REPETITION: _same_grade,
    Kind.COMPLETION: _last_grade,
}
# These leave a year that may be locked already, for one that may not.
MOVING_UP = frozenset({Kind.PROMOTION, Kind.REPETITION, Kind.COMPLETION})


def _of_words(new: Movement, kind: Kind) -> Iterator[Problem]:
    if kind in _NEEDS_SCHOOL and not new.other_school.strip():
        yield Problem(_("Please name the other school."), "other_school_missing")
    if kind in _NEEDS_REASON and not new.reason.strip():
        yield Problem(_("Please give the reason."), "reason_missing")
