"""The sample school's pupils: who came, moved up, left, and who is new this year."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from simple_history.utils import bulk_create_with_history

from config.sample.names import BOY, GIRL, pupil_name
from people.models import Enrolment, Pupil, SchoolClass

Classes = dict[str, SchoolClass]
SEED = 2026
CLASS_SIZES = range(30, 35)
# Every so many pupils one moves away during the year, and another family moves in.
ONE_LEAVES_IN = 120
LAST_YEAR = (date(2025, 9, 5), date(2026, 5, 31))
THIS_YEAR = date(2026, 9, 5)


def enrol_pupils(classes: Classes, closed_classes: Classes) -> None:
    """Fill last year's classes, move everybody up, take in the new first grade."""
    chance = Random(SEED)  # noqa: S311 the same school at every founding
    enrolments = _last_year(chance, closed_classes)
    enrolments += list(_this_year(chance, classes, enrolments))
    # The same pupil stands in two years: each is stored once.
    bulk_create_with_history(list({id(one.pupil): one.pupil for one in enrolments}.values()), Pupil)
    for enrolment in enrolments:
        enrolment.pupil_id = enrolment.pupil.pk
    Enrolment.objects.bulk_create(enrolments, batch_size=500)


def _last_year(chance: Random, classes: Classes) -> list[Enrolment]:
    first, last = LAST_YEAR
    enrolments = []
    for school_class in classes.values():
        for pupil in _new_pupils(chance, school_class, chance.choice(CLASS_SIZES)):
            ends_on = last
            if chance.randrange(ONE_LEAVES_IN) == 0:
                ends_on = first + timedelta(days=chance.randrange(40, 200))
            enrolments.append(
                Enrolment(pupil=pupil, school_class=school_class, starts_on=first, ends_on=ends_on)
            )
    return enrolments


def _this_year(chance: Random, classes: Classes, before: list[Enrolment]) -> Iterator[Enrolment]:
    for old in before:
        goes_on = old.ends_on == LAST_YEAR[1] and old.school_class.grade < 5
        if goes_on:
            name = f"{old.school_class.grade + 1}{old.school_class.name[1:]}"
            yield _enrolled(chance, old.pupil, classes[name])
    for school_class in classes.values():
        newcomers = chance.choice(CLASS_SIZES) if school_class.grade == 1 else chance.randrange(2)
        for pupil in _new_pupils(chance, school_class, newcomers):
            late = timedelta(days=0 if school_class.grade == 1 else chance.randrange(50))
            yield Enrolment(pupil=pupil, school_class=school_class, starts_on=THIS_YEAR + late)


def _enrolled(chance: Random, pupil: Pupil, school_class: SchoolClass) -> Enrolment:
    left = chance.randrange(ONE_LEAVES_IN) == 0
    return Enrolment(
        pupil=pupil,
        school_class=school_class,
        starts_on=THIS_YEAR,
        ends_on=THIS_YEAR + timedelta(days=chance.randrange(14, 60)) if left else None,
    )


def _new_pupils(chance: Random, school_class: SchoolClass, number: int) -> Iterator[Pupil]:
    """Children of the age of this class who have never been at this school."""
    born = school_class.year.starts_on.year - 5 - school_class.grade
    for _ in range(number):
        gender = chance.choice((GIRL, BOY))
        yield Pupil(
            code=f"{chance.randrange(7_000_000_000, 8_000_000_000)}",
            full_name=pupil_name(chance, gender),
            gender=gender,
            born_on=date(born, 1, 1) + timedelta(days=chance.randrange(365)),
        )
