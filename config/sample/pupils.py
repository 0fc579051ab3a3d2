"""The sample school's pupils: who came, moved up, left, and who is new this year; all by movements."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from simple_history.utils import bulk_create_with_history

from config.sample.names import BOY, GIRL, pupil_name
from people.models import Movement, Pupil, SchoolClass, Staff
from people.movements.acts import record_many
from people.movements.models import Kind
from people.movements.rules import LAST_GRADE
from people.names import split_name

Classes = dict[str, SchoolClass]
SEED = 2026
CLASS_SIZES = range(30, 35)
# Every so many pupils one moves away during the year, and another family moves in.
ONE_LEAVES_IN = 120
LAST_YEAR = date(2025, 9, 5)
THIS_YEAR = date(2026, 9, 5)
OTHER_SCHOOL = "Trường Tiểu học Bình Minh, tỉnh Tây Ninh"
_MOVED_HOUSE = "Gia đình chuyển chỗ ở"


def enrol_pupils(classes: Classes, closed_classes: Classes, by: Staff) -> None:
    """Fill last year's classes, move everybody up, take in the new first grade."""
    chance = Random(SEED)  # noqa: S311 the same school at every founding
    came = [
        _came(pupil, school_class, LAST_YEAR)
        for school_class in closed_classes.values()
        for pupil in _new_pupils(chance, school_class, chance.choice(CLASS_SIZES))
    ]
    _record(came, by)
    went = [one for one in (_went(chance, each, (40, 200)) for each in came) if one]
    record_many(went, by)
    gone = {one.pupil_id for one in went}
    stayed = [_moved_up(each, classes) for each in came if each.pupil_id not in gone]
    record_many(stayed, by)
    here = [one for one in stayed if one.kind == Kind.PROMOTION]
    record_many([one for one in (_went(chance, each, (14, 60)) for each in here) if one], by)
    _record(list(_newcomers(chance, classes)), by)


def _record(movements: list[Movement], by: Staff) -> None:
    bulk_create_with_history([one.pupil for one in movements], Pupil, default_user=by)
    for movement in movements:
        movement.pupil_id = movement.pupil.pk
    record_many(movements, by)


def _came(pupil: Pupil, school_class: SchoolClass, on: date) -> Movement:
    kind = Kind.ADMISSION if school_class.grade == 1 or on == LAST_YEAR else Kind.TRANSFER_IN
    other = OTHER_SCHOOL if kind == Kind.TRANSFER_IN else ""
    return Movement(pupil=pupil, kind=kind, on=on, to_class=school_class, other_school=other)


def _went(chance: Random, came: Movement, days: tuple[int, int]) -> Movement | None:
    if chance.randrange(ONE_LEAVES_IN):
        return None
    return Movement(
        pupil=came.pupil,
        kind=Kind.TRANSFER_OUT,
        on=came.on + timedelta(days=chance.randrange(*days)),
        other_school=OTHER_SCHOOL,
        reason=_MOVED_HOUSE,
    )


def _moved_up(came: Movement, classes: Classes) -> Movement:
    old = came.to_class
    if old is None or old.grade == LAST_GRADE:
        return Movement(pupil=came.pupil, kind=Kind.COMPLETION, on=date(2026, 6, 1))
    new = classes[f"{old.grade + 1}{old.name[1:]}"]
    return Movement(pupil=came.pupil, kind=Kind.PROMOTION, on=THIS_YEAR, to_class=new)


def _newcomers(chance: Random, classes: Classes) -> Iterator[Movement]:
    for school_class in classes.values():
        number = chance.choice(CLASS_SIZES) if school_class.grade == 1 else chance.randrange(2)
        for pupil in _new_pupils(chance, school_class, number):
            late = timedelta(days=0 if school_class.grade == 1 else chance.randrange(50))
            yield _came(pupil, school_class, THIS_YEAR + late)


def _new_pupils(chance: Random, school_class: SchoolClass, number: int) -> Iterator[Pupil]:
    """Children of the age of this class who have never been at this school."""
    born = school_class.year.starts_on.year - 5 - school_class.grade
    for _ in range(number):
        gender = chance.choice((GIRL, BOY))
        surname, middle_name, given_name = split_name(pupil_name(chance, gender))
        yield Pupil(
            ministry_code=f"{chance.randrange(7_000_000_000, 8_000_000_000)}",
            surname=surname,
            middle_name=middle_name,
            given_name=given_name,
            gender=gender,
            born_on=date(born, 1, 1) + timedelta(days=chance.randrange(365)),
        )
