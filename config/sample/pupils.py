"""The sample school's pupils: lists by class, and who moves away or comes during a year."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from config.sample.names import BOY, GIRL, pupil_name
from config.sample.spreadsheets import bring_in
from people.imports.dry_run import Asked
from people.imports.labels import PUPIL_HEADINGS
from people.imports.models import ImportRun
from people.imports.sheets import Cell
from people.models import Enrolment, Movement, SchoolYear, Staff
from people.movements.acts import move
from people.movements.models import Kind

CLASS_SIZES = (32, 33)
# Every so many pupils one moves away during the year.
ONE_LEAVES_IN = 120
OTHER_SCHOOL = "Trường Tiểu học Bình Minh, tỉnh Tây Ninh"
_MOVED_HOUSE = "Gia đình chuyển chỗ ở"
_HAMLETS = ("Vĩnh Thạnh", "Đông An", "Đông Bình", "Trung Thành", "Vĩnh Hòa", "Tân Đông")
_WORK = ("Công nhân", "Nông dân", "Buôn bán", "Nội trợ", "Thợ may", "Lái xe", "Giáo viên")
_HEADINGS = (
    *("ministry_code", "personal_id", "full_name", "born_on", "gender", "class"),
    *("birth_place", "home_place", "residence", "ethnicity"),
    *("father_name", "father_born_year", "father_occupation"),
    *("mother_name", "mother_born_year", "mother_occupation", "mother_phone"),
)


def bring_in_pupils(
    chance: Random, year: SchoolYear, on: date, sizes: Iterable[tuple[str, int]], by: Staff
) -> None:
    """A sheet for each class, with so many children who have never been at this school."""
    headings = [PUPIL_HEADINGS[key] for key in _HEADINGS]
    sheets = {
        name: (headings, [_child(chance, year, name) for _ in range(size)])
        for name, size in sizes
        if size
    }
    bring_in(Asked(ImportRun.Kind.PUPILS, year, on), f"hoc-sinh-{year.starts_on.year}", sheets, by)


def _child(chance: Random, year: SchoolYear, name: str) -> list[Cell]:
    gender = chance.choice((GIRL, BOY))
    born_on = date(year.starts_on.year - 5 - int(name[0]), 1, 1) + timedelta(
        days=chance.randrange(365)
    )
    full_name = pupil_name(chance, gender)
    return [
        f"{chance.randrange(7_000_000_000, 8_000_000_000)}",
        _personal_id(chance, gender, born_on),
        *(full_name, born_on, "Nữ" if gender == GIRL else "Nam", name),
        *("Bệnh viện Đa khoa Long An", "Tây Ninh"),
        f"Ấp {chance.choice(_HAMLETS)}, xã Tân Tập, tỉnh Tây Ninh",
        "Kinh",
        *_parents(chance, full_name.split()[0], year.starts_on.year),
    ]


def _parents(chance: Random, family: str, year: int) -> Iterator[Cell]:
    _other, given = pupil_name(chance, BOY).split(" ", 1)
    yield from (f"{family} {given}", str(year - chance.randrange(30, 46)), chance.choice(_WORK))
    mother, born = pupil_name(chance, GIRL), str(year - chance.randrange(27, 43))
    yield from (mother, born, chance.choice(_WORK), f"09{chance.randrange(10**7, 10**8)}")


def _personal_id(chance: Random, gender: str, born_on: date) -> str:
    """Province, century with gender, year of birth, and six digits: as the ministry of police gives it."""
    century = {BOY: 2, GIRL: 3}[gender]
    return f"080{century}{born_on:%y}{chance.randrange(1_000_000):06d}"


def let_some_go(chance: Random, year: SchoolYear, days: tuple[int, int], by: Staff) -> None:
    """A few families move house, so many days after the year began."""
    there = Enrolment.objects.filter(school_class__year=year, ends_on=None).order_by("pk")
    for row in there.select_related("pupil"):
        if not chance.randrange(ONE_LEAVES_IN):
            on = year.starts_on + timedelta(days=chance.randrange(*days))
            leaving = {"other_school": OTHER_SCHOOL, "reason": _MOVED_HOUSE}
            move(Movement(pupil=row.pupil, kind=Kind.TRANSFER_OUT, on=on, **leaving), by)


def class_sizes(chance: Random, classes: Sequence[str]) -> list[tuple[str, int]]:
    """Last year's classes as they were full."""
    return [(name, chance.choice(CLASS_SIZES)) for name in classes]


def newcomers(chance: Random, classes: Sequence[str]) -> list[tuple[str, int]]:
    """A whole new first grade; here and there a child that came from elsewhere."""
    return [
        (name, chance.choice(CLASS_SIZES) if name[0] == "1" else chance.randrange(2))
        for name in classes
    ]
