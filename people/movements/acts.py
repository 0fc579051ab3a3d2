"""Moving pupils, and taking a movement back: the only ways to enrol."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.door import Act, change, declare
from people.models import Duty, SchoolClass, Staff
from people.movements.enrolments import counting, follow, place_of
from people.movements.models import Kind, Movement, Reversal
from people.movements.register import give_numbers
from people.movements.rules import locks, problems
from people.offices import CLASS_OFFICE_AND_BOARD, OFFICE_AND_BOARD
from people.pupils.models import Pupil
from people.refusals import Problem, Refusal
from people.years.locking import problem_of_locked

# Clause 5.2: the homeroom teacher keeps leaving, change of class and of school up to date.
_ENTERING = frozenset({Kind.ADMISSION, Kind.TRANSFER_IN})


def _declare(kind: Kind, name: str, sentence: Any, may: tuple[Duty, ...]) -> Act:
    return declare(Act(name, kind.label, sentence, may, in_person=False))


ACTS: dict[Kind, Act] = {
    Kind.ADMISSION: _declare(
        Kind.ADMISSION,
        "pupil_admitted",
        gettext_lazy("%(who)s admitted %(pupil)s to %(school_class)s."),
        OFFICE_AND_BOARD,
    ),
    Kind.TRANSFER_IN: _declare(
        Kind.TRANSFER_IN,
        "pupil_came",
        gettext_lazy("%(who)s took in %(pupil)s from another school, into %(school_class)s."),
        OFFICE_AND_BOARD,
    ),
    Kind.TRANSFER_OUT: _declare(
        Kind.TRANSFER_OUT,
        "pupil_went",
        gettext_lazy("%(who)s let %(pupil)s go to another school."),
        CLASS_OFFICE_AND_BOARD,
    ),
    Kind.CLASS_CHANGE: _declare(
        Kind.CLASS_CHANGE,
        "pupil_changed_class",
        gettext_lazy("%(who)s moved %(pupil)s to %(school_class)s."),
        CLASS_OFFICE_AND_BOARD,
    ),
    Kind.WITHDRAWAL: _declare(
        Kind.WITHDRAWAL,
        "pupil_withdrawn",
        gettext_lazy("%(who)s recorded that %(pupil)s left school."),
        CLASS_OFFICE_AND_BOARD,
    ),
    Kind.RETURN: _declare(
        Kind.RETURN,
        "pupil_returned",
        gettext_lazy("%(who)s took %(pupil)s back into %(school_class)s."),
        OFFICE_AND_BOARD,
    ),
    Kind.PROMOTION: _declare(
        Kind.PROMOTION,
        "pupil_promoted",
        gettext_lazy("%(who)s moved %(pupil)s up to %(school_class)s."),
        OFFICE_AND_BOARD,
    ),
    Kind.REPETITION: _declare(
        Kind.REPETITION,
        "pupil_kept_back",
        gettext_lazy("%(who)s let %(pupil)s repeat the grade in %(school_class)s."),
        OFFICE_AND_BOARD,
    ),
    Kind.COMPLETION: _declare(
        Kind.COMPLETION,
        "pupil_completed",
        gettext_lazy("%(who)s recorded that %(pupil)s completed primary school."),
        OFFICE_AND_BOARD,
    ),
}
REVERSE = declare(
    Act(
        "movement_reversed",
        gettext_lazy("Movement taken back"),
        gettext_lazy("%(who)s took back a movement of %(pupil)s (%(moved)s)."),
        (Duty.PRINCIPAL,),
    )
)


def move(new: Movement, by: Staff, former_number: str = "") -> Movement:
    """One pupil's movement, told to the trail. `from_class` is filled in. Raises Refusal."""
    place = (place_of(new.pupil_id),)
    facts = {"school_class": new.to_class_id} if new.to_class_id else {}
    with change(ACTS[Kind(new.kind)], by, place, pupil=new.pupil_id, **facts) as about:
        new.acting_for_id = about.acting_for
        [stored] = record_many([new], by, {new.pupil_id: former_number})
        about["movement"] = stored.pk
    return stored


def record_many(
    moves: Sequence[Movement], by: Staff, former: Mapping[int, str] | None = None
) -> list[Movement]:
    """Many movements inside somebody's `change`, which tells the trail of them together.

    All or none: raises Refusal with a sentence for each pupil of whom something is not right.
    """
    pupils = _lock([one.pupil_id for one in moves])
    _insist(moves, pupils, by)
    _lock_classes(moves)
    stored = Movement.objects.bulk_create(moves, batch_size=500)
    give_numbers([one for one in stored if one.kind in _ENTERING], former)
    follow(list(pupils))
    return stored


def _lock(pupils: Collection[int]) -> dict[int, Pupil]:
    """Two people moving the same pupil take their turns."""
    rows = Pupil.objects.select_for_update().filter(pk__in=pupils).order_by("pk")
    return {pupil.pk: pupil for pupil in rows}


def _lock_classes(moves: Iterable[Movement]) -> None:
    """Nobody closes a month of these classes between the moment this is dated and its being kept."""
    touched = {place for one in moves for place in (one.from_class_id, one.to_class_id) if place}
    list(SchoolClass.objects.select_for_update(no_key=True).filter(pk__in=touched).order_by("pk"))


def _insist(moves: Sequence[Movement], pupils: Mapping[int, Pupil], by: Staff) -> None:
    before = counting(list(pupils))
    found = []
    for new in moves:
        past = before[new.pupil_id]
        new.by = by
        new.from_class = past[-1].to_class if past else None
        wrong = problems(new, past)
        found += [replace(each, sentence=f"{pupils[new.pupil_id]}: {each}") for each in wrong]
        past.append(new)
    if found:
        raise Refusal(found)


def reverse(movement: Movement, by: Staff, reason: str) -> Reversal:
    """Take a pupil's last movement back; it stays readable. Raises Refusal."""
    with change(REVERSE, by, pupil=movement.pupil_id, moved=movement.kind) as about:
        about["movement"] = movement.pk
        [stored] = reverse_many([movement], by, reason)
    return stored


def reverse_many(movements: Sequence[Movement], by: Staff, reason: str) -> list[Reversal]:
    """Many reversals inside somebody's `change`; each must be the last that counts of its pupil."""
    if not reason.strip():
        raise Refusal(_("Please give the reason."), "reason_missing")
    pupils = _lock([one.pupil_id for one in movements])
    before = counting(list(pupils))
    for movement in sorted(movements, key=lambda one: (one.on, one.pk), reverse=True):
        past = before[movement.pupil_id]
        if not past or past[-1].pk != movement.pk:
            raise Refusal(_not_the_last(pupils[movement.pupil_id], movement, past))
        for year in locks(past.pop()):
            raise Refusal(problem_of_locked(year))
    _lock_classes(movements)
    stored = Reversal.objects.bulk_create(
        (Reversal(movement=one, by=by, reason=reason) for one in movements), batch_size=500
    )
    follow(list(pupils))
    return stored


def _not_the_last(pupil: Pupil, movement: Movement, past: Sequence[Movement]) -> Problem:
    if movement.pk not in {one.pk for one in past}:
        return Problem(_("%s: this movement was taken back already.") % pupil, "taken_back_already")
    return Problem(_("%s: take back the later movements first.") % pupil, "later_movements_first")
