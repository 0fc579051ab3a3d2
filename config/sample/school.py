"""Founds the sample school as a real one is: planned, brought in from spreadsheets, opened, rolled over."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from config.sample.accounts import PASSWORD
from config.sample.cast import CAST
from config.sample.pupils import bring_in_pupils, class_sizes, let_some_go, newcomers
from config.sample.spreadsheets import bring_in_staff, bring_in_teaching
from people.models import (
    Assignment,
    Duty,
    Holiday,
    Letterhead,
    SchoolClass,
    SchoolYear,
    Staff,
    Subject,
    SubjectGroup,
)
from people.movements.enrolments import pupils_in
from people.new_year import rollover
from people.new_year.outcomes import decide, possible_in
from people.new_year.proposals import propose
from people.new_year.states import take_turn, turns_of
from people.staffing.acts import give_duty
from people.years.acts import add_classes, plan_year, save_row
from people.years.programme import lay_down_programme

SEED = 2026
# Since when who leads, and who keeps the books; teaching is handed out anew every August.
IN_OFFICE_SINCE = date(2023, 8, 15)
LAST_YEAR, LAST_AUGUST = date(2025, 9, 5), date(2025, 8, 15)
THIS_YEAR = date(2026, 9, 5)
CLASSES = [f"{grade}{letter}" for grade in range(1, 6) for letter in "ABCDE"]
_DECISION = "15/QĐ-THHS"
_BOARD_TASKS = "Quản trị tài khoản, nhập dữ liệu đầu năm, in và lưu trữ hồ sơ."
_HOLIDAYS = (
    ("Tết Dương lịch", date(2027, 1, 1), date(2027, 1, 1)),
    ("Tết Nguyên đán", date(2027, 2, 1), date(2027, 2, 14)),
    ("Giỗ Tổ Hùng Vương", date(2027, 4, 16), date(2027, 4, 16)),
    ("Ngày Chiến thắng và Quốc tế Lao động", date(2027, 4, 30), date(2027, 5, 2)),
)


@dataclass(frozen=True, slots=True)
class School:
    """The founded school, by the names people use; classes belong to the running year."""

    year: SchoolYear
    closed_year: SchoolYear
    groups: dict[str, SubjectGroup]
    subjects: dict[str, Subject]
    staff: dict[str, Staff]
    classes: dict[str, SchoolClass]
    closed_classes: dict[str, SchoolClass]


@transaction.atomic
def found_school() -> School:
    """The whole school, the same at every founding; into empty tables only."""
    chance = Random(SEED)  # noqa: S311 the same school at every founding
    subjects = lay_down_programme()
    principal = _principal()
    _letterheads(principal)
    last, this = _year(2025, principal), _year(2026, principal)
    bring_in_staff(last, LAST_AUGUST, principal)
    _give_offices(principal)
    _spend_last_year(chance, last, subjects, principal)
    _roll_over(last, this, principal)
    bring_in_pupils(chance, this, THIS_YEAR, newcomers(chance, CLASSES), principal)
    _turn(this, "open", principal)
    let_some_go(chance, this, (14, 60), principal)
    return _founded(this, last)


def lock_last_year(school: School) -> None:
    """When all that belongs to it has been written and signed, on the records board's proposal."""
    year, principal = school.closed_year, school.staff[CAST[0].username]
    board = next(each for each in CAST if Duty.RECORDS_BOARD in each.duties)
    propose(year, school.staff[board.username], "Học bạ lớp 5 đã phát hành.")
    _turn(year, "locked", principal, "Năm thử nghiệm: chỉ lớp 5 có học bạ số.")
    school.closed_year.refresh_from_db()


def _principal() -> Staff:
    """The first person, as the founding of a school makes her; everybody else comes by the list."""
    first = CAST[0]
    principal = Staff(username=first.username, full_name=first.full_name, address=first.address)
    principal.personal_id = "080180000001"  # the digital transcript names her by it
    principal.set_unusable_password()
    principal.save()
    Assignment.objects.create(
        staff=principal, duty=Duty.PRINCIPAL, starts_on=IN_OFFICE_SINCE, decision="102/QĐ-UBND"
    )
    return principal


def _letterheads(by: Staff) -> None:
    """Before July 2025 there was a district above the school."""
    name, since = "Trường Tiểu học Hoa Sen", date(2023, 8, 15)
    old: dict[str, Any] = {"authority": "Phòng GD&ĐT huyện Cần Giuộc", "place": "Cần Giuộc"}
    new: dict[str, Any] = {"authority": "UBND xã Tân Tập", "place": "Tân Tập"}
    old |= {"commune": "xã Tân Tập", "district": "huyện Cần Giuộc", "province": "tỉnh Long An"}
    new |= {"commune": "xã Tân Tập", "province": "tỉnh Tây Ninh", "school_code": "72000000"}
    new |= {"department": "Sở GD&ĐT Tây Ninh", "department_code": "72"}
    save_row(Letterhead(starts_on=since, name=name, **old), by)
    save_row(Letterhead(starts_on=date(2025, 7, 1), name=name, **new), by)


def _year(starts: int, by: Staff) -> SchoolYear:
    year = SchoolYear(
        name=f"{starts}–{starts + 1}",
        starts_on=date(starts, 9, 5),
        ends_on=date(starts + 1, 5, 31),
    )
    plan_year(year, by)
    for name, first, last in _HOLIDAYS:
        if year.starts_on <= first <= year.ends_on:
            save_row(Holiday(year=year, name=name, starts_on=first, ends_on=last), by)
    return year


def _give_offices(principal: Staff) -> None:
    """Everybody's account with the one password of the sample, and the leading duties."""
    # Printed on the sign-in page, the same for all: hashing it once is enough.
    password = make_password(PASSWORD)
    Staff.objects.update(password=password, password_set_on=timezone.now())
    staff, groups = _by_username(), _groups()
    for member in CAST[1:]:
        for duty in member.duties:
            leads = duty in {Duty.GROUP_LEADER, Duty.DEPUTY_LEADER}
            new = Assignment(
                staff=staff[member.username],
                duty=duty,
                group=groups[member.group] if leads else None,
                starts_on=IN_OFFICE_SINCE,
                decision=_DECISION,
                tasks=_BOARD_TASKS if duty == Duty.RECORDS_BOARD else "",
            )
            give_duty(new, principal)


def _spend_last_year(chance: Random, year: SchoolYear, subjects: list[Subject], by: Staff) -> None:
    add_classes(year, CLASSES, by)
    bring_in_pupils(chance, year, LAST_YEAR, class_sizes(chance, CLASSES), by)
    bring_in_teaching(year, LAST_AUGUST, subjects, CLASSES, by)
    _turn(year, "open", by)
    let_some_go(chance, year, (40, 200), by)
    for school_class in year.classes.all():
        upwards = possible_in(school_class.grade)[0]
        here = pupils_in(school_class, year.ends_on)
        decide(school_class, dict.fromkeys(here.values_list("pk", flat=True), upwards), by)
    _turn(year, "closing", by)


def _roll_over(last: SchoolYear, this: SchoolYear, by: Staff) -> None:
    seen = rollover.preview(last, this)
    rollover.apply(last, this, by, seen.fingerprint)


def _turn(year: SchoolYear, to: str, by: Staff, reason: str = "") -> None:
    [turn] = [one for one in turns_of(year) if one.after == to]
    take_turn(turn, year, by, reason)


def _founded(this: SchoolYear, last: SchoolYear) -> School:
    return School(
        year=this,
        closed_year=last,
        groups=_groups(),
        subjects={one.code: one for one in Subject.objects.all()},
        staff=_by_username(),
        classes={one.name: one for one in this.classes.select_related("year")},
        closed_classes={one.name: one for one in last.classes.select_related("year")},
    )


def _groups() -> dict[str, SubjectGroup]:
    return {one.name: one for one in SubjectGroup.objects.all()}


def _by_username() -> dict[str, Staff]:
    return {one.username: one for one in Staff.objects.select_related("group")}
