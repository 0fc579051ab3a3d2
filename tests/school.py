"""The people of the tests: everybody has a name, a duty and a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from documents import signing
from people.models import (
    Assignment,
    Duty,
    SchoolClass,
    SchoolYear,
    SecondFactorPolicy,
    Staff,
    Subject,
    SubjectGroup,
    Substitution,
)
from tests.records.class_book.models import ClassBook
from tests.records.minutes.models import Minutes
from workflows import remarks, steps
from workflows.loaded import StepRequest, load_record
from workflows.models import Approval, Event
from workflows.states import Step

FIRST_DAY = date(2026, 9, 1)


@dataclass
class School:
    """Đào teaches 3A, Hoa leads group 3 with Nam as deputy, Minh and Ngọc are vice principals, Thu is
    principal, Vân the clerk, Phúc a teacher of another group, led by Yến without a deputy.
    """

    dao: Staff
    hoa: Staff
    nam: Staff
    minh: Staff
    ngoc: Staff
    thu: Staff
    van: Staff
    phuc: Staff
    yen: Staff
    year: SchoolYear
    group: SubjectGroup
    other_group: SubjectGroup
    class_3a: SchoolClass
    toan: Subject
    tieng_viet: Subject

    def minutes(self, by: Staff | None = None, text: str = "Cả tổ thống nhất.") -> Minutes:
        by = by or self.dao
        minutes = Minutes(subject="Họp tổ tuần 12", text=text)
        steps.open_approval(minutes, by=by, school_year=self.year, group=by.group)
        return minutes

    def class_book(self, by: Staff | None = None) -> ClassBook:
        book = ClassBook(name="Sổ lớp 3A", subjects=[self.toan.pk, self.tieng_viet.pk])
        steps.open_approval(
            book,
            by=by or self.dao,
            school_year=self.year,
            group=self.group,
            school_class=self.class_3a,
        )
        return book

    def substitution(self, absent: Staff, substitute: Staff, **dates: date) -> Substitution:
        return Substitution.objects.create(
            absent=absent,
            substitute=substitute,
            starts_on=dates.get("starts_on", FIRST_DAY),
            ends_on=dates.get("ends_on", date(2027, 5, 31)),
            reason="Tập huấn tại Sở",
            granted_by=self.thu if substitute != self.thu else self.minh,
        )


def found(first_day: date = FIRST_DAY) -> School:
    """The school; its year and all duties begin on this day. Here a password is enough for all."""
    SecondFactorPolicy.objects.update(demanded_since=None)
    year = SchoolYear.objects.create(
        name="2026–2027",
        starts_on=first_day,
        ends_on=first_day + timedelta(days=272),
        state=SchoolYear.State.OPEN,
    )
    group, other = (SubjectGroup.objects.create(name=name) for name in ("Tổ 3", "Tổ 1"))
    class_3a = SchoolClass.objects.create(year=year, grade=3, name="3A")
    toan = Subject.objects.create(code="TOAN", name="Toán", position=2, grades=[1, 2, 3, 4, 5])
    tv = Subject.objects.create(code="TV", name="Tiếng Việt", position=1, grades=[1, 2, 3, 4, 5])
    people = {
        "dao": ("Lê Thị Đào", "cô", group),
        "hoa": ("Trần Thị Hoa", "cô", group),
        "nam": ("Lê Văn Nam", "thầy", group),
        "minh": ("Đỗ Quang Minh", "thầy", None),
        "ngoc": ("Phạm Thị Ngọc", "cô", None),
        "thu": ("Nguyễn Thị Thu", "cô", None),
        "van": ("Võ Thị Vân", "cô", None),
        "phuc": ("Huỳnh Văn Phúc", "thầy", other),
        "yen": ("Bùi Thị Yến", "cô", other),
    }
    staff = {
        name: Staff(username=name, full_name=full, address=address, group=place)
        for name, (full, address, place) in people.items()
    }
    for person in staff.values():
        person.set_password("mat-khau")
        person.password_set_on = timezone.now()
    bulk_create_with_history(list(staff.values()), Staff)
    school = School(
        **staff,
        year=year,
        group=group,
        other_group=other,
        class_3a=class_3a,
        toan=toan,
        tieng_viet=tv,
    )
    give_duties(school, first_day)
    return school


def give_duties(school: School, first_day: date) -> None:
    held: tuple[tuple[Staff, Duty, dict[str, Any]], ...] = (
        (school.hoa, Duty.GROUP_LEADER, {"group": school.group}),
        (school.nam, Duty.DEPUTY_LEADER, {"group": school.group}),
        (school.yen, Duty.GROUP_LEADER, {"group": school.other_group}),
        (school.minh, Duty.VICE_PRINCIPAL, {}),
        (school.ngoc, Duty.VICE_PRINCIPAL, {}),
        (school.thu, Duty.PRINCIPAL, {}),
        (school.van, Duty.CLERK, {}),
        (school.van, Duty.RECORDS_BOARD, {}),
        (school.dao, Duty.HOMEROOM_TEACHER, {"school_class": school.class_3a}),
        (
            school.nam,
            Duty.SUBJECT_TEACHER,
            {"school_class": school.class_3a, "subject": school.toan},
        ),
        (
            school.hoa,
            Duty.SUBJECT_TEACHER,
            {"school_class": school.class_3a, "subject": school.tieng_viet},
        ),
    )
    bulk_create_with_history(
        [
            Assignment(staff=person, duty=duty, starts_on=first_day, **place)
            for person, duty, place in held
        ],
        Assignment,
    )


def give_keys(school: School, people: Iterable[Staff], pin: str) -> None:
    """Registered by the principal, hers by the clerk, who is of the board; each with this PIN."""
    people = list(people)
    for person in people:
        by = school.van if person == school.thu else school.thu
        signing.register(signing.Registration(staff=person, evidence="Căn cước đã xem."), by)
    signing.issue_many((person, pin) for person in people)


def at_known_machine() -> Client:
    """A browser in which somebody has signed in before, of whom nothing else is known."""
    client = Client()
    client.cookies[settings.SOKY_DEVICE_COOKIE] = Signer(salt="people.accounts.devices").sign(
        "some machine"
    )
    return client


def take(step: Step, approval: Approval, by: Staff, **options: Any) -> Event:
    """The door, with the record as it is now in the person's eyes."""
    approval.refresh_from_db()
    event = steps.take(*asked(step, approval, by, options), **options)
    approval.refresh_from_db()
    return event


def asked(
    step: Step, approval: Approval, by: Staff, options: dict[str, Any]
) -> tuple[StepRequest, Approval]:
    """What the door is asked for; takes its words out of the options and adds what was seen."""
    if step == Step.SUBMIT and options.pop("with_answers", True):
        remarks.open_remarks(approval).update(answer="Đã sửa.")
    if not approval.erased_at:
        load_record(approval)  # a draft's version follows the school's names of today
    options.setdefault("seen", approval.version)
    words = {
        name: options.pop(name) for name in ("acting_for", "note", "remarks") if name in options
    }
    return StepRequest(step, by, **words), approval
