"""A period of a whole school: sheets begun, filled, confirmed; books through four desks; a page, a row."""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import spread, table
from benchmarks.school import open_school

if TYPE_CHECKING:
    from people.models import Assignment, SchoolClass, Staff
    from tests.school import School

CLASSES, PUPILS, ROUNDS = 25, 32, 30
PIN = "274916"
BACKEND = "people.accounts.backend.StaffBackend"
OWN, OTHERS = ("TV", "TOAN", "DD", "TNXH", "HDTN"), ("NN1", "TH", "CN", "GDTC", "AN", "MT")


def main() -> None:
    school = open_school()
    period, classes, posts = _lay_out(school)
    rows = []
    sheets: list[Any] = []
    rows.append(_phase("begin the sheets", lambda: sheets.extend(_begun(school, period, posts))))
    rows.append(_phase("fill them", lambda: _fill(sheets)))
    rows.append(_phase("confirm them", lambda: _pass_on("submit", _by_author(sheets))))
    books: list[Any] = []
    rows.append(_phase("draw up the books", lambda: books.extend(_books(school, period, classes))))
    rows.append(_phase("close them", lambda: _pass_on("submit", _by_author(books))))
    for step, who in (("review", school.hoa), ("sign", school.minh), ("lock", school.thu)):
        rows.append(_phase(step, lambda each=step, by=who: _pass_on(each, [(by, books)])))
    print(table(("what", "n", "CPU s", "ms each", "queries each"), rows))
    _print_size(len(sheets), len(books))
    _pages(school, period)


def _phase(label: str, work: Callable[[], object]) -> tuple[str, ...]:
    from django.db import connection

    from workflows.models import Approval

    asked = 0

    def count(execute: Callable[..., Any], *sent: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*sent)

    with connection.execute_wrapper(count):
        began = time.process_time()
        work()
        took = time.process_time() - began
    of_books = Approval.objects.filter(record_type="gradebook").count()
    number = of_books or Approval.objects.filter(record_type="score_sheet").count()
    each = f"{1000 * took / number:.1f}", f"{asked / number:.1f}"
    return (label, str(number), f"{took:.2f}", *each)


def _lay_out(school: "School") -> tuple[Any, list["SchoolClass"], list["Assignment"]]:
    """Classes of grade 3 with a homeroom teacher each; six teachers go from class to class."""
    from people.models import Assignment, Duty, Staff
    from tests.documents.records.sheets import open_period
    from tests.school import give_keys

    today, subjects = _today(), _subjects()
    period = open_period(school, "end_first", opens_on=today, closes_on=today)
    Assignment.objects.filter(duty__in=(Duty.SUBJECT_TEACHER, Duty.HOMEROOM_TEACHER)).delete()
    going = {
        code: Staff.objects.create_user(f"gv-{code}", "x", f"Lê Văn {code}", group=school.group)
        for code in OTHERS
    }
    classes, people = _classes(school), list(going.values())
    for number, place in enumerate(classes):
        own = Staff.objects.create_user(
            f"cn{number}", "x", f"Trần Thị {number}", group=school.group
        )
        held = [(own, None), *((own, subjects[code]) for code in OWN)]
        _assign(place, [*held, *((going[code], subjects[code]) for code in OTHERS)], school)
        _pupils(place, school)
        people.append(own)
    give_keys(school, [*people, school.hoa, school.minh, school.thu], PIN)
    rows = Assignment.objects.filter(school_class__in=classes)
    return period, classes, list(rows.select_related("staff", "subject", "school_class"))


def _classes(school: "School") -> list["SchoolClass"]:
    from people.models import SchoolClass

    names = [f"3{chr(65 + number)}" for number in range(CLASSES)]
    facts = {"year": school.year, "defaults": {"grade": 3}}
    return [SchoolClass.objects.get_or_create(name=name, **facts)[0] for name in names]


def _subjects() -> dict[str, Any]:
    from documents.assessment.rules.programme_2018 import title_of
    from people.models import Subject

    for code in (*OWN, *OTHERS):
        Subject.objects.get_or_create(code=code, defaults={"name": title_of(code), "grades": [3]})
    return {subject.code: subject for subject in Subject.objects.all()}


def _assign(place: "SchoolClass", held: Iterable[tuple["Staff", Any]], school: "School") -> None:
    from people.models import Assignment, Duty

    for who, subject in held:
        duty = Duty.SUBJECT_TEACHER if subject else Duty.HOMEROOM_TEACHER
        facts = {"school_class": place, "subject": subject, "starts_on": school.year.starts_on}
        Assignment.objects.create(staff=who, duty=duty, **facts)


def _pupils(place: "SchoolClass", school: "School") -> None:
    from people.movements.models import Kind
    from tests.people.pupils_of import move, pupil

    for number in range(PUPILS):
        child = pupil(f"Nguyễn Hoàng {chr(65 + number % 26)}nh")
        move(child, Kind.ADMISSION, place, school.van, on=school.year.starts_on)


def _today() -> Any:
    from django.utils import timezone

    return timezone.localdate()


def _begun(school: "School", period: Any, posts: Iterable["Assignment"]) -> list[Any]:
    from tests.documents.records.sheets import sheet_of

    facts = {"group": school.group}
    return [
        sheet_of(school, period, post.staff, post.subject, school_class=post.school_class, **facts)
        for post in posts
    ]


def _fill(sheets: Iterable[Any]) -> None:
    from tests.documents.records.sheets import fill

    for sheet in sheets:
        fill(sheet, sheet.approval.author)


def _books(school: "School", period: Any, classes: Iterable["SchoolClass"]) -> list[Any]:
    from documents.records.gradebook.models import Gradebook
    from people.models import Assignment, Duty
    from workflows import steps

    found = []
    for place in classes:
        by = Assignment.objects.get(duty=Duty.HOMEROOM_TEACHER, school_class=place).staff
        book = Gradebook()
        places = {"school_class": place, "group": school.group, "period": period}
        steps.open_approval(book, by=by, school_year=school.year, **places)
        found.append(book)
    return found


def _by_author(records: Iterable[Any]) -> list[tuple["Staff", list[Any]]]:
    found: dict[Any, list[Any]] = {}
    for record in records:
        found.setdefault(record.approval.author, []).append(record)
    return list(found.items())


def _pass_on(step: str, work: Sequence[tuple["Staff", list[Any]]]) -> None:
    """Each person with one PIN, as the page of many at once does."""
    from workflows import bulk, bulk_worker
    from workflows.loaded import StepRequest, load_record
    from workflows.models import Approval
    from workflows.states import Step

    for by, records in work:
        rows = list(Approval.objects.filter(pk__in=[record.pk for record in records]))
        for row in rows:
            load_record(row)
        pens = bulk_worker.open_pens([rows[0].record_type], by, PIN, Step(step))
        run = bulk.take_many(
            StepRequest(Step(step), by),
            [(row, row.version) for row in rows],
            key=f"{step}-{by.pk}-{rows[0].pk}",
            prepare=bulk_worker.preparing(Step(step), by, pens),
        )
        refused = run.items.filter(outcome="refused").first()
        if refused:
            raise RuntimeError(f"{refused.approval}: {refused.reason}")


def _print_size(sheets: int, books: int) -> None:
    from django.conf import settings

    files = [path for path in Path(settings.SOKY_ARCHIVE).rglob("*") if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1_000_000
    print(f"{sheets} sheets, {books} books: {len(files)} files, {megabytes:.1f} MB in the archive")


def _pages(school: "School", period: Any) -> None:
    """A sheet of 45 pupils and 15 columns: its page, and saving one row."""
    from people.models import Assignment, Duty, SchoolClass
    from tests.documents.records.sheets import fill, sheet_of

    place = SchoolClass.objects.create(year=school.year, grade=3, name="3Z")
    facts = {"school_class": place, "starts_on": school.year.starts_on}
    Assignment.objects.create(staff=school.dao, duty=Duty.HOMEROOM_TEACHER, **facts)
    _pupils(place, school)
    sheet = sheet_of(school, period, school.dao, school_class=place)
    fill(sheet, school.dao)
    _print_page(_client(school.dao), sheet)


def _client(staff: "Staff") -> Any:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(staff, BACKEND)
    return client


def _print_page(client: Any, sheet: Any) -> None:
    url, pupil = sheet.get_edit_url(), sheet.lines[0].pupil
    rows_url = url.removesuffix("edit/") + "rows/"
    levels = iter(["T", "Đ"] * ROUNDS)

    def save(version: int) -> object:
        sent = {f"v{pupil}": str(version), f"c{pupil}-yeu_nuoc": next(levels)}
        return client.post(rows_url, sent)

    page = [_milliseconds(lambda: client.get(url)) for _round in range(ROUNDS)]
    row = [_milliseconds(lambda at=number: save(at)) for number in range(1, ROUNDS + 1)]
    print(f"the page of a sheet of {PUPILS} × 15: {spread(page, '{:.1f}')} ms of CPU")
    print(f"one row saved: {spread(row, '{:.1f}')} ms of CPU")


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    main()
